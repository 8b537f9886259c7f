package io.fulcrum.features.profile;

import java.io.Serializable;
import java.util.OptionalLong;

/**
 * Rows whose key is null and rows whose key another row has, by 64-bit hashes of the keys. Exact up to a limit of
 * distinct keys; past it the hashes are dropped and {@link #overflowed()} holds.
 */
public final class KeyCounts implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int LIMIT = 1 << 19;

    private final int limit;
    private LongSet seen = new LongSet();
    private long rows;
    private long nulls;
    private boolean overflowed;
    private boolean repeated;
    private long leastRepeated = Long.MAX_VALUE;

    public KeyCounts() {
        this(LIMIT);
    }

    /** Makes an empty state that keeps at most {@code limit} distinct keys. */
    KeyCounts(int limit) {
        this.limit = limit;
    }

    /** Adds the key of a row whose key columns are all present. */
    void add(long hash) {
        rows++;
        keep(hash);
    }

    /** Adds a row with a null among its key columns. */
    void addNull() {
        nulls++;
    }

    KeyCounts merge(KeyCounts other) {
        rows += other.rows;
        nulls += other.nulls;
        repeated |= other.repeated;
        leastRepeated = Math.min(leastRepeated, other.leastRepeated);
        if (other.overflowed) {
            forget();
        } else {
            other.seen.forEach(this::keep);
        }
        return this;
    }

    /** Returns the number of rows that have a key. */
    public long rows() {
        return rows;
    }

    public long nulls() {
        return nulls;
    }

    /** Whether there were more distinct keys than the limit, so that repeated ones must be counted another way. */
    public boolean overflowed() {
        return overflowed;
    }

    /** Returns the number of rows beyond the first of their key. */
    public long repeats() {
        if (overflowed) {
            throw new IllegalStateException(
                    "More than " + limit + " distinct keys were added, so none is kept. Ask overflowed() first.");
        }
        return rows - seen.size();
    }

    /** Returns the least hash of a key that more than one row has. */
    public OptionalLong repeated() {
        return repeated && !overflowed ? OptionalLong.of(leastRepeated) : OptionalLong.empty();
    }

    private void keep(long hash) {
        if (overflowed) {
            return;
        }
        if (!seen.add(hash)) {
            repeated = true;
            leastRepeated = Math.min(leastRepeated, hash);
        } else if (seen.size() > limit) {
            forget();
        }
    }

    private void forget() {
        overflowed = true;
        seen = new LongSet();
    }
}
