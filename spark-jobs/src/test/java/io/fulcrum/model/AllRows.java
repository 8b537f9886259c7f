package io.fulcrum.model;

import io.fulcrum.model.embedding.EmbeddingTables;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Every row of a table as one array, for comparisons. */
public final class AllRows {
    private AllRows() {}

    /** Returns [row × stride + position], a copy. */
    public static float[] of(EmbeddingTables tables, int table) {
        int[][] rows = new int[tables.spec().tables().size()][0];
        rows[table] =
                IntStream.range(0, tables.spec().tables().get(table).rows()).toArray();
        return tables.recordsOf(rows).records(table);
    }

    /** Replaces every row of a table by [row × stride + position]. */
    public static void set(EmbeddingTables tables, int table, float[] records) {
        int stride = tables.spec().stride(table);
        for (int row = 0; row < records.length / stride; row++) {
            tables.put(table, row, Arrays.copyOfRange(records, row * stride, (row + 1) * stride));
        }
    }
}
