package io.fulcrum.train;

import io.fulcrum.data.ArrayBytes;
import java.io.Serializable;
import java.util.Arrays;

/**
 * Sums of the tasks' gradients of the shared parameters. Sums that are floats to the bit, as those of a single batch
 * are, travel as floats: half the bytes, and nothing lost.
 */
public final class GradientSums implements Serializable {
    private static final long serialVersionUID = 1L;

    private final double[][] sums; // [task][shared parameter]

    GradientSums(int tasks, int sharedParameters) {
        this(new double[tasks][sharedParameters]);
    }

    private GradientSums(double[][] sums) {
        this.sums = sums;
    }

    /** Returns [task][shared parameter] to add to. */
    public double[][] sums() {
        return sums;
    }

    void merge(GradientSums other) {
        for (int task = 0; task < sums.length; task++) {
            double[] sum = sums[task];
            double[] more = other.sums[task];
            for (int i = 0; i < sum.length; i++) {
                sum[i] += more[i];
            }
        }
    }

    /** Bytes that these sums take on the wire. */
    long bytes() {
        return Arrays.stream(sums)
                .mapToLong(sum -> (long) sum.length * (areFloats(sum) ? Float.BYTES : Double.BYTES))
                .sum();
    }

    private static boolean areFloats(double[] values) {
        for (double value : values) {
            if ((float) value != value) {
                return false; // also for NaN, whose bits a cast may change
            }
        }
        return true;
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    private Object writeReplace() {
        boolean[] single = new boolean[sums.length];
        byte[][] bytes = new byte[sums.length][];
        for (int task = 0; task < sums.length; task++) {
            single[task] = areFloats(sums[task]);
            bytes[task] = single[task] ? ArrayBytes.of(floats(sums[task])) : ArrayBytes.of(sums[task]);
        }
        return new Wire(single, bytes);
    }

    /**
     * How sums travel.
     *
     * @param single [task] whether as floats
     */
    private record Wire(boolean[] single, byte[][] bytes) implements Serializable {
        private Object readResolve() {
            double[][] sums = new double[bytes.length][];
            for (int task = 0; task < sums.length; task++) {
                sums[task] = single[task] ? doubles(ArrayBytes.floats(bytes[task])) : ArrayBytes.doubles(bytes[task]);
            }
            return new GradientSums(sums);
        }
    }
}
