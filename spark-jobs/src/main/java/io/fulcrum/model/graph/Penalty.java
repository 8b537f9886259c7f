package io.fulcrum.model.graph;

import java.util.List;

/**
 * A term of the loss that depends on parameters alone. It is added to the gradient of a step and to no probe: what the
 * tasks' losses say of shared parameters stays apart from it. {@code PenaltyTerms} computes it.
 */
public sealed interface Penalty {
    /** Factor of the term. */
    double strength();

    <R> R accept(Visitor<R> visitor);

    /** One form of every penalty. */
    interface Visitor<R> {
        R distanceToMean(DistanceToMean penalty);

        R traceNorm(TraceNorm penalty);

        R orthogonality(Orthogonality penalty);

        R equalChoices(EqualChoices penalty);
    }

    /**
     * Pulls equal arrays of several tasks towards their mean: {@code strength} Σ_i |θ_i - mean θ|².
     *
     * @param arrays names of arrays of one length
     */
    record DistanceToMean(double strength, List<String> arrays) implements Penalty {
        public DistanceToMean {
            arrays = List.copyOf(arrays);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.distanceToMean(this);
        }
    }

    /**
     * Makes equal arrays of several tasks alike up to few directions: {@code strength} times the sum of the singular
     * values of the matrix that has each array as a row (Yang and Hospedales, Trace Norm Regularised Deep Multi-Task
     * Learning, 2016, with the last-axis flattening). Singular values s count as √(s² + ε) with
     * ε = {@link #EPSILON}, so that there is a gradient where one is 0.
     *
     * @param arrays names of arrays of one length
     */
    record TraceNorm(double strength, List<String> arrays) implements Penalty {
        public static final double EPSILON = 1e-10;

        public TraceNorm {
            arrays = List.copyOf(arrays);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.traceNorm(this);
        }
    }

    /**
     * Keeps two dense layers on one input apart: {@code strength} |A Bᵀ|², the squared Frobenius norm of the product of
     * their weights, [output][input] (Ruder et al., Latent Multi-task Architecture Learning, AAAI 2019, the
     * constraint on subspaces).
     *
     * @param first name of an array of weights
     * @param second name of an array of weights
     * @param inputs columns that both layers read
     */
    record Orthogonality(double strength, String first, String second, int inputs) implements Penalty {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.orthogonality(this);
        }
    }

    /**
     * Makes the choices of tasks alike: {@code strength} Σ |σ(x_i) - σ(x_j)| over pairs of arrays, and over their
     * entries, with log-odds x (Sun et al., AdaShare, NeurIPS 2020, the loss of sharing).
     *
     * @param arrays names of arrays of one length
     */
    record EqualChoices(double strength, List<String> arrays) implements Penalty {
        public EqualChoices {
            arrays = List.copyOf(arrays);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.equalChoices(this);
        }
    }
}
