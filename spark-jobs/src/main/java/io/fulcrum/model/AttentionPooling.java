package io.fulcrum.model;

import io.fulcrum.model.graph.ListAttention;
import io.fulcrum.model.kernel.Transcendentals;

/**
 * Pools the embedding rows of one list by attention: Σ_t a_t k_t with a the softmax over t of q · k_t / √d (Vaswani et
 * al., NeurIPS 2017, eq. 1, of one query, with the rows k_t of d parameters as keys and as values). With the embedding
 * row of a candidate as the query q, a user's history is weighted by its likeness to the candidate, as in DIN (Zhou et
 * al., KDD 2018, eq. 3), where a small network computes scores, without a softmax.
 *
 * <p>Scores are summed in double precision and in a fixed order, so that none overflows and that scoring and serving
 * give the same bits. Room grows and is kept. Not thread-safe.
 */
public final class AttentionPooling {
    private int entries;
    private int width;
    private float[] query = new float[0];
    private float[] rows = new float[0]; // [entry][parameter]
    private double[] scores = new double[0]; // [entry]
    private float[] weights = new float[0]; // [entry]
    private float[] scoreGradients = new float[0]; // [entry] of q · k

    /** Makes room for a list; of an empty one nothing is added. */
    public void start(int newEntries, int newWidth) {
        entries = newEntries;
        width = newWidth;
        if (query.length < width) {
            query = new float[width];
        }
        if (rows.length < entries * width) {
            rows = new float[2 * entries * width];
        }
        if (scores.length < entries) {
            scores = new double[2 * entries];
            weights = new float[2 * entries];
            scoreGradients = new float[2 * entries];
        }
    }

    /** Returns room for the query, to be filled. */
    public float[] query() {
        return query;
    }

    /** Returns room for the rows, [entry][parameter], to be filled. */
    public float[] rows() {
        return rows;
    }

    /** Computes the weights of the rows. */
    public void weigh() {
        double largest = Double.NEGATIVE_INFINITY;
        for (int entry = 0; entry < entries; entry++) {
            scores[entry] = product(query, 0, entry) * scale();
            largest = Math.max(largest, scores[entry]);
        }
        double sum = 0;
        for (int entry = 0; entry < entries; entry++) {
            scores[entry] = Transcendentals.STRICT.exp(scores[entry] - largest);
            sum += scores[entry];
        }
        for (int entry = 0; entry < entries; entry++) {
            weights[entry] = (float) (scores[entry] / sum);
        }
    }

    /** Adds the weighted rows to {@code target}. */
    public void addTo(float[] target, int at) {
        for (int entry = 0; entry < entries; entry++) {
            float weight = weights[entry];
            int row = entry * width;
            for (int i = 0; i < width; i++) {
                target[at + i] += weight * rows[row + i];
            }
        }
    }

    /** Returns the weight of a row. */
    float weight(int entry) {
        return weights[entry];
    }

    /**
     * Computes the gradients of q · k_t: a_t (g · k_t - Σ_s a_s g · k_s) / √d.
     *
     * @param gradients the gradient g of the pooled row, from {@code at} on
     */
    void differentiate(float[] gradients, int at) {
        double mean = 0;
        for (int entry = 0; entry < entries; entry++) {
            scores[entry] = product(gradients, at, entry);
            mean += weights[entry] * scores[entry];
        }
        for (int entry = 0; entry < entries; entry++) {
            scoreGradients[entry] = (float) (weights[entry] * (scores[entry] - mean) * scale());
        }
    }

    /** Returns the gradient of q · k of a row, by the last {@link #differentiate}. */
    float scoreGradient(int entry) {
        return scoreGradients[entry];
    }

    private double product(float[] vector, int at, int entry) {
        double sum = 0;
        int row = entry * width;
        for (int i = 0; i < width; i++) {
            sum += (double) vector[at + i] * rows[row + i];
        }
        return sum;
    }

    private double scale() {
        return ListAttention.scale(width);
    }
}
