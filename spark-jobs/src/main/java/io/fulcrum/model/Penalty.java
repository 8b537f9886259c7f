package io.fulcrum.model;

import java.util.List;

/**
 * A term that pulls equal arrays of several tasks towards their mean: {@code strength} Σ_i |θ_i - mean θ|². It is added
 * to the gradient of a step and to no probe: what the tasks' losses say of shared parameters stays apart from it.
 *
 * @param arrays names of arrays of one length
 */
public record Penalty(double strength, List<String> arrays) {
    public Penalty {
        arrays = List.copyOf(arrays);
    }

    /** Adds its gradient, 2 {@code strength} (θ_i - mean θ): that of the mean cancels out. */
    void addGradient(ParameterLayout layout, FlatParameters parameters) {
        int[] at = arrays.stream().mapToInt(layout::at).toArray();
        int length = layout.length(arrays.get(0));
        for (int i = 0; i < length; i++) {
            double sum = 0;
            for (int from : at) {
                sum += parameters.values()[from + i];
            }
            double mean = sum / at.length;
            for (int from : at) {
                parameters.gradients()[from + i] +=
                        (float) (2 * strength * (parameters.values()[from + i] - mean));
            }
        }
    }
}
