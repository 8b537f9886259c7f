package io.fulcrum.jobs;

import io.fulcrum.contract.Split;
import io.fulcrum.contract.encoder.EncodedFeature;
import io.fulcrum.contract.encoder.VocabularyEncoder;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.features.EarlierEncoders;
import io.fulcrum.features.FeaturePipeline;
import io.fulcrum.features.FeatureSettings;
import io.fulcrum.job.PublishedDirectory;
import io.fulcrum.job.RunRecord;
import io.fulcrum.job.Storage;
import io.fulcrum.model.store.ModelDirectory;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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

    @Option(
            names = "--extend",
            paramLabel = "MODEL|DATA",
            description = "Keeps the encoders of a model or of earlier prepared data, and adds new values"
                    + " to its vocabularies: known values keep their ids. Tasks and features must be the same.")
    private String extended;

    public static void main(String[] arguments) {
        Fulcrum.main("prepare", arguments);
    }

    @Override
    public Integer call() {
        JobPaths paths = JobPaths.writing(output);
        if (extended != null) {
            paths.reading(extended, EarlierEncoders::manifest);
        }
        try (JobContext job = JobContext.open(options, "prepare", this::description, paths)) {
            run(job, output, Optional.ofNullable(extended));
            return 0;
        }
    }

    private String description(JobSettings settings) {
        return settings.features().source().input() + " -> " + output
                + (extended == null ? "" : ", extends " + extended);
    }

    /** Prepares data, with the encoders of a model or of earlier data if {@code extended} names its directory. */
    static FeatureManifest run(JobContext job, String output, Optional<String> extended) {
        Optional<EarlierEncoders> earlier = extended.map(PrepareJob::encoders);
        RunRecord.Builder record = job.freshRecord();
        earlier.ifPresent(before -> record.input("extends", before.directory(), before.fingerprint()));
        FeatureManifest manifest;
        try (PublishedDirectory directory = PublishedDirectory.open(output, job.ifExists());
                RunningTasks tasks = new RunningTasks(job.spark())) {
            FeatureSettings settings = job.settings().features();
            manifest = earlier.map(before -> FeaturePipeline.extend(job.spark(), settings, before, directory))
                    .orElseGet(() -> FeaturePipeline.run(job.spark(), settings, directory));
            job.describe(
                    directory,
                    record.result("fingerprint", manifest.fingerprint())
                            .result("warnings", manifest.provenance().get("warnings")));
            directory.publish();
        }
        System.out.println("Prepared " + output + "  (fingerprint " + manifest.fingerprint() + ", "
                + manifest.features().columns().size() + " features)");
        earlier.ifPresent(before -> System.out.println(grown(before, manifest)));
        for (Split split : Split.values()) {
            System.out.println(SplitLine.of(manifest, split));
        }
        return manifest;
    }

    /** Reads encoders; labels are stored in the scales of a model, which need not be those of its data. */
    private static EarlierEncoders encoders(String directory) {
        EarlierEncoders encoders = EarlierEncoders.read(directory);
        return Storage.exists(directory + "/" + ModelDirectory.DESCRIPTION)
                ? encoders.withScales(ModelDirectory.scales(directory))
                : encoders;
    }

    private static String grown(EarlierEncoders before, FeatureManifest manifest) {
        String tables = manifest.encoders().stream()
                .map(EncodedFeature::encoder)
                .filter(VocabularyEncoder.class::isInstance)
                .map(VocabularyEncoder.class::cast)
                .distinct()
                .map(now -> now.table() + " " + (now.values() - before.values(now.table())) + " of " + now.values())
                .collect(Collectors.joining(", "));
        return "  extends " + before.directory() + " (fingerprint " + before.fingerprint() + ")"
                + (tables.isEmpty() ? "" : "; new values: " + tables);
    }
}
