package io.fulcrum.features.profile;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A histogram of finite numbers for quantiles, exact up to {@value #BINS} distinct values. Beyond, low bits of the
 * numbers (in an integer order equal to theirs) are dropped one by one until the distinct rest fits, as UDDSketch
 * (Epicoco et al., 2020) halves its resolution; dropping depends on the set of values only, so any order and grouping
 * give the same histogram. Deviation: bits of the double make the bins, so precision follows the data's range.
 */
public final class QuantileHistogram implements Serializable {
    private static final long serialVersionUID = 1L;
    static final int BINS = 8192;

    private LongCounts counts = new LongCounts();
    private int droppedBits;
    private long count;

    public void add(double value) {
        counts.add(ordered(value) >> droppedBits, 1);
        count++;
        fit();
    }

    public QuantileHistogram merge(QuantileHistogram other) {
        drop(Math.max(droppedBits, other.droppedBits) - droppedBits);
        int behind = droppedBits - other.droppedBits;
        other.counts.forEach((bin, n) -> counts.add(bin >> behind, n));
        count += other.count;
        fit();
        return this;
    }

    public long count() {
        return count;
    }

    /** Returns the least value (or its bin's upper end) with at least a fraction {@code q} of the values up to it. */
    public double quantile(double q) {
        return quantiles(List.of(q)).get(0);
    }

    /** Returns the quantiles of ascending fractions. */
    public List<Double> quantiles(List<Double> fractions) {
        if (count == 0) {
            throw new IllegalStateException(
                    "No value was added, so there is no quantile to read. Check for data first.");
        }
        List<Double> found = new ArrayList<>();
        long seen = 0;
        Map<Long, Long> ordered = new TreeMap<>();
        counts.forEach(ordered::put);
        for (Map.Entry<Long, Long> bin : ordered.entrySet()) {
            seen += bin.getValue();
            while (found.size() < fractions.size()
                    && seen >= Math.max(1, Math.ceil(fractions.get(found.size()) * count))) {
                found.add(value((bin.getKey() + 1 << droppedBits) - 1));
            }
        }
        return found;
    }

    /**
     * Returns ascending edges that part the values into at most {@code buckets} about equally full, none of them empty:
     * bucket i holds the values above edge i - 1 up to edge i.
     */
    public double[] edges(int buckets) {
        List<Double> fractions = new ArrayList<>();
        for (int i = 1; i < buckets; i++) {
            fractions.add((double) i / buckets);
        }
        double greatest = quantile(1);
        return quantiles(fractions).stream()
                .distinct()
                .filter(edge -> edge < greatest)
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    private void fit() {
        while (counts.size() > BINS) {
            drop(1);
        }
    }

    private void drop(int bits) {
        if (bits > 0) {
            LongCounts coarser = new LongCounts();
            counts.forEach((bin, n) -> coarser.add(bin >> bits, n));
            counts = coarser;
            droppedBits += bits;
        }
    }

    /** The double's bits as a long of the same order; the two zeros are one. */
    private static long ordered(double value) {
        long bits = Double.doubleToLongBits(value + 0.0);
        return bits ^ bits >> 63 & Long.MAX_VALUE;
    }

    private static double value(long ordered) {
        return Double.longBitsToDouble(ordered ^ ordered >> 63 & Long.MAX_VALUE);
    }
}
