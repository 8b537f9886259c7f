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

    private final double[][] sums; // [task][shared parameter]
    private final EmbeddingGradients embeddings;

    GradientSums(int tasks, int sharedParameters) {
        this(new double[tasks][sharedParameters], new EmbeddingGradients(tasks));
    }

    /** Sums of these numbers themselves. @param sums [task][shared parameter] */
    GradientSums(double[][] sums, EmbeddingGradients embeddings) {
        this.sums = sums;
        this.embeddings = embeddings;
    }

    /** Sums without embedding rows. @param sums [task][shared parameter] */
    static GradientSums of(double[][] sums) {
        return new GradientSums(sums, new EmbeddingGradients(sums.length));
    }

    /** Returns [task][shared parameter] to add to. */
    public double[][] sums() {
        return sums;
    }

    /** Returns the part of embedding rows, to add to. */
    EmbeddingGradients embeddings() {
        return embeddings;
    }

    void merge(GradientSums other) {
        for (int task = 0; task < sums.length; task++) {
            double[] sum = sums[task];
            double[] more = other.sums[task];
            for (int i = 0; i < sum.length; i++) {
                sum[i] += more[i];
            }
        }
        embeddings.merge(other.embeddings);
    }

    /** Returns [task][task there] the products with the sums of the same parameters over other examples. */
    double[][] products(GradientSums other) {
        double[][] products = embeddings.products(other.embeddings);
        for (int i = 0; i < products.length; i++) {
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
            return sums;
        }
        int shared = sums[0].length;
        double[][] vectors = new double[sums.length][];
        Arrays.setAll(vectors, task -> Arrays.copyOf(sums[task], Math.addExact(shared, rows)));
        embeddings.copyTo(vectors, shared);
        return vectors;
    }

    /** Bytes that these sums take on the wire. */
    long bytes() {
        return Arrays.stream(sums).mapToLong(PackedDoubles::bytesOf).sum() + embeddings.bytes();
    }

    private Object writeReplace() {
        Wire shared = new Wire(Arrays.stream(sums).map(PackedDoubles::of).toArray(PackedDoubles[]::new));
        return embeddings.size() == 0 ? shared : new WireOfBoth(shared, embeddings);
    }

    /** How sums travel without embedding rows. @param sums [task] */
    private record Wire(PackedDoubles[] sums) implements Serializable {
        private Object readResolve() {
            return GradientSums.of(
                    Arrays.stream(sums).map(PackedDoubles::values).toArray(double[][]::new));
        }
    }

    /** How sums travel with embedding rows. @param shared is read as sums of its own */
    private record WireOfBoth(Object shared, EmbeddingGradients embeddings) implements Serializable {
        private Object readResolve() {
            return new GradientSums(((GradientSums) shared).sums, embeddings);
        }
    }
}
