package io.fulcrum.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.contract.LabelScale;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchTest {
    /** A shard of so many rows that have nothing in them. */
    static Shard shard(int rows) {
        return new Shard(
                new int[0][],
                new Shard.Lists[0],
                new float[0][],
                new float[0][],
                Shard.UNWEIGHTED,
                new long[0],
                rows,
                LabelScale.identities(0));
    }

    private static int[] rows(List<Batch> batches) {
        return batches.stream()
                .flatMapToInt(batch -> IntStream.range(0, batch.size()).map(batch::row))
                .toArray();
    }

    private static List<Batch> inOrder(int rows, int size) {
        return Batch.inOrder(shard(rows), size);
    }

    @ParameterizedTest
    @CsvSource({"0, 4, 0, 0", "3, 4, 1, 3", "4, 4, 1, 4", "10, 4, 3, 2"})
    void cut_rowsIntoBatches_lastOneIsShorter(int rows, int size, int batches, int last) {
        List<Batch> cut = inOrder(rows, size);

        assertThat(cut).hasSize(batches);
        assertThat(cut.stream().limit(Math.max(0, batches - 1))).allMatch(batch -> batch.size() == size);
        assertThat(cut.isEmpty() ? 0 : cut.get(batches - 1).size()).isEqualTo(last);
        assertThat(rows(cut)).isEqualTo(IntStream.range(0, rows).toArray());
    }

    @Test
    void inOrder_ofAShard_keepsTheStoredOrder() {
        assertThat(rows(inOrder(10, 3))).isEqualTo(IntStream.range(0, 10).toArray());
        assertThat(rows(List.of(shard(10).all())))
                .isEqualTo(IntStream.range(0, 10).toArray());
    }

    @Test
    void reordered_inStoredOrder_holdsWhatTheOrderPointsTo() {
        Shard.Lists lists = new Shard.Lists(new int[] {0, 2, 2, 3}, new int[] {7, 8, 9});
        Shard shard = new Shard(
                new int[][] {{1, 2, 3}},
                new Shard.Lists[] {lists},
                new float[][] {{4, 5, 6}},
                new float[][] {{0, 1, Float.NaN}},
                Shard.UNWEIGHTED,
                new long[] {10, 20, 30},
                3,
                LabelScale.identities(1));

        Shard moved = shard.reordered(new int[] {2, 0, 1});

        assertThat(moved.ids()).isDeepEqualTo(new int[][] {{3, 1, 2}});
        assertThat(moved.lists()[0].offsets()).containsExactly(0, 1, 3, 3);
        assertThat(moved.lists()[0].ids()).containsExactly(9, 7, 8);
        assertThat(moved.numbers()).isDeepEqualTo(new float[][] {{6, 4, 5}});
        assertThat(moved.labels()[0]).containsExactly(Float.NaN, 0, 1);
        assertThat(moved.groups()).containsExactly(30, 10, 20);
        assertThat(moved.rows()).isEqualTo(3);
    }
}
