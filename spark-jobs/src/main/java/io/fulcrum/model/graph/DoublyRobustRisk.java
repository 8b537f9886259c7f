package io.fulcrum.model.graph;

import io.fulcrum.model.graph.NetworkGraph.Value;
import java.util.List;

/**
 * The doubly robust counterfactual risk of a step of a chain of events (Wang et al., ESCM², SIGIR 2022), with the loss
 * of its imputation: the mean over rows of δ̂ + o e / p + o e² / p, where δ is the task's loss at the step's logit, δ̂
 * what an imputation tower predicts of it, e = δ - δ̂, o whether the event before happened, and p its clipped
 * probability, which gets no gradient. δ̂ is the softplus of the tower's output, because no loss is below 0; the paper
 * leaves that open.
 *
 * @param step the logit of the event where the one before happened
 * @param imputation the output of the imputation tower
 */
public record DoublyRobustRisk(String name, double factor, TaskLogit step, TaskLogit imputation, Propensity propensity)
        implements LossTerm {

    @Override
    public List<TaskLogit> logits() {
        return List.of(step, imputation);
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
        double inverse = propensity.inverse(labels, row, logits[2]);
        double imputed = Factors.softplus(logits[1]);
        double error = labels.loss(step.task(), row, logits[0]) - imputed;
        double byError = inverse * (1 + 2 * error);
        slopes[0] = byError * labels.slope(step.task(), row, logits[0]);
        slopes[1] = (1 - byError) * Factors.sigmoid(logits[1]);
        return imputed + inverse * error * (1 + error);
    }
}
