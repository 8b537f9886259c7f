package io.fulcrum.train;

import io.fulcrum.model.embedding.RowRecords;
import io.fulcrum.model.layer.Measures;
import java.util.List;

/**
 * A round read out on the driver: here, and only here, sums become averages.
 *
 * @param parameters [parameter] mean over workers by example counts
 * @param optimizerState mean over workers by example counts
 * @param probe what was measured at the start point
 * @param losses [task] mean loss over the local steps, NaN without labels
 * @param skipped [task] batches left out for the task's losses or gradients
 * @param rows [worker] embedding rows that each worker changed
 * @param measures of the network, at the start point and over the local steps
 */
public record RoundResult(
        float[] parameters,
        float[] optimizerState,
        ProbeResult probe,
        double[] losses,
        long[] skipped,
        List<RowRecords> rows,
        Measures measures) {

    static RoundResult of(RoundState state, ProbeSettings settings) {
        return new RoundResult(
                state.parameters().mean(),
                state.optimizerState().mean(),
                ProbeResult.of(state.probe(), settings),
                state.stepLosses().means(),
                state.skipped(),
                List.copyOf(state.rows()),
                state.measures());
    }

    /** Returns this result of workers that sent moves, with the points that these lead to from their start. */
    RoundResult movedFrom(float[] start) {
        float[] ends = new float[start.length];
        for (int i = 0; i < ends.length; i++) {
            ends[i] = start[i] + parameters[i];
        }
        return new RoundResult(ends, optimizerState, probe, losses, skipped, rows, measures);
    }
}
