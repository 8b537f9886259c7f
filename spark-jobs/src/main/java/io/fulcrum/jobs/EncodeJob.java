package io.fulcrum.jobs;

import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.Json;
import io.fulcrum.contract.Split;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.features.EncodedManifest;
import io.fulcrum.features.NewRows.Labels;
import io.fulcrum.features.drift.DistributionFile;
import io.fulcrum.features.encode.CountedPass;
import io.fulcrum.features.write.PreparedWriter;
import io.fulcrum.features.write.VocabularyFiles;
import io.fulcrum.job.PublishedDirectory;
import io.fulcrum.job.WorkStage;
import io.fulcrum.jobs.RawRows.Found;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Raw Parquet and the encoders of a model or of prepared data in, one prepared split out. */
@Command(
        name = "encode",
        mixinStandardHelpOptions = true,
        description = "Encodes new rows as a model or prepared data does, into a directory of prepared data with one"
                + " split. Labels are taken where the rows have the label columns.",
        footer = {
            "",
            "Example:",
            "  fulcrum encode --like runs/census/model --input day-2.parquet --output runs/census/day-2"
        })
public final class EncodeJob implements Callable<Integer> {
    @Mixin
    private JobOptions options;

    @Option(
            names = "--like",
            required = true,
            paramLabel = "DIR",
            description = "Directory that train or prepare published, whose encoders are used.")
    private String like;

    @Option(
            names = "--input",
            required = true,
            paramLabel = "RAW",
            description = "Path, glob or table name of the raw rows; it overrides data.input.")
    private String input;

    @Option(names = "--output", required = true, paramLabel = "DIR", description = "Directory to publish.")
    private String output;

    @Option(
            names = "--split",
            defaultValue = "TEST",
            paramLabel = "SPLIT",
            description = "Split that the rows become: train, validation or test (default: test).")
    private Split split;

    public static void main(String[] arguments) {
        Fulcrum.main("encode", arguments);
    }

    @Override
    public Integer call() {
        JobPaths paths = JobPaths.writing(output).encoders(like);
        try (JobContext job = JobContext.openForNewRows(options, "encode", input, paths)) {
            RawRows rows = RawRows.open(job, like, Labels.WHERE_PRESENT);
            FeatureManifest manifest;
            Found found;
            try (PublishedDirectory directory = PublishedDirectory.open(output, job.ifExists());
                    RunningTasks tasks = new RunningTasks(job.spark())) {
                found = write(job, rows, directory);
                manifest = EncodedManifest.of(rows.encoders(), split, found.counts(), provenance(found));
                VocabularyFiles.write(
                        directory, manifest.encoders(), rows.encoders().vocabularies());
                found.distributions().ifPresent(counts -> DistributionFile.write(directory, counts));
                directory.write(FeatureManifest.FILE, Json.pretty(manifest));
                job.describe(
                        directory,
                        found.describe(job.freshRecord(), input)
                                .input("like", like, manifest.fingerprint())
                                .result("fingerprint", manifest.fingerprint()));
                directory.publish();
            }
            System.out.println("Encoded " + output + "  (fingerprint " + manifest.fingerprint() + ", "
                    + manifest.features().columns().size() + " features)");
            System.out.println(SplitLine.of(manifest, split));
            found.print();
            return 0;
        }
    }

    private Found write(JobContext job, RawRows rows, PublishedDirectory directory) {
        CountedPass counted = rows.countedPass();
        List<FeatureColumn> columns = rows.manifest().features().columns();
        long written = WorkStage.of("encode")
                .run(() -> rows.reading(
                        () -> PreparedWriter.write(job.spark(), directory, counted.pass(), columns, split)));
        Found found = rows.require(counted.counts().get(), split);
        if (written != found.counts().rows()) {
            throw new IllegalStateException("Split " + split.folder() + " was written with " + written + " rows, but "
                    + found.counts().rows() + " were counted.");
        }
        return found;
    }

    private EncodedManifest.Origin provenance(Found found) {
        return new EncodedManifest.Origin(like, input, found.unseen(), found.warnings());
    }
}
