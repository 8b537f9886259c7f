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
record Stch(double mu, double[] preference, double[] ideal) implements LossWeighting {
    static BalancingMethod read(ConfigReader section) {
        double[] preference = numbers(section, "preference");
        if (!Arrays.stream(preference).allMatch(p -> p > 0 && p < Double.POSITIVE_INFINITY)) {
            section.problem("preference", "must hold numbers above 0 only");
        }
        double[] ideal = numbers(section, "ideal");
        if (!Arrays.stream(ideal).allMatch(Double::isFinite)) {
            section.problem("ideal", "must hold finite numbers only");
        }
        return new Stch(section.numberAbove("mu", 0), preference, ideal);
    }

    @Override
    public boolean isConvex() {
        return true;
    }

    @Override
    public void requireTasks(List<String> taskNames) {
        requireLength("preference", preference, taskNames);
        requireLength("ideal", ideal, taskNames);
    }

    @Override
    public Coefficients weigh(RoundContext context) {
        int[] tasks = context.tasks();
        double total = preference.length == 0 ? context.names().size() : SimplexProjection.sum(preference);
        double[] lambda = new double[tasks.length];
        Arrays.setAll(lambda, k -> (preference.length == 0 ? 1 : preference[tasks[k]]) / total);
        double[] logits = new double[tasks.length];
        Arrays.setAll(logits, k -> lambda[k] * (context.losses()[k] - (ideal.length == 0 ? 0 : ideal[tasks[k]])) / mu);
        double[] weights = Softmax.of(logits);
        Arrays.setAll(weights, k -> lambda[k] * weights[k]);
        return Coefficients.of(weights);
    }

    private static double[] numbers(ConfigReader section, String key) {
        return section.numbers(key).stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static void requireLength(String key, double[] values, List<String> taskNames) {
        if (values.length != 0 && values.length != taskNames.size()) {
            throw new IllegalArgumentException("balance.stch." + key + " = " + Arrays.toString(values) + " has "
                    + values.length + " numbers for " + taskNames.size() + " tasks " + taskNames
                    + "; there must be one per task, or none. Complete the list.");
        }
    }
}
