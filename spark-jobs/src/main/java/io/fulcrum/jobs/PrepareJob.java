package io.fulcrum.jobs;

import io.fulcrum.contract.FeatureManifest;
import io.fulcrum.contract.Split;
import io.fulcrum.features.FeaturePipeline;
import io.fulcrum.job.PublishedDirectory;
import io.fulcrum.job.RunRecord;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Raw Parquet in, prepared splits and their manifest out. */
@Command(
        name = "prepare",
        mixinStandardHelpOptions = true,
        description = "Turns raw Parquet into encoded training, validation and test splits with a manifest.",
        footer = {"", "Example:", "  fulcrum prepare --config conf/census-income.conf --output runs/census/data"})
public final class PrepareJob implements Callable<Integer> {
    @Mixin
    private JobOptions options;

    @Option(names = "--output", required = true, paramLabel = "DIR", description = "Directory to publish.")
    private String output;

    public static void main(String[] arguments) {
        Fulcrum.main("prepare", arguments);
    }

    @Override
    public Integer call() {
        try (JobContext job = JobContext.open(
                options,
                "prepare",
                settings -> settings.features().source().input() + " -> " + output,
                JobPaths.writing(output))) {
            run(job, output);
            return 0;
        }
    }

    static FeatureManifest run(JobContext job, String output) {
        RunRecord.Builder record = job.freshRecord();
        FeatureManifest manifest;
        try (PublishedDirectory directory = PublishedDirectory.open(output, job.ifExists());
                RunningTasks tasks = new RunningTasks(job.spark())) {
            manifest = FeaturePipeline.run(job.spark(), job.settings().features(), directory);
            job.describe(
                    directory,
                    record.result("fingerprint", manifest.fingerprint())
                            .result("warnings", manifest.provenance().get("warnings")));
            directory.publish();
        }
        System.out.println("Prepared " + output + "  (fingerprint " + manifest.fingerprint() + ", "
                + manifest.features().columns().size() + " features)");
        for (Split split : Split.values()) {
            System.out.println(SplitLine.of(manifest, split));
        }
        return manifest;
    }
}
