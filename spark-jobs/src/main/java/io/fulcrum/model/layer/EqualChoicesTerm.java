package io.fulcrum.model.layer;

import io.fulcrum.model.graph.Factors;
import io.fulcrum.model.graph.Penalty;
import io.fulcrum.model.kernel.FlatParameters;

/**
 * {@link Penalty.EqualChoices}. Where two choices are equal, its gradient is 0.
 *
 * @param places [array] where each begins
 * @param length of each array
 */
record EqualChoicesTerm(double strength, int[] places, int length) implements PenaltyTerms.Term {
    @Override
    public double value(float[] parameters) {
        double sum = 0;
        for (int i = 0; i < length; i++) {
            for (int one = 0; one < places.length; one++) {
                double probability = Factors.sigmoid(parameters[places[one] + i]);
                for (int other = 0; other < one; other++) {
                    sum += Math.abs(probability - Factors.sigmoid(parameters[places[other] + i]));
                }
            }
        }
        return strength * sum;
    }

    @Override
    public void addGradient(FlatParameters parameters) {
        float[] values = parameters.values();
        for (int i = 0; i < length; i++) {
            for (int one : places) {
                double signs = 0;
                for (int other : places) {
                    signs += Math.signum(values[one + i] - values[other + i]);
                }
                double probability = Factors.sigmoid(values[one + i]);
                parameters.gradients()[one + i] += (float) (strength * signs * probability * (1 - probability));
            }
        }
    }
}
