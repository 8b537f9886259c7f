package io.fulcrum.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.LabelScale;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which rows a shard has, and in which order. */
class ShardCutTest {
    private static final float NAN = Float.NaN;
    private static final RowOrder NO_TIES = new RowOrder(BatchTest.shard(0), List.of());

    @Test
    void rows_keysOfBothSigns_ascendInEachShard() {
        long[] keys = {5, -1, Long.MAX_VALUE, 0, Long.MIN_VALUE, -7, 3};
        assertThat(new ShardCut(keys, NO_TIES).rows(3, row -> row % 2))
                .isDeepEqualTo(new int[][] {{4, 6, 0, 2}, {5, 1, 3}, {}});
    }

    @Test
    void rows_none_areEmptyShards() {
        assertThat(new ShardCut(new long[0], NO_TIES).rows(2, row -> 0)).isDeepEqualTo(new int[2][0]);
    }

    @Test
    void rows_equalKeys_areOrderedByTheirValues() {
        Shard rows = new Shard(
                new int[][] {{2, 1, 1, 1, 1}},
                new Shard.Lists[] {new Shard.Lists(new int[] {0, 1, 3, 4, 5, 6}, new int[] {1, 1, 1, 1, 0, 1})},
                new float[][] {{0, 0, NAN, 0, 7}},
                new float[][] {{1, 1, 1, 1, 1}},
                Shard.UNWEIGHTED,
                new long[0],
                5,
                List.of(LabelScale.IDENTITY));
        List<FeatureColumn> features = List.of(
                FeatureColumn.categorical("id", 3),
                new FeatureColumn("list", FeatureColumn.Kind.CATEGORICAL_LIST, "t", 2),
                FeatureColumn.numeric("number"));
        // Row 3 has the least list; then [1] with 7 and with NaN, which is last; then [1, 1], then id 2.
        assertThat(new ShardCut(new long[] {9, 9, 9, 9, 9}, new RowOrder(rows, features)).rows(1, row -> 0)[0])
                .containsExactly(3, 4, 2, 1, 0);
    }

    @Test
    void compare_labelsAndGroups_missingFirstThenInOrder() {
        Shard rows = new Shard(
                new int[0][],
                new Shard.Lists[0],
                new float[0][],
                new float[][] {{1, NAN, 0f, -0f, 0f}},
                Shard.UNWEIGHTED,
                new long[] {0, 0, 1, 2, -3},
                5,
                List.of(LabelScale.IDENTITY));
        assertThat(IntStream.range(0, 5).boxed().sorted(new RowOrder(rows, List.of())))
                .containsExactly(1, 4, 2, 3, 0);
    }

    @Test
    void compare_weights_followLabels() {
        Shard rows = new Shard(
                new int[0][],
                new Shard.Lists[0],
                new float[0][],
                new float[][] {{1, 0, 1, 1}, {0, 0, 0, 0}},
                new float[][] {{3, 9, 2, 3}, {}},
                new long[] {5, 5, 5, 4},
                4,
                LabelScale.identities(2));
        assertThat(IntStream.range(0, 4).boxed().sorted(new RowOrder(rows, List.of())))
                .containsExactly(1, 2, 3, 0);
        assertThat(rows.isWeighted(0)).isTrue();
        assertThat(rows.isWeighted(1)).isFalse();
        assertThat(rows.reordered(new int[] {2, 1}).weights()).isDeepEqualTo(new float[][] {{2, 9}, {}});
    }
}
