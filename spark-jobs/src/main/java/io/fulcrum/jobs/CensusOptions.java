package io.fulcrum.jobs;

import io.fulcrum.config.ConfigFiles;
import io.fulcrum.features.FeaturePipeline;
import io.fulcrum.job.Progress;
import io.fulcrum.job.PublishedDirectory;
import io.fulcrum.jobs.bench.CensusRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Option;

/** Where a benchmark's census rows come from. */
final class CensusOptions {
  @Option(names = "--census", paramLabel = "DIR",
      description = "Census data as prepare published it (default: the shipped data, prepared for the run).")
  private Optional<String> directory = Optional.empty();

  private Optional<CensusRows> rows = Optional.empty();

  /** Returns the rows, read once, with Spark only as long as that takes. */
  CensusRows rows() {
    rows = Optional.of(rows.orElseGet(this::read));
    return rows.get();
  }

  private CensusRows read() {
    Path config = Path.of(System.getenv().getOrDefault("FULCRUM_HOME", "."), "conf", "census-income.conf");
    JobSettings settings = JobSettings.read(ConfigFiles.load(List.of(config), List.of()));
    try (SparkSession spark = settings.spark().open("fulcrum bench", "local[*]")) {
      return directory.map(prepared -> CensusRows.read(spark, prepared)).orElseGet(() -> prepared(spark, settings));
    }
  }

  private static CensusRows prepared(SparkSession spark, JobSettings settings) {
    Progress.onStandardError().note("Preparing the census data; --census names it where it is prepared already.");
    try {
      Path scratch = Files.createTempDirectory("fulcrum-bench");
      try {
        return prepared(spark, settings, scratch.resolve("data").toString());
      } finally {
        delete(scratch);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CensusRows prepared(SparkSession spark, JobSettings settings, String output) {
    try (PublishedDirectory target = PublishedDirectory.open(output, PublishedDirectory.IfExists.REFUSE)) {
      FeaturePipeline.run(spark, settings.features(), target);
      target.publish();
    }
    return CensusRows.read(spark, output);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
