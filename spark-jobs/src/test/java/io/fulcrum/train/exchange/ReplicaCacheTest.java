package io.fulcrum.train.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fulcrum.model.embedding.EmbeddingSpec;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.embedding.RowRecords;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.spark.broadcast.Broadcast;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import scala.reflect.ClassTag$;

class ReplicaCacheTest {
    static final EmbeddingSpec SPEC = spec(5);

    private final EmbeddingTables driver = EmbeddingTables.initial(SPEC);
    private final EmbeddingTables other = EmbeddingTables.initial(spec(6));

    static EmbeddingSpec spec(long seed) {
        return new EmbeddingSpec(
                List.of(new EmbeddingSpec.Table("a", 30), new EmbeddingSpec.Table("b", 20)), 3, 1, seed);
    }

    /** A broadcast that is its value. */
    private static final class Here extends Broadcast<RowRecords> {
        private static final long serialVersionUID = 1L;
        private final RowRecords rows;
        private boolean destroyed;

        Here(RowRecords rows) {
            super(0, ClassTag$.MODULE$.apply(RowRecords.class));
            this.rows = rows;
        }

        @Override
        public RowRecords getValue() {
            return rows;
        }

        @Override
        public void doUnpersist(boolean blocking) {}

        @Override
        public void doDestroy(boolean blocking) {
            destroyed = true;
        }
    }

    @AfterEach
    void forget() {
        List.of("follower", "fresh", "late").forEach(ReplicaCache::forget);
    }

    private static int[] someRows(SplittableRandom random, int rows) {
        return IntStream.range(0, rows).filter(row -> random.nextInt(4) == 0).toArray();
    }

    /** Changes some rows of the driver's tables to those of tables with another seed, and returns the change. */
    private RowRecords change(int round) {
        SplittableRandom random = new SplittableRandom(round);
        EmbeddingTables source = round % 2 == 0 ? other : EmbeddingTables.initial(SPEC);
        RowRecords change = source.recordsOf(new int[][] {someRows(random, 30), someRows(random, 20)});
        driver.apply(change);
        return change;
    }

    private static RowRecords all(EmbeddingTables tables) {
        return tables.recordsOf(new int[][] {
            IntStream.range(0, 30).toArray(), IntStream.range(0, 20).toArray()
        });
    }

    private void assertIsDriver(EmbeddingTables replica) {
        for (int table = 0; table < 2; table++) {
            assertThat(all(replica).records(table)).isEqualTo(all(driver).records(table));
        }
    }

    @Test
    void at_everyVersion_freshReplicaEqualsOneThatFollowed() {
        BroadcastRows feed = BroadcastRows.atStart();
        for (int version = 0; version < 8; version++) {
            assertIsDriver(ReplicaCache.at("follower", SPEC, version, feed));
            ReplicaCache.forget("fresh");
            assertIsDriver(ReplicaCache.at("fresh", SPEC, version, feed));
            feed = feed.with(version + 1, new Here(change(version)));
        }
    }

    @Test
    void at_snapshotThenChanges_bringsEveryReplicaUpToDate() {
        BroadcastRows before =
                BroadcastRows.atStart().with(1, new Here(change(0))).with(2, new Here(change(2)));
        ReplicaCache.at("follower", SPEC, 1, before);
        ReplicaCache.at("late", SPEC, 0, before);
        change(4);
        BroadcastRows snapshot =
                BroadcastRows.atStart().with(3, new Here(all(driver))).with(4, new Here(change(6)));

        for (String run : List.of("follower", "late", "fresh")) {
            assertIsDriver(ReplicaCache.at(run, SPEC, 4, snapshot));
        }
    }

    @Test
    void at_sameVersionAgain_asksForNothing() {
        EmbeddingTables tables =
                ReplicaCache.at("follower", SPEC, 1, BroadcastRows.atStart().with(1, new Here(change(0))));

        assertThat(ReplicaCache.at("follower", SPEC, 1, version -> {
                    throw new AssertionError("asked for changes after " + version);
                }))
                .isSameAs(tables);
    }

    @Test
    void at_versionBehindTheReplica_isRefused() {
        ReplicaCache.at("follower", SPEC, 2, RowFeed.NONE);

        assertThatThrownBy(() -> ReplicaCache.at("follower", SPEC, 1, RowFeed.NONE))
                .hasMessage(
                        "Embedding replica is at"
                                + " version 2, this attempt needs 1: it belongs to a round that is over. Its result is not needed.");
    }

    @Test
    void at_manyRuns_keepsTheLatestOnly() {
        EmbeddingTables first = ReplicaCache.at("late", SPEC, 0, RowFeed.NONE);
        ReplicaCache.at("follower", SPEC, 0, RowFeed.NONE);
        EmbeddingTables third = ReplicaCache.at("fresh", SPEC, 0, RowFeed.NONE);

        assertThat(ReplicaCache.at("fresh", SPEC, 0, RowFeed.NONE)).isSameAs(third);
        assertThat(ReplicaCache.at("late", SPEC, 0, RowFeed.NONE)).isNotSameAs(first);
    }

    @Test
    void after_version_givesLaterChangesInOrder() {
        List<Here> changes = new ArrayList<>();
        BroadcastRows feed = BroadcastRows.atStart();
        for (int version : new int[] {3, 4, 7}) {
            changes.add(new Here(change(version)));
            feed = feed.with(version, changes.get(changes.size() - 1));
        }

        assertThat(feed).isInstanceOf(Serializable.class);
        assertThat(feed.after(0)).containsExactly(changes.get(0).rows, changes.get(1).rows, changes.get(2).rows);
        assertThat(feed.after(3)).containsExactly(changes.get(1).rows, changes.get(2).rows);
        assertThat(feed.after(7)).isEmpty();
        assertThat(BroadcastRows.atStart().after(0)).isEmpty();
    }

    @Test
    void with_oneMoreChange_leavesTheFormerFeedAsItWas() {
        BroadcastRows before = BroadcastRows.atStart().with(1, new Here(change(0)));
        before.with(2, new Here(change(2)));

        assertThat(before.after(0)).hasSize(1);
    }

    @Test
    void destroy_feed_freesEveryBroadcast() {
        Here first = new Here(change(0));
        Here second = new Here(change(2));
        BroadcastRows.atStart().with(1, first).with(2, second).destroy();

        assertThat(List.of(first.destroyed, second.destroyed)).containsOnly(true);
    }
}
