package io.fulcrum.bench.dl4j;

import io.fulcrum.bench.AddedBench;
import io.fulcrum.bench.BenchOutput;
import io.fulcrum.bench.BenchRow;
import io.fulcrum.job.Progress;
import io.fulcrum.job.SparkSettings;
import io.fulcrum.model.kernel.BlasKernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Times our rounds against DL4J's own parameter averaging. */
@Command(
        name = "baseline",
        mixinStandardHelpOptions = true,
        description = "Trains one graph of stock layers through ParetoTrainingMaster and through DL4J's"
                + " ParameterAveragingTrainingMaster, by turns, and prints the ratio of their times.",
        footer = {"", "Example:", "  fulcrum bench baseline --runs 7 --json baseline.json"})
public final class BaselineCommand implements AddedBench {
    private static final int STOCK_BATCH = 1024;
    private static final int STOCK_TABLE_IDS = 2_000_000;

    @Mixin
    private BenchOutput output;

    @Option(names = "--rows", defaultValue = "1000000", description = "Rows of an epoch (default: ${DEFAULT-VALUE}).")
    private int rows;

    @Option(names = "--epochs", defaultValue = "1", description = "Epochs of a run (default: ${DEFAULT-VALUE}).")
    private int epochs;

    @Option(names = "--runs", defaultValue = "5", description = "Runs of each (default: ${DEFAULT-VALUE}).")
    private int runs;

    @Option(names = "--workers", defaultValue = "2", description = "Workers side by side (default: ${DEFAULT-VALUE}).")
    private int workers;

    @Option(names = "--batch-size", defaultValue = "256", description = "Rows of a step (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Option(
            names = "--averaging-frequency",
            defaultValue = "50",
            description = "Steps between averages (default: ${DEFAULT-VALUE}).")
    private int averagingFrequency;

    @Option(
            names = "--stock-rows",
            defaultValue = "1000000",
            description = "Rows for the census-size shared bottom against the stock master; 0 leaves it out"
                    + " (default: ${DEFAULT-VALUE}).")
    private int stockRows;

    @Option(
            names = "--stock-table-rows",
            defaultValue = "1000000",
            description = "The same with a table of 2 million ids, of which every stock step pays all"
                    + " (default: ${DEFAULT-VALUE}).")
    private int stockTableRows;

    @Option(
            names = "--stock-runs",
            defaultValue = "3",
            description = "Runs of each against the stock master (default: ${DEFAULT-VALUE}).")
    private int stockRuns;

    @Override
    public Integer call() {
        output.requirePositive(
                rows, epochs, runs, workers, batchSize, averagingFrequency, stockTableRows, stockRuns, stockRows + 1);
        BlasKernels.choose(); // before DL4J's side of the comparison loads the library
        BaselineBench.Size size = new BaselineBench.Size(rows, epochs, runs, workers, batchSize, averagingFrequency);
        try (SparkSession spark = new SparkSettings(Map.of()).open("fulcrum bench", "local[" + workers + "]")) {
            JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
            List<BenchRow> all = new ArrayList<>(new BaselineBench(context, size).run(Progress.onStandardError()));
            if (stockRows > 0) {
                all.addAll(new StockMasterBench(context, stockSize()).run(Progress.onStandardError()));
            }
            output.show(all);
            return 0;
        }
    }

    private StockMasterBench.Size stockSize() {
        return new StockMasterBench.Size(
                stockRows, stockTableRows, STOCK_TABLE_IDS, stockRuns, new StockMasterBench.Cut(workers, STOCK_BATCH));
    }
}
