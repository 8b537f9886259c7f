package io.fulcrum.model.layer;

import java.io.Serializable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was measured of a network in a round, for people to look at: sums over rows and the weights that means divide
 * by. A mergeable state; nothing of it enters training.
 */
public final class Measures implements Serializable {
    private static final long serialVersionUID = 1L;

    private final TreeMap<String, double[]> sums = new TreeMap<>(); // by kind and name: the sums, then the weight

    /** What is measured. */
    public enum Kind {
        /** What a term adds to the loss, over the rows of steps: one number. */
        TERM,
        /** For each unit of a hidden layer whether it is above 0, over the rows of a probe. */
        ACTIVE,
        /** For each part of a mixture its share, over the rows of a probe. */
        LOAD,
        /** The entropy of a mixture's shares in nats, over the rows of a probe: one number. */
        ENTROPY
    }

    /** Adds sums over rows of the given weight. */
    public void add(Kind kind, String name, double[] values, double weight) {
        double[] with = Arrays.copyOf(values, values.length + 1);
        with[values.length] = weight;
        sums.merge(key(kind, name), with, Measures::sum);
    }

    /** Adds what another worker measured. */
    public void merge(Measures other) {
        other.sums.forEach((key, values) -> sums.merge(key, values.clone(), Measures::sum));
    }

    /** Bytes of the sums. */
    public long bytes() {
        return sums.values().stream()
                .mapToLong(values -> (long) Double.BYTES * values.length)
                .sum();
    }

    /** Returns name → means of one kind, of all that was measured of rows that count. */
    public Map<String, double[]> means(Kind kind) {
        String prefix = key(kind, "");
        Map<String, double[]> means = new LinkedHashMap<>();
        sums.forEach((key, values) -> {
            double weight = values[values.length - 1];
            if (key.startsWith(prefix) && weight > 0) {
                double[] mean = Arrays.copyOf(values, values.length - 1);
                Arrays.setAll(mean, i -> mean[i] / weight);
                means.put(key.substring(prefix.length()), mean);
            }
        });
        return means;
    }

    private static String key(Kind kind, String name) {
        return kind + " " + name;
    }

    private static double[] sum(double[] mine, double[] others) {
        Arrays.setAll(mine, i -> mine[i] + others[i]);
        return mine;
    }
}
