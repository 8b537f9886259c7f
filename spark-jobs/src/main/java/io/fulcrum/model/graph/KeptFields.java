package io.fulcrum.model.graph;

import io.fulcrum.model.embedding.EmbeddingSpec;
import io.fulcrum.model.graph.ColumnOperation.Range;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which fields enter a scoring network by products of their embedding rows and the first layer's weights, computed once
 * for a model: those of small tables. It is decided by the model alone, never by the batch, because the two ways sum in
 * different orders.
 */
public final class KeptFields {
    /** Products that are kept at most, as floats; 4 MiB stay in a core's share of the last-level cache. */
    private static final long MOST_PRODUCTS = 1 << 20;

    private KeptFields() {}

    /**
     * Returns [field] whether it is kept.
     *
     * @param written columns that are written out, because layers above the first read them too
     * @param outputs of the network's first layer
     */
    public static boolean[] of(InputLayout layout, EmbeddingSpec tables, List<Range> written, int outputs) {
        boolean[] never = layout.fieldsIn(written);
        int[] fieldTables = layout.fieldTables();
        List<Integer> bySize = IntStream.range(0, fieldTables.length)
                .filter(field -> !never[field])
                .boxed()
                .sorted(Comparator.comparingInt(field -> rows(tables, fieldTables[field])))
                .toList();
        boolean[] kept = new boolean[fieldTables.length];
        long rows = 0;
        for (int field : bySize) {
            rows += rows(tables, fieldTables[field]);
            kept[field] = rows <= MOST_PRODUCTS / Math.max(1, outputs);
        }
        return kept;
    }

    private static int rows(EmbeddingSpec tables, int table) {
        return tables.tables().get(table).rows();
    }
}
