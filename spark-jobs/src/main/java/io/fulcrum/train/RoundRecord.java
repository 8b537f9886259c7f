package io.fulcrum.train;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fulcrum.model.layer.NetworkReadings;
import java.util.List;
import java.util.Map;

/**
 * One line of {@code rounds.jsonl}.
 *
 * @param schema version of this format, {@value #SCHEMA}; lines without it number rounds and epochs from 0
 * @param round number of the round, from 1
 * @param epoch number of the epoch, from 1
 * @param step steps counted up to the end of the round
 * @param examples rows trained on in the round, over all workers
 * @param seconds by part: broadcast, probe and localSteps (of the slowest worker), merge, solve, other, total
 * @param bytesDown dense plan and embedding rows sent out, each once
 * @param bytesUp states brought back by all workers
 * @param rowsChanged embedding rows that the round changed, over all tables
 * @param rowsEvicted embedding rows that went back to their first values, unseen for long
 * @param tasks in the order of every array; the maps by task are in the order of their names
 * @param losses mean training loss by task; null without labels; of a regression task the squared error of standardised
 *     labels, in units of the training labels' variance
 * @param skipped batches left out by task, for its losses or gradients; absent if none was
 * @param probeLosses as losses, at the round's start point by task; null without labels
 * @param taskWeights in force during the round
 * @param magnitude sum of the absolute values of taskWeights
 * @param predictedChange by task, of its loss by the round's steps to first order, if they were those of gradient
 *     descent with the optimiser's learning rates on the measured parameters; absent if no gradients of
 *     parameters were measured
 * @param probeLossesAfter as probeLosses, of the same examples after the local steps; absent if not measured
 * @param gram [task][task] of the gradients of the mean losses at the round's start point
 * @param gramOf "representation" where these are gradients by the common representation; absent for parameters
 * @param gap upper bound of how far the objective at the next round's weights is above its minimum, on the smoothed and
 *     normalised Gram matrix; null where nothing was solved
 * @param method what the balancing method found when it decided on the next round, under its name; absent if nothing
 * @param parametersDigest over all rounds so far
 * @param terms of the network's readings, as the further three; absent where nothing was measured
 * @param gradientNorms by shared layer, then by task, at the round's start point, all embedding rows as one layer where
 *     they were measured; without the others where not all shared parameters were measured
 * @param validation by task, on the last round of an epoch
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RoundRecord(
        int schema,
        int round,
        int epoch,
        long step,
        long examples,
        double rowsPerSecond,
        Map<String, Double> seconds,
        long bytesDown,
        long bytesUp,
        long rowsChanged,
        long rowsEvicted,
        List<String> tasks,
        Map<String, Double> losses,
        Map<String, Double> probeLosses,
        Map<String, Long> skipped,
        Map<String, Double> taskWeights,
        Double magnitude,
        Map<String, Double> predictedChange,
        Map<String, Double> probeLossesAfter,
        double[][] gram,
        String gramOf,
        double[][] cosines,
        double[] multipliers,
        Double lambda,
        Double gap,
        Map<String, Map<String, Double>> method,
        List<String> notes,
        String parametersDigest,
        Map<String, Double> terms,
        Map<String, Double> penalties,
        Map<String, List<Double>> deadUnits,
        Map<String, NetworkReadings.Gate> gates,
        Map<String, Map<String, Double>> gradientNorms,
        Map<String, Map<String, Double>> validation) {
    public static final int SCHEMA = 5;

    /** The value of {@code gramOf}. */
    public static final String REPRESENTATION = "representation";

    static Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
