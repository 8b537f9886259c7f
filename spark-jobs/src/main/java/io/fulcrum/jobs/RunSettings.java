package io.fulcrum.jobs;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.fulcrum.balance.WeightSum;
import io.fulcrum.job.RunRecord;
import io.fulcrum.job.Storage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What was in force in a finished run, from the {@code resolved.conf} that it left. Only these keys are read, so that
 * files of older versions serve too.
 *
 * @param floors task → least task weight, in units of the weights' sum; tasks without a floor are absent
 * @param epochs that were allowed
 */
record RunSettings(Map<String, Double> floors, OptionalInt epochs) {
    static final RunSettings UNKNOWN = new RunSettings(Map.of(), OptionalInt.empty());

    /** Reads the settings of the run that published a directory; empty if the file is missing or of another form. */
    static Optional<RunSettings> read(String directory) {
        return Storage.readText(directory + "/" + RunRecord.CONFIG_FILE).flatMap(RunSettings::parse);
    }

    static Optional<RunSettings> parse(String text) {
        try {
            Config run = ConfigFactory.parseString(text);
            OptionalInt epochs = OptionalInt.of(run.getInt("rounds.epochs"));
            return Optional.of(new RunSettings(floors(run), epochs));
        } catch (ConfigException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Map<String, Double> floors(Config run) {
        List<? extends Config> tasks = run.getConfigList("tasks");
        WeightSum sum = WeightSum.valueOf(run.getString("balance.sum").toUpperCase(Locale.ROOT));
        Map<String, Double> floors = new LinkedHashMap<>();
        if (sum == WeightSum.METHOD) {
            return floors; // their unit changes from round to round
        }
        double factor = sum.factor(tasks.size(), 1);
        for (Config task : tasks) {
            if (task.hasPath("floor") && task.getDouble("floor") > 0) {
                floors.put(task.getString("name"), task.getDouble("floor") * factor);
            }
        }
        return floors;
    }
}
