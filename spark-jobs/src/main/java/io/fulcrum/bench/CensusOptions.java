package io.fulcrum.bench;

import io.fulcrum.config.ConfigFiles;
import io.fulcrum.config.ConfigReader;
import io.fulcrum.config.Problems;
import io.fulcrum.features.FeaturePipeline;
import io.fulcrum.features.FeatureSettings;
import io.fulcrum.job.Progress;
import io.fulcrum.job.PublishedDirectory;
import io.fulcrum.job.ScratchDirectory;
import io.fulcrum.job.SparkSettings;
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
        try (SparkSession spark = Settings.read().spark().open("fulcrum bench", "local[*]")) {
            return CensusRows.read(spark, prepared);
        }
    }

    /** Prepares the shipped data under {@code parent} and returns where. */
    static String prepared(Path parent) {
        Progress.onStandardError().note("Preparing the census data; --census names it where it is prepared already.");
        String output = parent.resolve("census").toString();
        Settings settings = Settings.read();
        try (SparkSession spark = settings.spark().open("fulcrum bench", "local[*]");
                PublishedDirectory target = PublishedDirectory.open(output, PublishedDirectory.IfExists.REFUSE)) {
            FeaturePipeline.run(spark, settings.features(), target);
            target.publish();
        }
        return output;
    }

    /** The sections of the shipped configuration that preparing reads. */
    private record Settings(FeatureSettings features, SparkSettings spark) {
        static Settings read() {
            Path config = Path.of(System.getenv().getOrDefault("FULCRUM_HOME", "."), "conf", "census-income.conf");
            Problems problems = new Problems();
            ConfigReader root = ConfigFiles.load(List.of(config), List.of()).reader(problems);
            Settings settings = new Settings(FeatureSettings.read(root), SparkSettings.read(root));
            problems.throwIfAny();
            return settings;
        }
    }
}
