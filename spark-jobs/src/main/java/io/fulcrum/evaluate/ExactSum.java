package io.fulcrum.evaluate;

import java.io.Serializable;
import java.util.Arrays;

/**
 * A sum of doubles that is rounded once, when it is read: it has the same bits in any order of adding and merging.
 *
 * <p>Kept as partial sums that do not overlap and together are exact, in rising order of magnitude (Shewchuk 1997,
 * "Adaptive precision floating-point arithmetic", Grow-Expansion). Few are needed: each holds 53 bits of the sum.
 */
final class ExactSum implements Serializable {
    private static final long serialVersionUID = 1L;

    private double[] partials = new double[4];
    private int count;
    private double overflow; // sum of what is not finite, 0 where all is

    void add(double value) {
        double high = value;
        int kept = 0;
        for (int i = 0; i < count && Double.isFinite(high); i++) {
            double sum = high + partials[i];
            double larger = Math.abs(high) < Math.abs(partials[i]) ? partials[i] : high;
            double smaller = larger == high ? partials[i] : high;
            double rest = smaller - (sum - larger);
            if (rest != 0) {
                partials[kept++] = rest;
            }
            high = sum;
        }
        if (Double.isFinite(high)) {
            append(kept, high);
        } else {
            overflow += high;
        }
    }

    private void append(int kept, double high) {
        if (kept == partials.length) {
            partials = Arrays.copyOf(partials, 2 * kept);
        }
        partials[kept] = high;
        count = kept + 1;
    }

    /** Adds another sum; merging is associative and commutative to the bit. */
    void merge(ExactSum other) {
        for (int i = 0; i < other.count; i++) {
            add(other.partials[i]);
        }
        overflow += other.overflow;
    }

    /** Returns the double nearest to the sum, of two as near the one with an even last bit. */
    double value() {
        if (overflow != 0) {
            return overflow;
        }
        double high = 0;
        double rest = 0;
        int i = count;
        while (i > 0 && rest == 0) {
            double before = high;
            double next = partials[--i];
            high = before + next;
            rest = next - (high - before);
        }
        return i > 0 && rest != 0 ? halfwayFixed(high, rest, partials[i - 1]) : high;
    }

    /** Where the rest is half of the last bit, the partial below decides to which side the sum is rounded. */
    private static double halfwayFixed(double high, double rest, double below) {
        double twice = 2 * rest;
        double moved = high + twice;
        boolean sameSide = rest < 0 == below < 0 && below != 0;
        return sameSide && moved - high == twice ? moved : high;
    }
}
