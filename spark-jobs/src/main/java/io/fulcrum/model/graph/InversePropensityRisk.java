package io.fulcrum.model.graph;

import io.fulcrum.model.graph.NetworkGraph.Value;
import java.util.List;

/**
 * The counterfactual risk of a step of a chain of events by inverse propensity scores (Wang et al., ESCM², SIGIR 2022):
 * the mean over rows of o δ / p, with δ the task's loss at the step's logit, o whether the event before happened, and p
 * its clipped probability, which gets no gradient.
 *
 * @param step the logit of the event where the one before happened
 */
public record InversePropensityRisk(String name, double factor, TaskLogit step, Propensity propensity)
        implements LossTerm {

    @Override
    public List<TaskLogit> logits() {
        return List.of(step);
    }

    @Override
    public List<Value> constants() {
        return List.of(propensity.logit());
    }

    @Override
    public double weight(BatchLabels labels, int row) {
        return propensity.weight(labels, row);
    }

    @Override
    public double value(BatchLabels labels, int row, double[] logits, double[] slopes) {
        double inverse = propensity.inverse(labels, row, logits[1]);
        slopes[0] = inverse * labels.slope(step.task(), row, logits[0]);
        return inverse * labels.loss(step.task(), row, logits[0]);
    }
}
