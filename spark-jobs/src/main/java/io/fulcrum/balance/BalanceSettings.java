package io.fulcrum.balance;

import io.fulcrum.config.ConfigReader;
import java.util.Arrays;
import java.util.List;

/**
 * How task weights are found.
 *
 * @param method which balancer
 * @param normalise what gradients are divided by before solving; a modelling choice
 * @param sum what the weights add up to, the same for every method
 * @param smoothing decay of the running mean of the Gram matrix, from 0 (off) to below 1; bias-corrected
 * @param floors [task] on the simplex; empty for none
 * @param ceilings [task] on the simplex; empty for none
 * @param weights [task] of STATIC: proportions, scaled to the sum convention; empty for equal
 */
public record BalanceSettings(
        Method method,
        Normalise normalise,
        WeightSum sum,
        double smoothing,
        double[] floors,
        double[] ceilings,
        double[] weights) {

    /** Which balancer. */
    public enum Method {
        STATIC,
        PARETO,
        PE_LTR
    }

    /** What a task's gradient is divided by before solving: nothing, its norm, its loss, or both. */
    public enum Normalise {
        NONE,
        L2,
        LOSS,
        LOSS_PLUS {
            @Override
            public String toString() {
                return "loss+";
            }
        }
    }

    public BalanceSettings {
        if (!(smoothing >= 0 && smoothing < 1)) {
            throw new IllegalArgumentException("Balance settings: smoothing = " + smoothing
                    + " must be at least 0 and below 1. Use 0 for none, 0.9 for a memory of about ten rounds.");
        }
        double total = 0;
        for (double weight : weights) {
            total += weight;
            if (!(weight >= 0) || Double.isInfinite(total)) {
                throw refusedWeights(weights);
            }
        }
        if (weights.length > 0 && total == 0) {
            throw refusedWeights(weights);
        }
        if (weights.length > 0 && method != Method.STATIC) {
            throw new IllegalArgumentException("Balance settings: weights " + Arrays.toString(weights) + " with method "
                    + method + ": only STATIC has given weights. Leave them out, or choose STATIC.");
        }
        floors = floors.clone();
        ceilings = ceilings.clone();
        weights = weights.clone();
    }

    /**
     * Reads the section {@code balance}.
     *
     * @param floors [task] as the tasks set them
     * @param ceilings [task] as the tasks set them
     * @param weights [task] as the tasks set them, used by STATIC alone
     */
    public static BalanceSettings read(ConfigReader root, double[] floors, double[] ceilings, double[] weights) {
        ConfigReader section = root.section("balance");
        Method method = section.choice("method", Method.class);
        double total = Arrays.stream(weights).sum();
        boolean usable = total > 0 && total < Double.POSITIVE_INFINITY;
        if (method == Method.STATIC && weights.length > 0 && !usable) {
            section.problem(
                    "method",
                    "needs weights of tasks above 0 and of finite sum, but they are " + Arrays.toString(weights)
                            + ": give a task another weight");
        }
        BalanceSettings settings = new BalanceSettings(
                method,
                section.choice("normalise", Normalise.class),
                section.choice("sum", WeightSum.class),
                section.number("smoothing", 0, 0.9999),
                floors,
                ceilings,
                method == Method.STATIC && usable ? weights : new double[0]);
        section.refuseUnknown();
        return settings;
    }

    /** One method with its defaults: no normalisation, sum = tasks, no smoothing, no bounds, equal static weights. */
    public static BalanceSettings of(Method method) {
        return new BalanceSettings(
                method, Normalise.NONE, WeightSum.TASKS, 0, new double[0], new double[0], new double[0]);
    }

    @Override
    public double[] floors() {
        return floors.clone();
    }

    @Override
    public double[] ceilings() {
        return ceilings.clone();
    }

    @Override
    public double[] weights() {
        return weights.clone();
    }

    /** The bounds, with 0 and 1 where none were given. */
    WeightBounds bounds(List<String> taskNames) {
        double[] lower = floors.length == 0 ? new double[taskNames.size()] : floors.clone();
        double[] upper = ceilings.clone();
        if (ceilings.length == 0) {
            upper = new double[lower.length];
            Arrays.fill(upper, 1);
        }
        return WeightBounds.ofTasks(taskNames, lower, upper);
    }

    private static IllegalArgumentException refusedWeights(double[] weights) {
        return new IllegalArgumentException("Balance settings: weights = " + Arrays.toString(weights)
                + " must be finite, at least 0, and not all 0. Give one proportion per task.");
    }
}
