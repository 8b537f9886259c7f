package io.fulcrum.bench;

import io.fulcrum.config.ConfigFiles;
import io.fulcrum.config.Problems;
import io.fulcrum.features.FeaturePipeline;
import io.fulcrum.features.FeatureSettings;
import io.fulcrum.job.PublishedDirectory.IfExists;
import io.fulcrum.job.SparkSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** A process that writes a {@link PreparationTable} or prepares it once, by Fulcrum or by stages of spark.ml. */
final class PreparationWorker {
    private PreparationWorker() {}

    /** What the process does. */
    enum Task {
        TABLE,
        FULCRUM,
        SPARK_ML
    }

    /** Arguments: the task, the table's directory, and the output's directory or, for a table, its rows. */
    public static void main(String[] arguments) throws IOException {
        Task task = Task.valueOf(arguments[0]);
        String table = arguments[1];
        try (SparkSession spark = new SparkSettings(Map.of()).open("fulcrum bench", "local[2]")) {
            if (task == Task.TABLE) {
                PreparationTable.write(spark, Long.parseLong(arguments[2]), table);
                return;
            }
            Path output = Path.of(arguments[2]);
            Runnable work = task == Task.FULCRUM
                    ? () -> FeaturePipeline.run(spark, settings(table), output.toString(), IfExists.REFUSE)
                    : () -> SparkMlPreparation.run(spark, table, output.toString());
            PreparationRun.print(output, work);
        }
    }

    private static FeatureSettings settings(String table) {
        List<String> overrides = List.of(
                "data.input=\"" + table + "\"",
                "data.key=[id]",
                "data.split={ by = hash, key = [id] }",
                "tasks=[{ name = click, label = click }, { name = buy, label = buy }]",
                String.format(
                        Locale.ROOT,
                        "features=[{ columns = [%s], encoding = vocabulary, min-count = %d },"
                                + " { columns = [%s], encoding = standardised }]",
                        String.join(", ", PreparationTable.TEXTS),
                        PreparationTable.MIN_COUNT,
                        String.join(", ", PreparationTable.NUMBERS)));
        Problems problems = new Problems();
        FeatureSettings settings =
                FeatureSettings.read(ConfigFiles.load(List.of(), overrides).reader(problems));
        problems.throwIfAny();
        return settings;
    }
}
