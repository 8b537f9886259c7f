package io.fulcrum.train;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import io.fulcrum.model.loss.TaskSums;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What workers' probes measured: sums over labelled examples, never averages. A mergeable state; an empty one has
 * zeros for each part of the probe.
 */
public final class ProbeState implements Serializable {
    private static final long serialVersionUID = 1L;

    private final List<Part> parts = new ArrayList<>();
    private final TaskLosses after;
    private final SamplingSums sampling;
    private final double[][] products; // [task][task] of gradients by the common representation; empty if not measured

    /** The sums over the batches of one part of the probe. Kryo cannot write records, so it leaves them to Java. */
    @DefaultSerializer(JavaSerializer.class)
    public record Part(TaskLosses losses, GradientSums gradients) implements Serializable {
        private void add(TaskSums batch, GradientSums measured) {
            losses.add(batch);
            gradients.take(measured);
        }

        void merge(Part other) {
            losses.merge(other.losses);
            gradients.merge(other.gradients);
        }

        Part copy(int tasks) {
            Part copy = new Part(new TaskLosses(tasks), new GradientSums(tasks, gradients.length()));
            copy.merge(this);
            return copy;
        }
    }

    /** @param sharedParameters 0 where no gradients are measured */
    ProbeState(int tasks, int sharedParameters, int parts) {
        this(tasks, sharedParameters, parts, 0);
    }

    /** An empty one for gradients by the common representation. */
    static ProbeState ofRepresentation(int tasks) {
        return new ProbeState(tasks, 0, 1, tasks);
    }

    private ProbeState(int tasks, int sharedParameters, int parts, int measured) {
        products = new double[measured][measured];
        for (int part = 0; part < parts; part++) {
            this.parts.add(new Part(new TaskLosses(tasks), new GradientSums(tasks, sharedParameters)));
        }
        after = new TaskLosses(tasks);
        sampling = new SamplingSums(tasks);
    }

    /**
     * Adds the batch of this place in the probe; the parts take batches in turn.
     *
     * @param gradients which no one else may use from now on
     */
    void add(int place, TaskSums batch, GradientSums gradients) {
        parts.get(place % parts.size()).add(batch, gradients);
        sampling.add(batch, gradients);
    }

    /**
     * Adds a batch whose gradients were measured by the common representation.
     *
     * @param ofBatch [task][task] sums over rows of the products of a row's gradients
     */
    void addRepresentation(TaskSums batch, double[][] ofBatch) {
        add(0, batch, new GradientSums(ofBatch.length, 0));
        addProducts(ofBatch);
    }

    private void addProducts(double[][] more) {
        for (int i = 0; i < products.length; i++) {
            for (int j = 0; j < products.length; j++) {
                products[i][j] += more[i][j];
            }
        }
    }

    /** Adds the losses of a batch after the local steps. */
    void addAfter(TaskSums batch) {
        after.add(batch);
    }

    void merge(ProbeState other) {
        for (int part = 0; part < parts.size(); part++) {
            parts.get(part).merge(other.parts.get(part));
        }
        after.merge(other.after);
        sampling.merge(other.sampling);
        addProducts(other.products);
    }

    List<Part> parts() {
        return List.copyOf(parts);
    }

    /** Returns the sums over all parts; of a probe in one piece, its very sums. */
    public Part whole() {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        Part whole = parts.get(0).copy(after.labelled().length);
        parts.stream().skip(1).forEach(whole::merge);
        return whole;
    }

    SamplingSums sampling() {
        return sampling;
    }

    /** Returns [task][task] the sums over rows of the products of gradients by the common representation. */
    double[][] products() {
        return products;
    }

    TaskLosses after() {
        return after;
    }

    /** Bytes that the gradients take on the wire. */
    long bytes() {
        long ofProducts = (long) products.length * products.length * Double.BYTES;
        return parts.stream().mapToLong(part -> part.gradients().bytes()).sum() + ofProducts;
    }
}
