package io.fulcrum.features.profile;

import java.util.BitSet;

/**
 * Which buckets the 64-bit hashes of a feature fall into and how many distinct hashes there are: exact up to
 * {@value #KEPT}, then estimated from the smallest ones (k minimum values, Bar-Yossef et al. 2002; relative error about
 * 1 / sqrt(k), under 1 %).
 */
public final class HashCounts implements FieldProfile {
    private static final long serialVersionUID = 1L;
    static final int KEPT = 16384;

    private final int buckets;
    private final BitSet used = new BitSet();
    private LongSet smallest = new LongSet(); // of unsigned hashes at most the limit, up to twice as many as kept
    private long limit = -1; // the greatest unsigned hash
    private long count;

    public HashCounts(int buckets) {
        this.buckets = buckets;
    }

    /** Adds the hash of one value. */
    public void add(long hash) {
        count++;
        used.set((int) Math.floorMod(hash, (long) buckets));
        keep(hash);
    }

    @Override
    public HashCounts fresh() {
        return new HashCounts(buckets);
    }

    @Override
    public HashCounts merge(FieldProfile other) {
        HashCounts hashes = (HashCounts) other;
        count += hashes.count;
        used.or(hashes.used);
        hashes.smallest.forEach(this::keep);
        return this;
    }

    @Override
    public long count() {
        return count;
    }

    public int bucketsUsed() {
        return used.cardinality();
    }

    /** Returns the number of distinct values, estimated where there are more than are kept. */
    public double distinct() {
        drop();
        if (smallest.size() < KEPT) {
            return smallest.size();
        }
        double share = (limit >>> 1) / 0x1p63;
        return Math.max(bucketsUsed(), (KEPT - 1) / share);
    }

    /**
     * Returns 1 - buckets used / distinct values: the fraction of distinct values that are not the first of their
     * bucket, so of two values in one bucket one counts. An estimate where {@link #distinct()} is one.
     */
    public double collisionRate() {
        if (count == 0) {
            throw new IllegalStateException("No value was added, so there is no collision rate. Check for data first.");
        }
        return 1 - bucketsUsed() / distinct();
    }

    private void keep(long hash) {
        if (Long.compareUnsigned(hash, limit) <= 0 && smallest.add(hash) && smallest.size() > 2 * KEPT) {
            drop();
        }
    }

    /** Drops all but the smallest hashes that are kept, and sets the limit to the greatest of them. */
    private void drop() {
        if (smallest.size() < KEPT) {
            return;
        }
        long[] sorted = smallest.sortedUnsigned();
        limit = sorted[KEPT - 1];
        smallest = new LongSet();
        for (int i = 0; i < KEPT; i++) {
            smallest.add(sorted[i]);
        }
    }
}
