package io.fulcrum.jobs;

import static io.fulcrum.jobs.CommandRun.done;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fulcrum.LocalSpark;
import io.fulcrum.model.Recommender;
import io.fulcrum.model.store.ModelDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model of one day as the start of the next day's, whose vocabulary has new entries in other places. */
class WarmStartIT {
    private static final List<String> STILL =
            List.of("--set", "optimizer.type=sgd", "--set", "optimizer.learning-rate=1e-12");

    @TempDir
    static Path folder;

    private static String config;

    @BeforeAll
    static void trainTheFirstDay() {
        GeneratedVisits.write(LocalSpark.session(), folder.resolve("visits"), 3000);
        config = GeneratedVisits.configuration(folder, folder + "/visits", "");
        done(run("prepare", List.of("--output", folder + "/day1", "--set", "data.filter=user > 'u30'")));
        done(run("prepare", List.of("--output", folder + "/day2")));
        done(train("day1", "model1", List.of()));
    }

    @Test
    void warmStart_stepsThatMoveNothing_keepWhatBothDaysKnowAndStartTheRestAfresh() {
        List<String> options = new ArrayList<>(STILL);
        options.addAll(List.of("--warm-start", folder + "/model1", "--set", "rounds.workers=3"));
        CommandRun warm = done(train("day2", "warm", options));
        done(train("day2", "cold", STILL));
        Recommender old = ModelDirectory.read(folder + "/model1").model();
        Recommender started = ModelDirectory.read(folder + "/warm").model();
        Recommender cold = ModelDirectory.read(folder + "/cold").model();
        assertThat(started.parameters()).usingComparatorWithPrecision(1e-6f).containsExactly(old.parameters());
        assertThat(started.spec().scales()).isEqualTo(old.spec().scales());
        Map<String, Integer> first = ids("day1", "user");
        Map<String, Integer> second = ids("day2", "user");
        assertThat(second).hasSizeGreaterThan(first.size());
        assertThat(warm.err())
                .contains(
                        "Warm start from " + folder + "/model1: its dense parameters, embedding rows user "
                                + (first.size() + 2) + " of " + (second.size() + 2) + ", item ",
                        ", tags 17 of 17, the rest with initial values."
                                + " Optimiser, task weights and rounds are reset, so the bits are not those of a resumed run.");
        second.forEach((user, id) -> {
            float[] expected = first.containsKey(user) ? row(old, first.get(user)) : row(cold, id);
            assertThat(row(started, id))
                    .as(user)
                    .usingComparatorWithPrecision(1e-6f)
                    .containsExactly(expected);
        });
        assertThat(row(started, 0))
                .as("missing")
                .usingComparatorWithPrecision(1e-6f)
                .containsExactly(row(old, 0));
    }

    @Test
    void warmStart_record_namesTheModel() throws IOException {
        done(train("day2", "recorded", List.of("--warm-start", folder + "/model1", "--set", "rounds.epochs=1")));
        String record = Files.readString(folder.resolve("recorded/run-record.json"));
        assertThat(new ObjectMapper()
                        .readTree(record)
                        .at("/inputs/warm-start/path")
                        .textValue())
                .isEqualTo(folder + "/model1");
    }

    @Test
    void warmStart_otherNetwork_isRefusedInWords() {
        CommandRun run =
                train("day2", "none", List.of("--warm-start", folder + "/model1", "--set", "network.experts=3"));
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
                .contains(
                        "The model to start from has other network than this run: ",
                        "Its dense parameters would not fit; train without --warm-start, or with its network.")
                .doesNotContain("\tat ");
        assertThat(folder.resolve("none")).doesNotExist();
    }

    private static CommandRun train(String data, String output, List<String> more) {
        List<String> words = new ArrayList<>(List.of("--data", folder + "/" + data, "--output", folder + "/" + output));
        words.addAll(more);
        return run("train", words);
    }

    private static CommandRun run(String command, List<String> more) {
        List<String> words = new ArrayList<>(List.of(command, "--master", "local[2]", "--config", config));
        words.addAll(more);
        return CommandRun.of(words.toArray(String[]::new));
    }

    private static Map<String, Integer> ids(String data, String table) {
        Map<String, Integer> ids = new HashMap<>();
        KnownValues known =
                KnownValues.read(LocalSpark.session(), folder + "/" + data).get(table);
        for (int value = 0; value < known.values().size(); value++) {
            ids.put(known.values().text(value), known.firstId() + value);
        }
        return ids;
    }

    /** Returns a row of the users' table. */
    private static float[] row(Recommender model, int id) {
        int[][] rows = new int[model.tables().spec().tables().size()][0];
        rows[0] = new int[] {id};
        return model.tables().recordsOf(rows).records(0);
    }
}
