package io.fulcrum.model.embedding;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The stored rows of all tables, [table][entry], in parts of so many rows at most: small tables share one part, a large
 * one is cut.
 */
final class StoredParts implements Iterator<int[][]> {
    private final EmbeddingTables tables;
    private final int most; // rows of a part
    private int table = -1;
    private int[] rows = new int[0]; // of the table at hand
    private int from; // the first of them that no part has yet

    StoredParts(EmbeddingTables tables, int most) {
        this.tables = tables;
        this.most = most;
        skipEmpty();
    }

    @Override
    public boolean hasNext() {
        return from < rows.length;
    }

    @Override
    public int[][] next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        int[][] part = new int[tables.spec().tables().size()][0];
        for (int room = most; room > 0 && hasNext(); ) {
            int to = Math.min(rows.length, from + room);
            part[table] = Arrays.copyOfRange(rows, from, to);
            room -= to - from;
            from = to;
            skipEmpty();
        }
        return part;
    }

    private void skipEmpty() {
        while (from == rows.length && ++table < tables.spec().tables().size()) {
            rows = tables.storedRows(table);
            from = 0;
        }
    }
}
