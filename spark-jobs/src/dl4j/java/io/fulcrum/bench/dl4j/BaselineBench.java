package io.fulcrum.bench.dl4j;

import io.fulcrum.balance.BalanceSettings;
import io.fulcrum.bench.Bench;
import io.fulcrum.bench.BenchRow;
import io.fulcrum.dl4j.ParetoTrainingMaster;
import io.fulcrum.job.Progress;
import io.fulcrum.model.embedding.RowMerge;
import io.fulcrum.train.BadNumbers;
import io.fulcrum.train.Delta;
import io.fulcrum.train.RoundSettings;
import io.fulcrum.train.RowPolicy;
import io.fulcrum.train.outer.OuterSettings;
import java.util.List;
import java.util.Locale;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * The same graph through our rounds and through DL4J's own parameter averaging, by turns in one JVM. Ours balances by
 * Pareto, so it probes gradients and solves weights besides; the loading of its shards is in its time. The stock master
 * has the approach that was faster in the warm-up, Direct or Export.
 */
public final class BaselineBench implements Bench {
    private final JavaSparkContext spark;
    private final Size size;

    /**
     * How much is timed.
     *
     * @param rows of the epoch, rounded up to whole batches
     * @param epochs fit calls of one run
     * @param averagingFrequency batches that a worker takes between averages
     */
    public record Size(int rows, int epochs, int runs, int workers, int batchSize, int averagingFrequency) {
        int batches() {
            return (rows + batchSize - 1) / batchSize;
        }
    }

    public BaselineBench(JavaSparkContext spark, Size size) {
        this.spark = spark;
        this.size = size;
    }

    @Override
    public List<BenchRow> run(Progress progress) {
        JavaRDD<MultiDataSet> data = GeneratedGraph.data(spark, size.batches(), size.batchSize(), size.workers());
        RDDTrainingApproach approach = faster(data);
        double ours = seconds(ours(), data);
        progress.note(String.format(
                Locale.ROOT, "baseline: stock master with approach %s; warm-up of ours %.2f s", approach, ours));
        double[] stockSeconds = new double[size.runs()];
        double[] ourSeconds = new double[size.runs()];
        double[] ratios = new double[size.runs()];
        for (int run = 0; run < size.runs(); run++) {
            stockSeconds[run] = seconds(stock(approach), data);
            ourSeconds[run] = seconds(ours(), data);
            ratios[run] = stockSeconds[run] / ourSeconds[run];
            progress.update(String.format(
                    Locale.ROOT,
                    "baseline: run %d of %d  stock %.2f s  ours %.2f s",
                    run + 1,
                    size.runs(),
                    stockSeconds[run],
                    ourSeconds[run]));
        }
        data.unpersist();
        return List.of(
                BenchRow.of("baseline/same-graph", "stock time / ours", ratios),
                BenchRow.of("baseline/stock-" + approach.name().toLowerCase(Locale.ROOT), "s", stockSeconds),
                BenchRow.of("baseline/ours", "s", ourSeconds));
    }

    private RDDTrainingApproach faster(JavaRDD<MultiDataSet> data) {
        seconds(stock(RDDTrainingApproach.Direct), data); // classes and caches
        double direct = seconds(stock(RDDTrainingApproach.Direct), data);
        double export = seconds(stock(RDDTrainingApproach.Export), data);
        return direct <= export ? RDDTrainingApproach.Direct : RDDTrainingApproach.Export;
    }

    private double seconds(TrainingMaster<?, ?> master, JavaRDD<MultiDataSet> data) {
        SparkComputationGraph graph = new SparkComputationGraph(spark, GeneratedGraph.network(), master);
        long started = System.nanoTime();
        for (int epoch = 0; epoch < size.epochs(); epoch++) {
            graph.fitMultiDataSet(data);
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        master.deleteTempFiles(spark);
        return seconds;
    }

    private TrainingMaster<?, ?> ours() {
        RoundSettings rounds = new RoundSettings(
                size.workers(),
                size.averagingFrequency(),
                size.batchSize(),
                1,
                1,
                OuterSettings.average(),
                RowMerge.MEAN,
                RoundSettings.OptimizerState.AVERAGE,
                BadNumbers.STOP,
                RowPolicy.DEFAULT,
                Delta.EXACT,
                1);
        return new ParetoTrainingMaster(rounds, BalanceSettings.of(BalanceSettings.Method.PARETO));
    }

    private TrainingMaster<?, ?> stock(RDDTrainingApproach approach) {
        return new ParameterAveragingTrainingMaster.Builder(size.workers(), size.batchSize())
                .batchSizePerWorker(size.batchSize())
                .averagingFrequency(size.averagingFrequency())
                .rddTrainingApproach(approach)
                .rngSeed(1)
                .storageLevel(
                        null) // the data is cached already, as objects: faster than the serialised cache it would make
                .build();
    }
}
