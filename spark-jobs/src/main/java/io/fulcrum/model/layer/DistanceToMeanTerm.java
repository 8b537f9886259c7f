package io.fulcrum.model.layer;

import io.fulcrum.model.graph.Penalty;
import io.fulcrum.model.kernel.FlatParameters;

/**
 * {@link Penalty.DistanceToMean}. Its gradient is 2 {@code strength} (θ_i - mean θ): that of the mean cancels out.
 *
 * @param places [array] where each begins
 * @param length of each array
 */
record DistanceToMeanTerm(double strength, int[] places, int length) implements PenaltyTerms.Term {
    @Override
    public double value(float[] parameters) {
        double sum = 0;
        for (int i = 0; i < length; i++) {
            double mean = mean(parameters, i);
            for (int at : places) {
                double difference = parameters[at + i] - mean;
                sum += difference * difference;
            }
        }
        return strength * sum;
    }

    @Override
    public void addGradient(FlatParameters parameters) {
        float[] values = parameters.values();
        float[] gradients = parameters.gradients();
        for (int i = 0; i < length; i++) {
            double mean = mean(values, i);
            for (int at : places) {
                gradients[at + i] += (float) (2 * strength * (values[at + i] - mean));
            }
        }
    }

    private double mean(float[] parameters, int i) {
        double sum = 0;
        for (int at : places) {
            sum += parameters[at + i];
        }
        return sum / places.length;
    }
}
