package io.fulcrum.jobs;

import io.fulcrum.data.PreparedData;
import io.fulcrum.evaluate.Predictions;
import io.fulcrum.job.PublishedDirectory;
import io.fulcrum.job.RunRecord;
import io.fulcrum.job.Storage;
import io.fulcrum.job.WorkStage;
import io.fulcrum.model.LoadedModel;
import io.fulcrum.model.ModelDirectory;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A model and a prepared split in, Parquet of predictions out. */
@Command(
        name = "score",
        mixinStandardHelpOptions = true,
        description = "Writes a model's predictions for every row of a split, with the key columns, as Parquet."
                + " Programs that read Parquet take the output directory as a whole.",
        footer = {
            "",
            "Example:",
            "  fulcrum score --config conf/census-income.conf --data runs/census/data --model runs/census/model \\",
            "      --output runs/census/predictions"
        })
public final class ScoreJob implements Callable<Integer> {
    private static final String PREDICTIONS = "predictions";

    @Mixin
    private JobOptions options;

    @Mixin
    private ScoringOptions scored;

    @Option(names = "--output", required = true, paramLabel = "DIR", description = "Directory to publish.")
    private String output;

    public static void main(String[] arguments) {
        Fulcrum.main("score", arguments);
    }

    @Override
    public Integer call() {
        JobPaths paths = JobPaths.writing(output).data(scored.data()).model(scored.model());
        try (JobContext job = JobContext.open(options, "score", settings -> description(), paths)) {
            PreparedData found = PreparedData.open(job.spark(), scored.data());
            LoadedModel loaded = ModelDirectory.read(scored.model());
            Compatibility.requireSameTasks(job.settings(), found.manifest(), scored.data());
            PreparedData prepared = Compatibility.readBy(loaded, found, scored.inputs());
            RunRecord.Builder record = job.freshRecord()
                    .input("data", scored.data(), prepared.manifest().fingerprint())
                    .input("model", scored.model(), loaded.fingerprint());
            try (PublishedDirectory directory = PublishedDirectory.open(output, job.ifExists());
                    RunningTasks tasks = new RunningTasks(job.spark())) {
                long rows = prepared.manifest().split(scored.split()).rows();
                WorkStage.of("score " + scored.split().folder(), rows)
                        .run(() -> prepared.querying(scored.split(), () -> {
                            Dataset<Row> predictions = Predictions.of(prepared, scored.split(), loaded.model());
                            predictions.write().option("compression", "zstd").parquet(directory.resolve(PREDICTIONS));
                            return predictions;
                        }));
                job.describeBesideParquet(directory, record.result("rows", rows));
                System.out.printf(
                        Locale.ROOT,
                        "Scored %,d rows of %s: %s%n",
                        rows,
                        scored.split().folder(),
                        Storage.forPeople(directory.publish() + "/" + PREDICTIONS));
            }
            return 0;
        }
    }

    private String description() {
        return scored + " -> predictions " + output;
    }
}
