package io.fulcrum.balance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What every method would have decided on one round, each with its own settings of {@code reference.conf}. */
public final class MethodComparison {
    private static final int RUNS = 20;

    private MethodComparison() {}

    /**
     * One method's decision, without smoothing, normalisation, floors or memory.
     *
     * @param method name in the configuration
     * @param weights [task] as {@code sum = tasks} scales them
     * @param magnitude what they would add up to with {@code sum = method}
     * @param cosines [task] between the task's gradient and the combined one; 0 where one of them is zero
     * @param slopes [task] of its loss along the combined gradient: the loss falls by so much per unit of step length
     * @param microseconds of the fastest of some decisions
     * @param notes why it has no answer, and what else it notes
     */
    public record Row(
            String method,
            double[] weights,
            double magnitude,
            double[] cosines,
            double[] slopes,
            double microseconds,
            List<String> notes) {}

    /** Returns a row for each method, in the order of the catalogue. */
    public static List<Row> of(TaskSignals signals, List<String> taskNames) {
        List<Row> rows = new ArrayList<>();
        for (BalanceSettings.Method method : BalanceSettings.Method.values()) {
            rows.add(row(method, signals, taskNames));
        }
        return rows;
    }

    private static Row row(BalanceSettings.Method method, TaskSignals signals, List<String> taskNames) {
        BalanceSettings settings = BalanceSettings.of(method);
        TaskBalancer balancer = TaskBalancers.of(settings, taskNames);
        long fastest = Long.MAX_VALUE;
        for (int run = 0; run < RUNS; run++) {
            long start = System.nanoTime();
            balancer.decide(signals, balancer.start());
            fastest = Math.min(fastest, System.nanoTime() - start);
        }
        BalanceDecision decision = balancer.decide(signals, balancer.start());
        GramMatrix gram = new GramMatrix(signals.labelledGram());
        double[] weights = decision.weights().values();
        double[] slopes = gram.times(weights);
        double length = Math.sqrt(gram.squaredNorm(weights));
        double[] cosines = new double[weights.length];
        Arrays.setAll(cosines, i -> gram.norm(i) * length == 0 ? 0 : slopes[i] / gram.norm(i) / length);
        return new Row(
                method.key(),
                weights,
                magnitude(settings, signals, taskNames),
                cosines,
                slopes,
                fastest / 1e3,
                decision.diagnostics().notes());
    }

    private static double magnitude(BalanceSettings settings, TaskSignals signals, List<String> taskNames) {
        BalanceSettings asPublished = new BalanceSettings(
                settings.method(),
                settings.normalise(),
                WeightSum.METHOD,
                settings.smoothing(),
                settings.floors(),
                settings.ceilings(),
                settings.weights(),
                settings.own(),
                WrapSettings.NONE,
                ProbeOptions.DEFAULT);
        TaskBalancer balancer = TaskBalancers.of(asPublished, taskNames);
        return balancer.decide(signals, balancer.start()).weights().magnitude();
    }
}
