package io.fulcrum.train;

import io.fulcrum.model.RowRecords;
import java.util.List;

/**
 * A round read out on the driver: here, and only here, sums become averages.
 *
 * @param parameters [parameter] mean over workers by example counts
 * @param optimizerState mean over workers by example counts
 * @param gram [task][task] inner products of the tasks' global mean gradients of the shared parameters, at the round's
 *     start point; each mean is over that task's labelled rows of all workers, by their weights
 * @param probeLosses [task] mean loss at the start point, NaN without labels
 * @param probeLabelled [task] labelled rows of the probe
 * @param losses [task] mean loss over the local steps, NaN without labels
 * @param skipped [task] batches left out for the task's losses or gradients
 * @param rows [worker] embedding rows that each worker changed
 */
public record RoundResult(
        float[] parameters,
        float[] optimizerState,
        double[][] gram,
        double[] probeLosses,
        long[] probeLabelled,
        double[] losses,
        long[] skipped,
        List<RowRecords> rows) {

    public static RoundResult of(RoundState state) {
        return new RoundResult(
                state.parameters().mean(),
                state.optimizerState().mean(),
                gram(state.gradientSums(), state.probeLosses().weights()),
                state.probeLosses().means(),
                state.probeLosses().labelled(),
                state.stepLosses().means(),
                state.skipped(),
                List.copyOf(state.rows()));
    }

    /** Returns this result of workers that sent moves, with the points that these lead to from their start. */
    RoundResult movedFrom(float[] start) {
        float[] ends = new float[start.length];
        for (int i = 0; i < ends.length; i++) {
            ends[i] = start[i] + parameters[i];
        }
        return new RoundResult(ends, optimizerState, gram, probeLosses, probeLabelled, losses, skipped, rows);
    }

    /** The Gram matrix of the summed gradients; a sum of the workers' Gram matrices would be another thing. */
    private static double[][] gram(double[][] sums, double[] weights) {
        double[][] gram = new double[sums.length][sums.length];
        for (int i = 0; i < sums.length; i++) {
            for (int j = 0; j <= i; j++) {
                double product = 0;
                for (int p = 0; p < sums[i].length; p++) {
                    product += sums[i][p] * sums[j][p];
                }
                gram[i][j] = weights[i] == 0 || weights[j] == 0 ? 0 : product / weights[i] / weights[j];
                gram[j][i] = gram[i][j];
            }
        }
        return gram;
    }
}
