package io.fulcrum.jobs;

import io.fulcrum.config.ConfigFiles;
import io.fulcrum.features.FeaturePipeline;
import io.fulcrum.job.Progress;
import io.fulcrum.job.PublishedDirectory;
import io.fulcrum.jobs.bench.CensusRows;
import io.fulcrum.jobs.bench.ScratchDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Option;

/** Where a benchmark's census rows come from. */
final class CensusOptions {
    @Option(
            names = "--census",
            paramLabel = "DIR",
            description = "Census data as prepare published it (default: the shipped data, prepared for the run).")
    private Optional<String> directory = Optional.empty();

    private Optional<CensusRows> rows = Optional.empty();

    /** Returns the rows, read once, with Spark only as long as that takes. */
    CensusRows rows() {
        rows = Optional.of(rows.orElseGet(this::read));
        return rows.get();
    }

    private CensusRows read() {
        if (directory.isPresent()) {
            return read(directory.get());
        }
        try (ScratchDirectory scratch = new ScratchDirectory()) {
            return read(prepared(scratch.path()));
        }
    }

    private static CensusRows read(String prepared) {
        try (SparkSession spark = settings().spark().open("fulcrum bench", "local[*]")) {
            return CensusRows.read(spark, prepared);
        }
    }

    /** Prepares the shipped data under {@code parent} and returns where. */
    static String prepared(Path parent) {
        Progress.onStandardError().note("Preparing the census data; --census names it where it is prepared already.");
        String output = parent.resolve("census").toString();
        JobSettings settings = settings();
        try (SparkSession spark = settings.spark().open("fulcrum bench", "local[*]");
                PublishedDirectory target = PublishedDirectory.open(output, PublishedDirectory.IfExists.REFUSE)) {
            FeaturePipeline.run(spark, settings.features(), target);
            target.publish();
        }
        return output;
    }

    private static JobSettings settings() {
        Path config = Path.of(System.getenv().getOrDefault("FULCRUM_HOME", "."), "conf", "census-income.conf");
        return JobSettings.read(ConfigFiles.load(List.of(config), List.of()));
    }
}
