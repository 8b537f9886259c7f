package io.fulcrum.contract.encoder;

import java.util.stream.Stream;

/**
 * Texts of some records that are looked up together. One lookup in a large table waits for memory several times; the
 * lookups of a batch wait at the same time. For one thread.
 */
public final class TextBatch {
    /** Most texts; what their lookups touch must fit the processor's second-level cache. */
    private static final int SIZE = 512;

    private final Utf8[] texts = Stream.generate(Utf8::new).limit(SIZE).toArray(Utf8[]::new);
    private final boolean[] missing = new boolean[SIZE];
    private final long[] hashes = new long[SIZE];
    private int count;

    /** Reads texts of the records from {@code first} on, at most a batch, and returns how many. */
    public int read(SourceColumns rows, FeatureText source, int first) {
        count = Math.min(SIZE, rows.rows() - first);
        for (int i = 0; i < count; i++) {
            missing[i] = !source.read(rows.row(first + i), texts[i]);
            hashes[i] = missing[i] ? 0 : TextTable.hash(texts[i]);
        }
        return count;
    }

    public int count() {
        return count;
    }

    public boolean isMissing(int text) {
        return missing[text];
    }

    public Utf8 text(int text) {
        return texts[text];
    }

    /** Returns the hash by which a {@link TextTable} finds a text. */
    long hash(int text) {
        return hashes[text];
    }
}
