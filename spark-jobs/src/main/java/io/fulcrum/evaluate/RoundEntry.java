package io.fulcrum.evaluate;

import java.util.List;
import java.util.Map;

/**
 * One round of a training, as its log tells it; a task is absent from a map where the log has no number for it.
 *
 * @param losses training loss by task
 * @param taskWeights coefficient of each task's loss
 * @param cosines between the tasks' shared gradients, in the order of the history's tasks; empty if not measured
 * @param changes of the tasks' losses
 * @param method name of the balancing method → name → number that it found; empty if it reports none
 * @param network what was measured of it
 * @param validation on the last round of an epoch: metric by key, by task
 */
public record RoundEntry(
        Position at,
        Map<String, Double> losses,
        Map<String, Double> taskWeights,
        List<List<Double>> cosines, // [task][task]
        Changes changes,
        Map<String, Map<String, Double>> method,
        NetworkEntry network,
        Map<String, Map<String, Double>> validation) {

    /** Where in the training a round is, numbered from 1; examples and seconds are the round's own. */
    public record Position(int round, int epoch, long examples, double seconds) {}

    /**
     * By how much the losses of the round's probe changed, by task.
     *
     * @param predicted to first order, by gradient descent on the measured parameters; empty if no gradients were
     *     measured
     * @param observed on the same examples where they were measured again, else to the next round's probe
     */
    public record Changes(Map<String, Double> predicted, Map<String, Double> observed) {
        public static final Changes UNKNOWN = new Changes(Map.of(), Map.of());

        public Changes {
            predicted = Immutable.copyInOrder(predicted);
            observed = Immutable.copyInOrder(observed);
        }
    }

    RoundEntry with(Changes other) {
        return new RoundEntry(at, losses, taskWeights, cosines, other, method, network, validation);
    }

    public RoundEntry {
        losses = Immutable.copyInOrder(losses);
        taskWeights = Immutable.copyInOrder(taskWeights);
        cosines = cosines.stream().map(List::copyOf).toList();
        method = Immutable.copyInOrder(method);
        validation = Immutable.copyInOrder(validation);
    }
}
