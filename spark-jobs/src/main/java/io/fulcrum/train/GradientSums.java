package io.fulcrum.train;

import io.fulcrum.data.PackedDoubles;
import io.fulcrum.model.embedding.EmbeddingGradients;
import io.fulcrum.model.kernel.ColumnLoops;
import java.io.Serializable;
import java.util.Arrays;

/**
 * Sums of the tasks' gradients of what is measured: the shared parameters, or a map of them, and embedding rows if
 * those are measured. Together they are one vector for each task. Sums that are floats to the bit, as those of a single
 * batch are, travel as floats: half the bytes, and nothing lost.
 */
public final class GradientSums implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int length; // of a task's vector, without embedding rows
    private double[][] sums; // [task][shared parameter]; [task][0] as long as all are zero
    private final EmbeddingGradients embeddings;

    /** Zeros, which take no room before something is added. */
    GradientSums(int tasks, int sharedParameters) {
        this(sharedParameters, new double[tasks][0], new EmbeddingGradients(tasks));
    }

    /** Sums of these numbers themselves. @param sums [task][shared parameter] */
    GradientSums(double[][] sums, EmbeddingGradients embeddings) {
        this(sums.length == 0 ? 0 : sums[0].length, sums, embeddings);
    }

    private GradientSums(int length, double[][] sums, EmbeddingGradients embeddings) {
        this.length = length;
        this.sums = sums;
        this.embeddings = embeddings;
    }

    /** Sums without embedding rows. @param sums [task][shared parameter] */
    static GradientSums of(double[][] sums) {
        return new GradientSums(sums, new EmbeddingGradients(sums.length));
    }

    private boolean areZero() {
        return sums.length > 0 && sums[0].length < length;
    }

    /** Numbers of a task's vector, without embedding rows. */
    int length() {
        return length;
    }

    /** Returns [task][shared parameter] to add to. */
    public double[][] sums() {
        if (areZero()) {
            sums = new double[sums.length][length];
        }
        return sums;
    }

    /** Returns the part of embedding rows, to add to. */
    EmbeddingGradients embeddings() {
        return embeddings;
    }

    void merge(GradientSums other) {
        if (!other.areZero()) {
            double[][] own = sums();
            for (int task = 0; task < own.length; task++) {
                ColumnLoops.add(other.sums[task], own[task], length);
            }
        }
        embeddings.merge(other.embeddings);
    }

    /** As {@link #merge}, of sums that are these from now on if they are the first: no one else may use them. */
    void take(GradientSums first) {
        if (areZero()) {
            sums = first.sums;
            embeddings.merge(first.embeddings);
        } else {
            merge(first);
        }
    }

    /** Returns [task][task there] the products with the sums of the same parameters over other examples. */
    double[][] products(GradientSums other) {
        double[][] products = embeddings.products(other.embeddings);
        int known = areZero() || other.areZero() ? 0 : products.length;
        for (int i = 0; i < known; i++) {
            for (int j = 0; j < (other == this ? i + 1 : products.length); j++) {
                products[i][j] += ColumnLoops.dot(sums[i], other.sums[j]);
                if (other == this) {
                    products[j][i] = products[i][j];
                }
            }
        }
        return products;
    }

    /** Returns the squared length of a task's sum. */
    double squared(int task) {
        return ColumnLoops.dot(sums[task], sums[task]) + embeddings.squared(task);
    }

    /** Whether every number of a task is finite. */
    boolean isFinite(int task) {
        return ColumnLoops.areFinite(sums[task], sums[task].length) && embeddings.isFinite(task);
    }

    /** Returns [task][parameter] the vectors: the shared parameters, then embedding rows by table and row. */
    double[][] coordinates() {
        int rows = embeddings.size();
        if (rows == 0) {
            return sums();
        }
        double[][] vectors = new double[sums.length][];
        Arrays.setAll(vectors, task -> Arrays.copyOf(sums()[task], Math.addExact(length, rows)));
        embeddings.copyTo(vectors, length);
        return vectors;
    }

    /** Bytes that these sums take on the wire. */
    long bytes() {
        return Arrays.stream(sums).mapToLong(PackedDoubles::bytesOf).sum() + embeddings.bytes();
    }

    private Object writeReplace() {
        PackedDoubles[] packed = Arrays.stream(sums).map(PackedDoubles::of).toArray(PackedDoubles[]::new);
        Wire shared = new Wire(length, packed);
        return embeddings.size() == 0 ? shared : new WireOfBoth(shared, embeddings);
    }

    /** How sums travel without embedding rows. @param sums [task] */
    private record Wire(int length, PackedDoubles[] sums) implements Serializable {
        private Object readResolve() {
            double[][] read = Arrays.stream(sums).map(PackedDoubles::values).toArray(double[][]::new);
            return new GradientSums(length, read, new EmbeddingGradients(read.length));
        }
    }

    /** How sums travel with embedding rows. @param shared is read as sums of its own */
    private record WireOfBoth(Object shared, EmbeddingGradients embeddings) implements Serializable {
        private Object readResolve() {
            GradientSums read = (GradientSums) shared;
            return new GradientSums(read.length, read.sums, embeddings);
        }
    }
}
