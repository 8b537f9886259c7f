package io.fulcrum.jobs;

import io.fulcrum.contract.Split;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.data.PreparedData;
import io.fulcrum.evaluate.PredictionFolder;
import io.fulcrum.evaluate.Predictions;
import io.fulcrum.features.NewRows.Labels;
import io.fulcrum.features.encode.CountedRows;
import io.fulcrum.job.PublishedDirectory;
import io.fulcrum.job.RunRecord;
import io.fulcrum.job.Storage;
import io.fulcrum.job.WorkStage;
import io.fulcrum.jobs.RawRows.Found;
import io.fulcrum.model.store.LoadedModel;
import io.fulcrum.model.store.ModelDirectory;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A model and a prepared split or raw rows in, Parquet of predictions out. */
@Command(
        name = "score",
        mixinStandardHelpOptions = true,
        description = "Writes a model's predictions for every row of a split, or for raw rows, with the key columns, as"
                + " Parquet."
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
        scored.requireOneKind();
        return scored.input().map(this::scoreRaw).orElseGet(this::scorePrepared);
    }

    private int scorePrepared() {
        JobPaths paths =
                JobPaths.writing(output).data(scored.data(), scored.split()).model(scored.model());
        try (JobContext job = JobContext.open(options, "score", settings -> description(), paths)) {
            PreparedData found = PreparedData.open(job.spark(), scored.data());
            LoadedModel loaded = ModelDirectory.read(scored.model());
            Compatibility.requireSameTasks(job.settings(), found.manifest(), scored.data());
            Compatibility.requireSplits(found.manifest(), scored.data(), scored.split());
            PreparedData prepared = Compatibility.readBy(loaded, found, scored.inputs());
            RunRecord.Builder record = job.freshRecord()
                    .input("data", scored.data(), prepared.manifest().fingerprint())
                    .input("model", scored.model(), loaded.fingerprint());
            try (PublishedDirectory directory = PublishedDirectory.open(output, job.ifExists());
                    RunningTasks tasks = new RunningTasks(job.spark())) {
                long rows = prepared.manifest().split(scored.split()).rows();
                WorkStage.of("score " + scored.split().folder(), rows)
                        .run(() -> PredictionFolder.write(
                                job.spark(), prepared, scored.split(), loaded.model(), directory.resolve(PREDICTIONS)));
                job.describeBesideParquet(directory, record.result("rows", rows));
                print(rows, scored.split().folder(), directory.publish());
            }
            return 0;
        }
    }

    private int scoreRaw(String input) {
        JobPaths paths = JobPaths.writing(output).model(scored.model()).encoders(scored.model());
        try (JobContext job = JobContext.openForNewRows(options, "score", input, paths)) {
            RawRows rows = RawRows.open(job, scored.model(), Labels.UNUSED);
            LoadedModel loaded = ModelDirectory.read(scored.model());
            rows.requireModel(scored.model(), loaded);
            RunRecord.Builder record = job.freshRecord().input("model", scored.model(), loaded.fingerprint());
            Found found;
            try (PublishedDirectory directory = PublishedDirectory.open(output, job.ifExists());
                    RunningTasks tasks = new RunningTasks(job.spark());
                    CountedRows counted = rows.countedWhileWritten()) {
                FeatureManifest manifest = rows.manifest();
                Dataset<Row> encoded = counted.rows(manifest);
                WorkStage.of("score")
                        .run(() -> rows.reading(() -> {
                            Dataset<Row> predictions = Predictions.of(encoded, manifest, loaded.model());
                            PredictionFolder.write(predictions, manifest.tasks(), directory.resolve(PREDICTIONS));
                            return predictions;
                        }));
                found = rows.require(counted.counts(), Split.TEST);
                job.describeBesideParquet(directory, found.describe(record, input));
                print(found.counts().rows(), input, directory.publish());
            }
            found.print();
            return 0;
        }
    }

    private static void print(long rows, String scored, String published) {
        System.out.printf(
                Locale.ROOT,
                "Scored %,d rows of %s: %s%n",
                rows,
                scored,
                Storage.forPeople(published + "/" + PREDICTIONS));
    }

    private String description() {
        return scored + " -> predictions " + output;
    }
}
