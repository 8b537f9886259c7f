package io.fulcrum.model.embedding;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;

/**
 * The embedding tables of a model.
 *
 * @param widths [table] parameters of a row
 * @param stateWidths [table] floats of optimiser state that a row carries
 * @param seed of the rows' first values
 */
public record EmbeddingSpec(List<Table> tables, List<Integer> widths, List<Integer> stateWidths, long seed)
        implements Serializable {
    /** One table's name and number of rows. */
    public record Table(String name, int rows) implements Serializable {}

    public EmbeddingSpec {
        tables = List.copyOf(tables);
        widths = List.copyOf(widths);
        stateWidths = List.copyOf(stateWidths);
        if (widths.size() != tables.size() || stateWidths.size() != tables.size()) {
            throw new IllegalArgumentException(tables.size() + " embedding tables with " + widths.size()
                    + " widths and " + stateWidths.size() + " widths of state: each table needs one of both.");
        }
    }

    /** Tables whose rows have one width. */
    public EmbeddingSpec(List<Table> tables, int width, int stateWidth, long seed) {
        this(tables, Collections.nCopies(tables.size(), width), Collections.nCopies(tables.size(), stateWidth), seed);
    }

    /** Parameters of a row of a table. */
    public int width(int table) {
        return widths.get(table);
    }

    /** Floats of a row's record: its parameters, then its optimiser state. */
    public int stride(int table) {
        return widths.get(table) + stateWidths.get(table);
    }

    /** Floats of the longest record of all tables; 0 without tables. */
    int longestStride() {
        int longest = 0;
        for (int table = 0; table < tables.size(); table++) {
            longest = Math.max(longest, stride(table));
        }
        return longest;
    }

    /** Returns the same tables without optimiser state, as scoring needs them. */
    public EmbeddingSpec withoutState() {
        return new EmbeddingSpec(tables, widths, Collections.nCopies(tables.size(), 0), seed);
    }
}
