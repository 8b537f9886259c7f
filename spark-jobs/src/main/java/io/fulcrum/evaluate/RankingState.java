package io.fulcrum.evaluate;

import java.io.Serializable;

/** Every score of a binary task, by class: what exact ranking metrics and curves need. */
public final class RankingState implements Serializable {
    private static final long serialVersionUID = 1L;

    private final FloatColumn negatives = new FloatColumn();
    private final FloatColumn positives = new FloatColumn();

    /** Adds one example; the score is a logit, held as a float. */
    public void add(double score, double label) {
        float value = Inputs.score(score);
        (Inputs.binaryLabel(label) == 1 ? positives : negatives).add(value);
    }

    public void merge(RankingState other) {
        negatives.append(other.negatives);
        positives.append(other.positives);
    }

    public long examples() {
        return (long) negatives.size() + positives.size();
    }

    /** Sorts the scores; the answer does not depend on the order of rows or merges. */
    public RankedScores read() {
        Inputs.notEmpty(examples(), "Ranking state");
        return RankedScores.ofSorted(negatives.sorted(), positives.sorted());
    }
}
