package io.fulcrum.bench;

import io.fulcrum.contract.Split;
import io.fulcrum.data.Batch;
import io.fulcrum.data.PreparedData;
import io.fulcrum.data.Shard;
import io.fulcrum.evaluate.PredictionFolder;
import io.fulcrum.job.Progress;
import io.fulcrum.job.ScratchDirectory;
import io.fulcrum.model.Recommender;
import io.fulcrum.model.ScoringSession;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;

/**
 * Predictions of a prepared split as files, as {@code score} writes them, beside the forward passes alone over the same
 * rows in memory: in one process on as many threads, by turns.
 */
public final class ScoringBench implements Bench {
    private static final int WARM_UP = 1;

    private final SparkSession spark;
    private final PreparedData prepared;
    private final Recommender model;
    private final Split split;
    private final int runs;

    /** Measures a model on a split of the data that it was trained on, or of the same features. */
    public ScoringBench(SparkSession spark, PreparedData prepared, Split split, Recommender model, int runs) {
        this.spark = spark;
        this.prepared = prepared;
        this.split = split;
        this.model = model;
        this.runs = runs;
    }

    @Override
    public List<BenchRow> run(Progress progress) {
        long rows = prepared.manifest().split(split).rows();
        int cores = spark.sparkContext().defaultParallelism();
        List<Shard> shards = prepared.shards(split, cores, 0).collect();
        double[] forward = new double[runs];
        double[] written = new double[runs];
        try (ScratchDirectory scratch = new ScratchDirectory()) {
            for (int run = -WARM_UP; run < runs; run++) {
                String folder = scratch.path().resolve("predictions-" + run).toString();
                double forwardSeconds = seconds(() -> forward(shards));
                double writtenSeconds = seconds(() -> PredictionFolder.write(spark, prepared, split, model, folder));
                if (run >= 0) {
                    forward[run] = rows / forwardSeconds;
                    written[run] = rows / writtenSeconds;
                    progress.update(String.format(
                            Locale.ROOT,
                            "score: run %d of %d, forward passes %.2f s, to files %.2f s",
                            run + 1,
                            runs,
                            forwardSeconds,
                            writtenSeconds));
                }
            }
        }
        return List.of(
                BenchRow.ratio("score/ratio-to-forward", "our rows/s / those of forward passes", written, forward),
                BenchRow.of("score/rows-per-second", "rows/s", written),
                BenchRow.of("score/forward-rows-per-second", "rows/s", forward));
    }

    private void forward(List<Shard> shards) {
        shards.parallelStream().forEach(shard -> {
            ScoringSession session = new ScoringSession(model);
            Batch.inOrder(shard, Recommender.batchRows()).forEach(session::score);
        });
    }

    private static double seconds(Runnable work) {
        long started = System.nanoTime();
        work.run();
        return (System.nanoTime() - started) / 1e9;
    }
}
