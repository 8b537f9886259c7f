package io.fulcrum.model.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowAgesTest {
    private static final int ROWS = 9000;
    private static final EmbeddingSpec SPEC =
            new EmbeddingSpec(List.of(new EmbeddingSpec.Table("a", ROWS), new EmbeddingSpec.Table("b", 50)), 1, 0, 1);

    private static RowRecords touched(int[] first, int[] second) {
        return new RowRecords(new int[][] {first, second}, new float[][] {new float[first.length], {}});
    }

    private static int[] some(SplittableRandom random, int rows, int share) {
        return IntStream.range(0, rows)
                .filter(row -> random.nextInt(share) == 0)
                .toArray();
    }

    /** Against a scan of the whole table in every round. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void evict_randomRounds_equalsAScanOfTheTable(int after) {
        RowAges ages = new RowAges(SPEC, after);
        int[][] last = {new int[ROWS], new int[50]};
        Arrays.fill(last[0], -1);
        Arrays.fill(last[1], -1);
        SplittableRandom random = new SplittableRandom(after);
        long evicted = 0;
        for (int round = 0; round < 40; round++) {
            int[][] rows = {some(random, ROWS, 9), some(random, 50, 4)};
            int[][] gone = ages.evict(round, touched(rows[0], rows[1]));
            for (int table = 0; table < 2; table++) {
                for (int row : rows[table]) {
                    last[table][row] = round;
                }
                int[] seen = last[table];
                int lastDue = round - after;
                int[] expected = IntStream.range(0, seen.length)
                        .filter(row -> seen[row] >= 0 && seen[row] <= lastDue)
                        .toArray();
                IntStream.of(expected).forEach(row -> seen[row] = -1);
                assertThat(gone[table]).isEqualTo(expected);
                evicted += expected.length;
            }
            assertThat(ages.lastSeen(0, IntStream.range(0, ROWS).toArray())).isEqualTo(last[0]);
        }
        assertThat(evicted).isPositive();
    }

    @Test
    void restore_changesOfAnother_evictsTheSameFromThereOn() {
        RowAges ages = new RowAges(SPEC, 3);
        RowAges resumed = new RowAges(SPEC, 3);
        EmbeddingTables stored = EmbeddingTables.initial(SPEC);
        SplittableRandom random = new SplittableRandom(4);
        for (int round = 0; round < 10; round++) {
            RowRecords touched = touched(some(random, ROWS, 9), new int[0]);
            RowRecords change = touched.evicting(ages.evict(round, touched));
            stored.apply(change);
            resumed.restore(change, new int[][] {ages.lastSeen(0, change.rows(0)), {}});
        }
        resumed.restored(stored);
        for (int round = 10; round < 20; round++) {
            RowRecords touched = touched(some(random, ROWS, 9), new int[0]);
            assertThat(resumed.evict(round, touched)).isDeepEqualTo(ages.evict(round, touched));
        }
    }

    @Test
    void evict_roundsWithoutAnyRow_areMadeUpFor() {
        RowAges ages = new RowAges(SPEC, 2);
        ages.evict(0, touched(new int[] {3, 8}, new int[] {1}));

        assertThat(ages.evict(9, touched(new int[] {8}, new int[0]))).isDeepEqualTo(new int[][] {{3}, {1}});
    }

    @Test
    void evict_never_keepsEverything() {
        RowAges ages = new RowAges(SPEC, 0);
        for (int round = 0; round < 5; round++) {
            assertThat(ages.evict(round, touched(new int[] {round}, new int[0])))
                    .isDeepEqualTo(new int[][] {{}, {}});
        }
        assertThat(ages.lastSeen(0, new int[] {0, 4})).containsExactly(-1, -1);
    }
}
