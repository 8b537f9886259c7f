package io.fulcrum.train;

import io.fulcrum.balance.Evidence;
import io.fulcrum.balance.ProbeDetail;
import java.util.Arrays;
import java.util.List;

/**
 * What a round's probes measured, read out on the driver: here sums become averages over all workers.
 *
 * @param gram [task][task] inner products of the gradients of the tasks' mean losses, at the round's start point; each
 *     mean is over that task's labelled rows of all workers, by their weights. Gradients by the shared parameters, with
 *     embedding rows if these are measured, or by the common representation of all those rows; empty if no gradients
 *     were measured
 * @param losses [task] mean loss at the start point, NaN without labels
 * @param labelled [task] labelled rows
 * @param detail what else the balancer needs
 * @param gradients that were measured
 */
public record ProbeResult(
        double[][] gram, double[] losses, long[] labelled, ProbeDetail detail, MeasuredGradients gradients) {
    private static final double LEAST = 0.1;

    static ProbeResult of(ProbeState state, ProbeSettings settings) {
        ProbeState.Part whole = state.whole();
        GradientSums sums = whole.gradients();
        double[] weights = whole.losses().weights();
        double[] factors = factors(state, whole, settings.options().shrink());
        return new ProbeResult(
                settings.needsRepresentation()
                        ? means(state.products(), weights, weights)
                        : settings.needsGradients()
                                ? shrunk(means(sums.products(sums), weights, weights), factors)
                                : new double[0][],
                whole.losses().means(),
                whole.losses().labelled(),
                new ProbeDetail(
                        settings.needs(Evidence.PROBE_AFTER) ? state.after().means() : new double[0],
                        settings.needs(Evidence.SPLIT_GRAM)
                                ? shrunk(splitGram(state.parts()), factors)
                                : new double[0][],
                        settings.needs(Evidence.COORDINATES)
                                ? meanGradients(sums.coordinates(), weights, factors)
                                : new double[0][]),
                new MeasuredGradients(sums, weights, embeddingGram(sums, weights, factors, settings)));
    }

    /** Whether the Gram matrix is that of gradients by the common representation, which are not sent themselves. */
    boolean isByRepresentation() {
        return gram.length > 0 && gradients.areNone();
    }

    /**
     * What each task's mean gradient is multiplied by: 1 − strength · variance / ‖g‖², which with the strength 1 makes
     * its squared length about right. At least 0.1, because a gradient of 0 would hold the task at its floor.
     */
    private static double[] factors(ProbeState state, ProbeState.Part whole, double strength) {
        double[] factors = new double[state.after().labelled().length];
        Arrays.fill(factors, 1);
        if (strength > 0) {
            double[] variance = state.sampling()
                    .relativeVariance(whole.gradients(), whole.losses().weights());
            Arrays.setAll(factors, task -> Math.max(LEAST, 1 - strength * variance[task]));
        }
        return factors;
    }

    private static double[][] shrunk(double[][] products, double[] factors) {
        for (int i = 0; i < products.length; i++) {
            for (int j = 0; j < products.length; j++) {
                products[i][j] *= factors[i] * factors[j];
            }
        }
        return products;
    }

    private static double[][] splitGram(List<ProbeState.Part> halves) {
        ProbeState.Part first = halves.get(0);
        ProbeState.Part second = halves.get(1);
        return means(
                first.gradients().products(second.gradients()),
                first.losses().weights(),
                second.losses().weights());
    }

    /** The part of the Gram matrix that embedding rows have; empty where it is not known. */
    private static double[][] embeddingGram(
            GradientSums sums, double[] weights, double[] factors, ProbeSettings settings) {
        return settings.keepsEmbeddingsApart()
                ? shrunk(means(sums.embeddings().products(sums.embeddings()), weights, weights), factors)
                : new double[0][];
    }

    /**
     * Products of summed gradients as products of their means: of the gradients by parameters that all workers summed,
     * where a sum of the workers' Gram matrices would be another thing, or of all rows' by the representation, H_kl =
     * Σ_i r_k,i · r_l,i / (n_k n_l).
     */
    private static double[][] means(double[][] products, double[] weights, double[] otherWeights) {
        double[][] means = new double[products.length][products.length];
        for (int i = 0; i < means.length; i++) {
            for (int j = 0; j < means.length; j++) {
                means[i][j] =
                        weights[i] == 0 || otherWeights[j] == 0 ? 0 : products[i][j] / weights[i] / otherWeights[j];
            }
        }
        return means;
    }

    private static double[][] meanGradients(double[][] sums, double[] weights, double[] factors) {
        double[][] means = new double[sums.length][sums[0].length];
        for (int task = 0; task < sums.length; task++) {
            for (int p = 0; p < sums[task].length && weights[task] != 0; p++) {
                means[task][p] = factors[task] * (sums[task][p] / weights[task]);
            }
        }
        return means;
    }
}
