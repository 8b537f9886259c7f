package io.fulcrum.model;

import io.fulcrum.data.Shard;
import java.util.Arrays;

/** Candidates of one request: rows of a shard, of which the first columns of each kind are those of row 0. */
public final class SharedColumns {
    private SharedColumns() {}

    /** Returns the first rows; {@code shared} columns of each kind are the same in all of them. */
    public static Shard of(Shard shard, int rows, int shared) {
        int[][] ids = new int[shard.ids().length][];
        Arrays.setAll(ids, field -> {
            int[] column = Arrays.copyOf(shard.ids()[field], rows);
            if (field < 3 * shared) {
                Arrays.fill(column, column[0]);
            }
            return column;
        });
        float[][] numbers = new float[shard.numbers().length][];
        Arrays.setAll(numbers, number -> {
            float[] column = Arrays.copyOf(shard.numbers()[number], rows);
            if (number < 6 * shared) {
                Arrays.fill(column, column[0]);
            }
            return column;
        });
        Shard.Lists[] lists = new Shard.Lists[shard.lists().length];
        Arrays.setAll(
                lists,
                list -> list < shared
                        ? repeated(shard.lists()[list], rows, shared % 2)
                        : new Shard.Lists(
                                Arrays.copyOf(shard.lists()[list].offsets(), rows + 1),
                                shard.lists()[list].ids(),
                                shard.lists()[list].weights()));
        return new Shard(ids, lists, numbers, shard.labels(), Shard.UNWEIGHTED, shard.groups(), rows, shard.scales());
    }

    /** Returns lists of equal ids; their weights are equal but for the last {@code others} ones. */
    private static Shard.Lists repeated(Shard.Lists lists, int rows, int others) {
        int length = lists.offsets()[1];
        int[] offsets = new int[rows + 1];
        int[] ids = new int[rows * length];
        float[] weights = new float[lists.isWeighted() ? ids.length : 0];
        for (int row = 0; row < rows; row++) {
            offsets[row + 1] = offsets[row] + length;
            System.arraycopy(lists.ids(), 0, ids, row * length, length);
            if (lists.isWeighted()) {
                System.arraycopy(lists.weights(), 0, weights, row * length, length);
            }
        }
        for (int i = Math.max(0, weights.length - others); i < weights.length; i++) {
            weights[i]++;
        }
        return new Shard.Lists(offsets, ids, weights);
    }
}
