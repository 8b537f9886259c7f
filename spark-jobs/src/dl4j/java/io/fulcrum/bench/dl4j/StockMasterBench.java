package io.fulcrum.bench.dl4j;

import io.fulcrum.bench.Bench;
import io.fulcrum.bench.BenchRow;
import io.fulcrum.bench.GeneratedRows;
import io.fulcrum.bench.TrainPlan;
import io.fulcrum.bench.Training;
import io.fulcrum.bench.WorkloadShape;
import io.fulcrum.data.Shard;
import io.fulcrum.data.ShardPlan;
import io.fulcrum.job.Progress;
import io.fulcrum.job.ScratchDirectory;
import io.fulcrum.model.architecture.SharedBottom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * The census-size shared bottom as our train job trains it, against the stock-layer graph of the same shapes through
 * DL4J's ParameterAveragingTrainingMaster, by turns in one JVM. Both have their rows
 * cached before the clock starts and average every 50 steps; ours probes, balances and logs besides. With a large table
 * both get fewer rows, for the stock side is slow: a step of it costs the whole table.
 */
public final class StockMasterBench implements Bench {
    private static final String NAME = "baseline/ratio-to-stock-master";
    private static final int LOCAL_STEPS = 50;

    private final JavaSparkContext spark;
    private final Size size;

    /**
     * How much is timed.
     *
     * @param rows of a run without a large table
     * @param tableRows of a run with one
     * @param tableIds of the large table
     */
    public record Size(int rows, int tableRows, int tableIds, int runs, Cut cut) {}

    /** How many workers step side by side, over how many rows a step. */
    public record Cut(int workers, int batchSize) {}

    public StockMasterBench(JavaSparkContext spark, Size size) {
        this.spark = spark;
        this.size = size;
    }

    @Override
    public List<BenchRow> run(Progress progress) {
        List<BenchRow> rows = new ArrayList<>(compare(NAME, new StockCensus(0), size.rows(), progress));
        rows.addAll(compare(NAME + "-embedding", new StockCensus(size.tableIds()), size.tableRows(), progress));
        return rows;
    }

    private List<BenchRow> compare(String name, StockCensus stock, int wanted, Progress progress) {
        int rows = Math.max(1, wanted / size.cut().batchSize()) * size.cut().batchSize();
        double[] stockSeconds = new double[size.runs()];
        double[] ourSeconds = new double[size.runs()];
        try (ScratchDirectory log = new ScratchDirectory()) {
            Ours ours = ours(stock, rows, log);
            JavaRDD<MultiDataSet> data =
                    stock.data(spark, rows, size.cut().batchSize(), size.cut().workers());
            ours.seconds(); // classes and caches
            if (stock.tableRows() == 0) {
                seconds(stock, data);
            }
            for (int run = 0; run < size.runs(); run++) {
                stockSeconds[run] = seconds(stock, data);
                ourSeconds[run] = ours.seconds();
                progress.note(String.format(
                        Locale.ROOT,
                        "%s: run %d of %d  %d rows  stock %.2f s  ours %.2f s",
                        name,
                        run + 1,
                        size.runs(),
                        rows,
                        stockSeconds[run],
                        ourSeconds[run]));
            }
            data.unpersist(true);
            ours.shards().unpersist(true);
        }
        return List.of(
                BenchRow.ratio(name, "stock time / ours", stockSeconds, ourSeconds),
                BenchRow.of(name + "/stock", "s", stockSeconds),
                BenchRow.of(name + "/ours", "s", ourSeconds));
    }

    private Ours ours(StockCensus stock, int rows, ScratchDirectory log) {
        GeneratedRows generated = stock.rows();
        WorkloadShape shape = WorkloadShape.of(
                new SharedBottom(StockCensus.BOTTOM, StockCensus.HEADS),
                generated.columns(),
                rows,
                size.cut().batchSize());
        TrainPlan plan = new TrainPlan(
                spark.master(), size.cut().workers(), LOCAL_STEPS, size.cut().batchSize(), 1);
        Training training = new Training(shape.spec(), plan, log.path(), () -> {});
        ShardPlan plannedCut = training.shardPlan(rows);
        return new Ours(
                training,
                plannedCut,
                Training.shards(spark, plannedCut, new Made(generated, rows, plannedCut.shards())));
    }

    private double seconds(StockCensus stock, JavaRDD<MultiDataSet> data) {
        ParameterAveragingTrainingMaster master = new ParameterAveragingTrainingMaster.Builder(
                        size.cut().workers(), size.cut().batchSize())
                .batchSizePerWorker(size.cut().batchSize())
                .averagingFrequency(LOCAL_STEPS)
                .rddTrainingApproach(RDDTrainingApproach.Direct)
                .rngSeed(1)
                .storageLevel(null)
                .build();
        SparkComputationGraph graph = new SparkComputationGraph(spark, stock.network(), master);
        long started = System.nanoTime();
        graph.fitMultiDataSet(data);
        double seconds = (System.nanoTime() - started) / 1e9;
        master.deleteTempFiles(spark);
        return seconds;
    }

    /** Our side, its shards made. */
    private record Ours(Training training, ShardPlan cut, JavaRDD<Shard> shards) {
        double seconds() {
            long started = System.nanoTime();
            training.train(shards, cut);
            return (System.nanoTime() - started) / 1e9;
        }
    }

    /** Rows as a function of their shard's number. */
    private record Made(GeneratedRows rows, long count, int shards) implements Function<Integer, Shard> {
        @Override
        public Shard call(Integer shard) {
            return rows.shard(shard, (int) (count * (shard + 1) / shards - count * shard / shards));
        }
    }
}
