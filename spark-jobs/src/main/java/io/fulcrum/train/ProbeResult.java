package io.fulcrum.train;

import io.fulcrum.balance.Evidence;
import io.fulcrum.balance.ProbeDetail;
import java.util.List;

/**
 * What a round's probes measured, read out on the driver: here sums become averages over all workers.
 *
 * @param gram [task][task] inner products of the tasks' global mean gradients of the shared parameters, at the round's
 *     start point; each mean is over that task's labelled rows of all workers, by their weights; empty if no gradients
 *     were measured
 * @param losses [task] mean loss at the start point, NaN without labels
 * @param labelled [task] labelled rows
 * @param detail what else the balancer needs
 */
public record ProbeResult(double[][] gram, double[] losses, long[] labelled, ProbeDetail detail) {
    static ProbeResult of(ProbeState state, ProbeSettings settings) {
        ProbeState.Part whole = state.whole();
        double[][] sums = whole.gradients().sums();
        double[] weights = whole.losses().weights();
        return new ProbeResult(
                settings.needsGradients() ? products(sums, weights, sums, weights) : new double[0][],
                whole.losses().means(),
                whole.losses().labelled(),
                new ProbeDetail(
                        settings.needs(Evidence.PROBE_AFTER) ? state.after().means() : new double[0],
                        settings.needs(Evidence.SPLIT_GRAM) ? splitGram(state.parts()) : new double[0][],
                        settings.needs(Evidence.COORDINATES) ? means(sums, weights) : new double[0][]));
    }

    private static double[][] splitGram(List<ProbeState.Part> halves) {
        return products(
                halves.get(0).gradients().sums(),
                halves.get(0).losses().weights(),
                halves.get(1).gradients().sums(),
                halves.get(1).losses().weights());
    }

    /** Products of the summed gradients' means; a sum of the workers' Gram matrices would be another thing. */
    private static double[][] products(double[][] a, double[] aWeights, double[][] b, double[] bWeights) {
        double[][] products = new double[a.length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < (a == b ? i + 1 : a.length); j++) {
                double product = 0;
                for (int p = 0; p < a[i].length; p++) {
                    product += a[i][p] * b[j][p];
                }
                products[i][j] = aWeights[i] == 0 || bWeights[j] == 0 ? 0 : product / aWeights[i] / bWeights[j];
                if (a == b) {
                    products[j][i] = products[i][j];
                }
            }
        }
        return products;
    }

    private static double[][] means(double[][] sums, double[] weights) {
        double[][] means = new double[sums.length][sums[0].length];
        for (int task = 0; task < sums.length; task++) {
            for (int p = 0; p < sums[task].length && weights[task] != 0; p++) {
                means[task][p] = sums[task][p] / weights[task];
            }
        }
        return means;
    }
}
