package io.fulcrum.train.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.LocalSpark;
import io.fulcrum.balance.BalanceSettings;
import io.fulcrum.data.Shard;
import io.fulcrum.model.embedding.EmbeddingSpec;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.embedding.RowMerge;
import io.fulcrum.model.embedding.RowRecords;
import io.fulcrum.train.BadNumbers;
import io.fulcrum.train.Delta;
import io.fulcrum.train.GeneratedRows;
import io.fulcrum.train.RoundDriver;
import io.fulcrum.train.RoundOutcome;
import io.fulcrum.train.RoundSettings;
import io.fulcrum.train.RoundsIT;
import io.fulcrum.train.RowPolicy;
import io.fulcrum.train.RowPolicy.MemoryCheck;
import io.fulcrum.train.TrainingRun;
import io.fulcrum.train.outer.OuterSettings;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Executors follow the driver's tables through changes, evictions and snapshots. */
@ExtendWith(LocalSpark.class)
class EmbeddingJournalIT {
    private static final int ROWS = 6000;
    private static final EmbeddingSpec SPEC = spec(5);

    private static EmbeddingSpec spec(long seed) {
        return new EmbeddingSpec(
                List.of(new EmbeddingSpec.Table("a", ROWS), new EmbeddingSpec.Table("b", 40)), 3, 4, seed);
    }

    private static RowRecords change(SplittableRandom random, int share) {
        int[] first = IntStream.range(0, ROWS)
                .filter(row -> random.nextInt(share) == 0)
                .toArray();
        int[] second =
                IntStream.range(0, 40).filter(row -> random.nextInt(share) == 0).toArray();
        return EmbeddingTables.initial(spec(random.nextLong())).recordsOf(new int[][] {first, second});
    }

    private static RowFeed feed(EmbeddingJournal journal) {
        return (RowFeed) journal.source();
    }

    private static void assertSame(EmbeddingTables actual, EmbeddingTables expected) {
        int[][] all = {
            IntStream.range(0, ROWS).toArray(), IntStream.range(0, 40).toArray()
        };
        for (int table = 0; table < 2; table++) {
            assertThat(actual.recordsOf(all).records(table))
                    .isEqualTo(expected.recordsOf(all).records(table));
            assertThat(actual.storedRows(table)).isEqualTo(expected.storedRows(table));
        }
    }

    @Test
    void add_manyRoundsOfOtherProcesses_everyReplicaEqualsTheDriver(SparkSession spark) {
        Exchange exchange = new ClusterExchange(JavaSparkContext.fromSparkContext(spark.sparkContext()));
        assertThat(snapshotsWhileFollowing(new EmbeddingJournal(exchange, SPEC, 3)))
                .isEqualTo(2);
    }

    @Test
    void of_localMaster_handsOverTheTablesThemselves(SparkSession spark) {
        Exchange exchange = Exchange.of(JavaSparkContext.fromSparkContext(spark.sparkContext()));
        EmbeddingJournal journal = new EmbeddingJournal(exchange, SPEC, 3);
        journal.add(journal.merge(0, List.of(change(new SplittableRandom(1), 4)), RowMerge.MEAN));

        assertThat(journal.source().at("run", SPEC, journal.version())).isSameAs(journal.tables());
        journal.close();
    }

    /** Returns how often a newcomer would not have got more than a round before. */
    private static int snapshotsWhileFollowing(EmbeddingJournal journal) {
        SplittableRandom random = new SplittableRandom(1);
        long evicted = 0;
        int snapshots = 0;
        try {
            for (int round = 0; round < 140; round++) {
                int known = feed(journal).after(0).size();
                List<RowRecords> changes = List.of(change(random, 4), change(random, 9));
                RowRecords change = journal.merge(round, changes, RowMerge.MEAN);
                evicted += change.evictedCount();
                journal.add(change);
                snapshots += feed(journal).after(0).size() <= known ? 1 : 0;
                assertThat(feed(journal).after(round))
                        .as("one behind needs one change")
                        .hasSize(1);
                assertSame(ReplicaCache.at("follower", SPEC, journal.version(), feed(journal)), journal.tables());
                if (round % 5 == 0) {
                    assertSame(ReplicaCache.at("slow", SPEC, journal.version(), feed(journal)), journal.tables());
                }
                ReplicaCache.forget("fresh");
                assertSame(ReplicaCache.at("fresh", SPEC, journal.version(), feed(journal)), journal.tables());
            }
            assertThat(evicted).isPositive();
            return snapshots;
        } finally {
            List.of("follower", "slow", "fresh").forEach(ReplicaCache::forget);
            journal.close();
        }
    }

    @Test
    void round_evicting_returnsRowsToTheirFirstValuesAndCountsThem(SparkSession spark) {
        List<Shard> shards = GeneratedRows.shards(1, 1, 5, 300, 300);
        RoundSettings rounds = new RoundSettings(
                1,
                5,
                64,
                1,
                1,
                OuterSettings.average(),
                RowMerge.MEAN,
                RoundSettings.OptimizerState.AVERAGE,
                BadNumbers.STOP,
                new RowPolicy(1, MemoryCheck.REFUSE),
                Delta.EXACT,
                3);
        TrainingRun run = RoundsIT.run(rounds, GeneratedRows.ADAM, BalanceSettings.of(BalanceSettings.Method.STATIC));
        try (RoundDriver<Shard> driver = run.start(RoundsIT.rdd(spark, shards))) {
            assertThat(driver.round(0, new int[] {1}).rows().evicted()).isZero();
            RoundOutcome few = driver.round(0, new int[] {0});
            int stored = driver.tables().storedRows(0).length + driver.tables().storedRows(1).length;

            assertThat(few.rows().changed()).isEqualTo(stored).isBetween(5L, 25L);
            assertThat(few.rows().evicted()).isEqualTo(65 - stored);
            assertThat(IntStream.of(shards.get(0).ids()[0]).distinct().sorted().toArray())
                    .isEqualTo(driver.tables().storedRows(0));
            driver.round(1, new int[] {2});
            assertThat(driver.tables().storedRows(0)).hasSize(40);
        } finally {
            run.forget();
        }
    }
}
