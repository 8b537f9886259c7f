package io.fulcrum.bench;

import io.fulcrum.contract.Split;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.data.PreparedData;
import io.fulcrum.job.JobFailure;
import io.fulcrum.job.Progress;
import io.fulcrum.job.SparkSettings;
import io.fulcrum.model.store.LoadedModel;
import io.fulcrum.model.store.ModelDirectory;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures how fast prepared rows are scored. */
@Command(
        name = "score",
        mixinStandardHelpOptions = true,
        description =
                "Measures rows a second of predictions written as files, beside those of the forward passes alone over the"
                        + " same rows in memory.",
        footer = {
            "",
            "Example:",
            "  fulcrum bench score --model runs/census/model --data runs/census/data --split train"
        })
final class ScoreBenchCommand implements Callable<Integer> {
    @Mixin
    private BenchOutput output;

    @Option(names = "--model", required = true, paramLabel = "DIR", description = "Model directory.")
    private String model;

    @Option(names = "--data", required = true, paramLabel = "DIR", description = "Prepared data.")
    private String data;

    @Option(
            names = "--split",
            paramLabel = "SPLIT",
            defaultValue = "train",
            description = "Which rows: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Split split;

    @Option(names = "--runs", defaultValue = "5", description = "Runs of each side (default: ${DEFAULT-VALUE}).")
    private int runs;

    @Override
    public Integer call() {
        output.requirePositive(runs);
        LoadedModel loaded = ModelDirectory.read(model);
        try (SparkSession spark = new SparkSettings(Map.of()).open("fulcrum bench", "local[*]")) {
            PreparedData prepared = PreparedData.open(spark, data);
            requireDataOf(loaded, prepared.manifest());
            output.show(new ScoringBench(spark, prepared, split, loaded.model(), runs).run(Progress.onStandardError()));
            return 0;
        }
    }

    private void requireDataOf(LoadedModel loaded, FeatureManifest manifest) {
        if (!loaded.dataFingerprint().equals(manifest.fingerprint())) {
            throw JobFailure.invalid("--data " + data + " (fingerprint " + manifest.fingerprint()
                    + ") is not the data of model " + model + " (fingerprint " + loaded.dataFingerprint()
                    + "). A benchmark scores the data that the model was trained on. Name that with --data.");
        }
        if (!manifest.has(split)) {
            throw JobFailure.invalid("--data " + data + " has no split " + split.folder() + ", only "
                    + manifest.splits().keySet().stream().sorted().toList() + ". Name another with --split.");
        }
    }
}
