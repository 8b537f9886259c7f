package io.fulcrum.train;

import io.fulcrum.data.ArrayBytes;
import io.fulcrum.model.kernel.ColumnLoops;
import io.fulcrum.train.exchange.ExactFloats;
import io.fulcrum.train.exchange.PackedFloats;
import java.io.Serializable;

/**
 * A sum of vectors, each times its example count, with the sum of the counts. As long as it holds one vector it keeps
 * that vector itself, packed as it came: it travels in half the bytes or less, and its mean is the vector to the bit.
 */
final class WeightedSum implements Serializable {
    private static final long serialVersionUID = 1L;

    private long count;
    private PackedFloats single = ExactFloats.NONE;
    private double[] sum = new double[0];
    private int vectors;

    /** Adds a vector, which must not change afterwards. */
    void add(float[] vector, long examples) {
        add(new ExactFloats(vector), examples);
    }

    void add(PackedFloats vector, long examples) {
        if (examples == 0) {
            return;
        }
        if (vectors == 0) {
            single = vector;
        } else {
            spread();
            accumulate(vector.floats(), examples);
        }
        vectors++;
        count += examples;
    }

    void merge(WeightedSum other) {
        if (other.vectors == 1) {
            add(other.single, other.count);
        } else if (other.vectors > 1) {
            mergeSums(other);
        }
    }

    /** Returns the mean weighted by example counts. */
    float[] mean() {
        if (vectors == 0) {
            throw new IllegalStateException(
                    "A mean of no vectors: no worker of this round had a row. Use fewer workers.");
        }
        if (vectors == 1) {
            return single.floats();
        }
        float[] mean = new float[sum.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) (sum[i] / count);
        }
        return mean;
    }

    boolean isFinite() {
        return ColumnLoops.areFinite(sum, sum.length) && single.isFinite();
    }

    /** Bytes that this sum takes on the wire. */
    long bytes() {
        return single.bytes() + (long) Double.BYTES * sum.length;
    }

    private void mergeSums(WeightedSum other) {
        if (vectors == 0) {
            sum = other.sum.clone();
        } else {
            spread();
            ColumnLoops.add(other.sum, sum, sum.length);
        }
        vectors += other.vectors;
        count += other.count;
    }

    private void spread() {
        if (vectors == 1) {
            float[] only = single.floats();
            single = ExactFloats.NONE;
            sum = new double[only.length];
            accumulate(only, count);
        }
    }

    private void accumulate(float[] vector, long examples) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += (double) examples * vector[i];
        }
    }

    private Object writeReplace() {
        return new Wire(count, vectors, single, ArrayBytes.of(sum));
    }

    /** How a sum travels. */
    private record Wire(long count, int vectors, PackedFloats single, byte[] sum) implements Serializable {
        private Object readResolve() {
            WeightedSum read = new WeightedSum();
            read.count = count;
            read.vectors = vectors;
            read.single = single;
            read.sum = ArrayBytes.doubles(sum);
            return read;
        }
    }
}
