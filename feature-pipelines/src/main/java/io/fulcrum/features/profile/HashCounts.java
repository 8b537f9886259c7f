package io.fulcrum.features.profile;

import java.io.Serializable;
import java.util.BitSet;
import java.util.Comparator;
import java.util.TreeSet;

/**
 * Which buckets the 64-bit hashes of a column fall into and how many distinct hashes there are: exact up to
 * {@value #KEPT}, then estimated from the smallest ones (k minimum values, Bar-Yossef et al. 2002; relative error about
 * 1 / sqrt(k), under 1 %).
 */
public final class HashCounts implements FieldProfile {
    private static final long serialVersionUID = 1L;
    static final int KEPT = 16384;

    private final int buckets;
    private final BitSet used = new BitSet();
    private final TreeSet<Long> smallest = new TreeSet<>((Comparator<Long> & Serializable) Long::compareUnsigned);
    private long count;

    public HashCounts(int buckets) {
        this.buckets = buckets;
    }

    @Override
    public void add(Object value) {
        long hash = (Long) value;
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
        if (smallest.size() < KEPT) {
            return smallest.size();
        }
        double share = (smallest.last() >>> 1) / 0x1p63;
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
        if (smallest.size() < KEPT || Long.compareUnsigned(hash, smallest.last()) < 0) {
            smallest.add(hash);
            if (smallest.size() > KEPT) {
                smallest.pollLast();
            }
        }
    }
}
