package io.fulcrum.balance;

import io.fulcrum.config.ConfigReader;
import java.util.Arrays;
import java.util.List;

/**
 * Smooth Tchebycheff scalarisation (Lin et al., ICML 2024, equation 9): the total is µ log Σ exp(λ_i (L_i − z_i) / µ),
 * whose gradient has the coefficients λ_i softmax(λ (L − z) / µ)_i. A small µ follows the worst task only; losses of
 * different scales need an ideal point z and preferences λ that make them comparable.
 *
 * @param mu smoothing, above 0
 * @param preference [task] λ, scaled to add up to 1; empty for equal
 * @param ideal [task] z; empty for zeros
 */
record Stch(double mu, List<Double> preference, List<Double> ideal) implements LossWeighting {
    static BalancingMethod read(ConfigReader section) {
        List<Double> preference = section.numbers("preference");
        if (!preference.stream().allMatch(p -> p > 0 && p < Double.POSITIVE_INFINITY)) {
            section.problem("preference", "must hold numbers above 0 only");
        }
        List<Double> ideal = section.numbers("ideal");
        if (!ideal.stream().allMatch(Double::isFinite)) {
            section.problem("ideal", "must hold finite numbers only");
        }
        return new Stch(section.numberAbove("mu", 0), preference, ideal);
    }

    @Override
    public boolean nonNegative() {
        return true;
    }

    @Override
    public void requireTasks(List<String> taskNames) {
        requireLength("balance.stch.preference", preference, taskNames);
        requireLength("balance.stch.ideal", ideal, taskNames);
    }

    @Override
    public Coefficients weigh(RoundContext context) {
        int[] tasks = context.tasks();
        double total = preference.stream().mapToDouble(p -> p).sum();
        double[] lambda = new double[tasks.length];
        Arrays.setAll(lambda, k -> total == 0 ? 1.0 / context.names().size() : preference.get(tasks[k]) / total);
        double[] logits = new double[tasks.length];
        Arrays.setAll(
                logits, k -> lambda[k] * (context.losses()[k] - (ideal.isEmpty() ? 0 : ideal.get(tasks[k]))) / mu);
        double[] weights = Softmax.of(logits);
        Arrays.setAll(weights, k -> lambda[k] * weights[k]);
        return Coefficients.of(weights);
    }

    static void requireLength(String key, List<Double> values, List<String> taskNames) {
        if (!values.isEmpty() && values.size() != taskNames.size()) {
            throw new IllegalArgumentException(key + " = " + values + " has "
                    + values.size() + " numbers for " + taskNames.size() + " tasks " + taskNames
                    + "; there must be one per task, or none. Complete the list.");
        }
    }
}
