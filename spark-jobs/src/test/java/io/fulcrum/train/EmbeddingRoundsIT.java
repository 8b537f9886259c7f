package io.fulcrum.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.LocalSpark;
import io.fulcrum.balance.BalanceSettings;
import io.fulcrum.data.Shard;
import io.fulcrum.model.embedding.RowMerge;
import io.fulcrum.model.optimizer.LearningRate;
import io.fulcrum.model.optimizer.OptimizerSettings;
import io.fulcrum.model.optimizer.OptimizerSettings.RowOptimizer;
import io.fulcrum.model.optimizer.UpdateRule;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Gradients of embedding rows through rounds on Spark. */
@ExtendWith(LocalSpark.class)
class EmbeddingRoundsIT {
    private static final UpdateRule SGD = new UpdateRule.Sgd();

    private static BalanceSettings balance(String text) {
        return BalanceText.read("sum = tasks, smoothing = 0, " + text);
    }

    private static OptimizerSettings sgd(double rate, double rowRate) {
        return new OptimizerSettings(
                SGD,
                LearningRate.constant(rate),
                0,
                Double.POSITIVE_INFINITY,
                new RowOptimizer(SGD, LearningRate.constant(rowRate)));
    }

    private static RoundOutcome round(
            SparkSession spark, List<Shard> shards, OptimizerSettings optimizer, String text) {
        RoundSettings rounds = RoundsIT.rounds(shards.size(), 350, RowMerge.MEAN);
        try (RoundDriver<Shard> driver =
                RoundsIT.run(rounds, optimizer, balance(text)).start(RoundsIT.rdd(spark, shards))) {
            int[] all = new int[shards.size()];
            Arrays.setAll(all, shard -> shard);
            return driver.round(0, all);
        }
    }

    /** −Σ u_k (η g_i · g_k of shared parameters + η' of rows), with u = 1 and one step. */
    @Test
    void round_ratesOfTheirOwn_predictsTheChangeWithBoth(SparkSession spark) {
        List<Shard> shards = GeneratedRows.shards(9, 0.3, 300);
        String in = "method = mgda, probe.embeddings = true";
        double rate = 1e-3;
        RoundOutcome own = round(spark, shards, sgd(rate, 5 * rate), in);
        RoundOutcome one = round(spark, shards, sgd(rate, rate), in);
        double[][] h = own.result().probe().gram();
        double[][] rows = own.result().probe().gradients().embeddingGram();
        for (int i = 0; i < 2; i++) {
            double shared = h[i][0] - rows[i][0] + h[i][1] - rows[i][1];
            assertThat(own.predicted()[i]).isCloseTo(-rate * (shared + 5 * (rows[i][0] + rows[i][1])), within(1e-15));
            assertThat(one.predicted()[i]).isCloseTo(-rate * (h[i][0] + h[i][1]), within(1e-15));
            assertThat(Math.abs(rows[i][0] + rows[i][1])).isGreaterThan(1e-6);
        }
        String sketched = in + ", probe.sketch = 64";
        assertThat(round(spark, shards, sgd(rate, 5 * rate), sketched).predicted())
                .as("a sketch mixes what moves at different rates")
                .isEmpty();
        assertThat(round(spark, shards, sgd(rate, rate), sketched).predicted()).hasSize(2);
    }

    /**
     * The same rows on three workers and on one have the same H, up to the rounding of a batch's sums to floats. Each
     * worker sends 4 bytes for a row and 4 for each task and parameter of it; a sketch sends its buckets alone.
     */
    @Test
    void round_rowsOnAnyWorkers_measureTheSame(SparkSession spark) {
        List<Shard> three = GeneratedRows.shards(9, 0.3, 200, 100, 50);
        List<Shard> one = List.of(RoundsIT.union(three));
        String in = "method = mgda, probe.embeddings = true";
        RoundOutcome apart = round(spark, three, GeneratedRows.ADAM, in);
        double[][] together =
                round(spark, one, GeneratedRows.ADAM, in).result().probe().gram();
        RoundOutcome out = round(spark, three, GeneratedRows.ADAM, "method = mgda");
        for (int i = 0; i < 2; i++) {
            assertThat(apart.result().probe().gram()[i])
                    .containsExactly(together[i], within(1e-6 * (together[0][0] + together[1][1])));
        }
        assertThat(apart.digest()).as("measuring changes no bit").isEqualTo(out.digest());
        long used = three.stream().mapToLong(EmbeddingRoundsIT::usedRows).sum();
        assertThat(apart.bytesUp() - out.bytesUp()).isEqualTo(used * (4 + 2 * 4 * 4)); // two tasks, rows of 4
        RoundOutcome sketched = round(spark, three, GeneratedRows.ADAM, in + ", probe.sketch = 64");
        RoundOutcome sketchedOut = round(spark, three, GeneratedRows.ADAM, "method = mgda, probe.sketch = 64");
        assertThat(Math.abs(sketched.bytesUp() - sketchedOut.bytesUp()))
                .as("buckets are floats or not")
                .isLessThanOrEqualTo(3 * 2 * 64 * 4);
    }

    /** Rows of both tables, of which one has the items of a field and of lists. */
    private static long usedRows(Shard shard) {
        long users = Arrays.stream(shard.ids()[0]).distinct().count();
        return users
                + Arrays.stream(new int[][] {shard.ids()[1], shard.lists()[0].ids()})
                        .flatMapToInt(ids -> Arrays.stream(ids, 0, Math.min(ids.length, entries(shard, ids))))
                        .distinct()
                        .count();
    }

    private static int entries(Shard shard, int[] ids) {
        return ids == shard.ids()[1] ? shard.rows() : shard.lists()[0].offsets()[shard.rows()];
    }
}
