package io.fulcrum.model.graph;

import io.fulcrum.model.graph.NetworkGraph.Value;
import java.util.List;

/**
 * A term that training adds to the tasks' losses, computed from logits and labels of a batch. It may read logits that
 * nothing else reads, such as that of an auxiliary head; scoring, serving and export leave these out ({@link
 * ScoredNetwork}).
 *
 * <p>Every logit that a term reads counts as one of a task: the task reaches what is below it ({@link Owners}), and its
 * weight scales the gradient by it once, where it enters the shared part. So the task's weight acts on its loss and on
 * its terms alike, and neither scales a head.
 *
 * <p>Terms are part of a step and of no probe, as a {@link Penalty} is. Balancers compare the losses that models are
 * evaluated by: a term would add the gradient of another objective to that of its task, and the same weights would no
 * longer stand for the same conflict between tasks. A probe does not pay for a term's layers either.
 */
public sealed interface LossTerm permits Calibration, InversePropensityRisk, DoublyRobustRisk, TowerLoss {
    /** Name in logs; unique in a network. */
    String name();

    /** Logits that the gradient flows back to. */
    List<TaskLogit> logits();

    /** Logits that are read as constants, so that no gradient flows back to them. */
    default List<Value> constants() {
        return List.of();
    }

    /** What the mean over rows is multiplied by. */
    double factor();

    /** Returns how much a row of a batch counts in the mean; 0 leaves it out. */
    double weight(BatchLabels labels, int row);

    /**
     * Returns the value of a row that counts, without the factor.
     *
     * @param logits those of {@link #logits()}, then those of {@link #constants()}
     * @param slopes filled with the derivatives by {@link #logits()}
     */
    double value(BatchLabels labels, int row, double[] logits, double[] slopes);

    /** A logit of a task, one column wide. */
    record TaskLogit(int task, Value value) {}
}
