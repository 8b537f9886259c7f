package io.fulcrum.bench;

import io.fulcrum.job.JobFailure;
import io.fulcrum.job.SparkSettings;
import io.fulcrum.job.Storage;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes generated rows to prepare and study on. */
@Command(
        name = "table",
        mixinStandardHelpOptions = true,
        description =
                "Writes a generated labelled table as Parquet, for fulcrum prepare with deploy/bench/generated.conf."
                        + " It measures nothing; deploy/bench/study uses it.",
        footer = {"", "Example:", "  fulcrum bench table --rows 500000 --output runs/generated.parquet"})
final class TableCommand implements Callable<Integer> {
    @Option(names = "--rows", defaultValue = "500000", description = "Rows (default: ${DEFAULT-VALUE}).")
    private long rows;

    @Option(
            names = "--output",
            required = true,
            paramLabel = "DIR",
            description = "Parquet directory to write; it must not exist.")
    private String directory;

    @Override
    public Integer call() {
        if (rows < 1) {
            throw JobFailure.invalid(
                    "--rows " + rows + " must be at least 1: a table needs rows. Leave it out for 500000.");
        }
        if (Storage.exists(directory)) {
            throw JobFailure.invalid("There is something at " + directory + ": a generated table is never written over"
                    + " anything. Name another --output, or remove it.");
        }
        try (SparkSession spark = new SparkSettings(Map.of()).open("fulcrum bench", "local[*]")) {
            GeneratedTable.of(spark, rows).write().parquet(Storage.literal(directory));
            return 0;
        }
    }
}
