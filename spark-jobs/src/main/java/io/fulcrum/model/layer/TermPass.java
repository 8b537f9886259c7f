package io.fulcrum.model.layer;

import io.fulcrum.model.graph.BatchLabels;
import io.fulcrum.model.graph.LossTerm;
import io.fulcrum.model.graph.ParameterLayout.Head;
import java.util.List;

/** A term's way into a backward pass: reads logits of a batch and adds the term's gradient by them. */
public final class TermPass implements StepTerm {
    private final LossTerm term;
    private final Columns[] read; // the term's logits, then its constants, each by columns
    private final Head[] heads; // [trained logit] of its task
    private final int trained; // the first of these, to which the gradient flows back
    private final double[] logits; // of the row at hand
    private final double[] slopes;
    private final double[] factors; // [trained logit]
    private double sum; // over the rows of the last batch, with their weights and the factor
    private double weights; // that the mean of the last batch was divided by
    private double countedSum;
    private double countedWeights;

    TermPass(LossTerm term, List<Columns> read) {
        this.term = term;
        this.read = read.toArray(Columns[]::new);
        heads = term.logits().stream().map(logit -> new Head(logit.task())).toArray(Head[]::new);
        trained = heads.length;
        logits = new double[this.read.length];
        slopes = new double[trained];
        factors = new double[trained];
    }

    @Override
    public void count() {
        countedSum += sum;
        countedWeights += weights;
    }

    @Override
    public void take(Measures target) {
        target.add(Measures.Kind.TERM, term.name(), new double[] {countedSum}, countedWeights);
        countedSum = 0;
        countedWeights = 0;
    }

    /** Adds the gradient by the logits; nothing where no row counts. */
    public void addGradients(BatchLabels labels, BackwardPass pass) {
        sum = 0;
        weights = 0;
        for (int row = 0; row < labels.rows(); row++) {
            weights += term.weight(labels, row);
        }
        for (int i = 0; i < trained; i++) {
            read[i].gradientToAddTo();
            factors[i] = pass.factor(heads[i], read[i].owner()) * term.factor() / weights;
        }
        for (int row = 0; row < labels.rows() && weights > 0; row++) {
            double weight = term.weight(labels, row);
            if (weight > 0) {
                addRow(labels, row, weight);
            }
        }
    }

    private void addRow(BatchLabels labels, int row, double weight) {
        for (int i = 0; i < logits.length; i++) {
            logits[i] = read[i].valueArray()[row];
        }
        sum += term.factor() * weight * term.value(labels, row, logits, slopes);
        for (int i = 0; i < trained; i++) {
            read[i].gradientArray()[row] += (float) (factors[i] * weight * slopes[i]);
        }
    }
}
