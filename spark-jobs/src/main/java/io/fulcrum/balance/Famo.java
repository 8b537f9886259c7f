package io.fulcrum.balance;

import io.fulcrum.config.ConfigReader;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * FAMO (Liu et al., NeurIPS 2023, algorithm 1): weights that let all logarithms of losses fall at one rate, from losses
 * alone. With z = softmax(ξ) the weights are c z_i / L_i, where c makes them add up to 1. After a step, ξ moves along
 * the gradient Jᵀδ + γ ξ, where δ_i = log L_i before the step − log L_i after it on the same examples and J is the
 * Jacobian of the softmax: a task that fell more than the others gets less weight.
 *
 * <p>As in the authors' code ({@code famo.py} of github.com/Cranial-XIX/FAMO), the move is one of Adam (β 0.9 and
 * 0.999, 1e-8 added to the root), with the decay γ added to the gradient. γ is 0.001 as in the paper; the code has 0.01
 * and, for its experiments, 0.00001. Deviations: a step is a whole round; the examples are those of the probe; "after"
 * is where each worker's local steps ended, before the workers' parameters are averaged; the next weights divide by the
 * losses after the round, which are the newest that are known; no 1e-8 is added to losses, so that their unit does not
 * matter; gradients are not clipped to a norm of 1, which {@code optimizer.clip-norm} does.
 *
 * @param learningRate of ξ
 * @param decay γ
 */
record Famo(double learningRate, double decay) implements LossWeighting {
    private static final String LOGITS = "logits";
    private static final String MEAN = "mean"; // Adam's moments, by task
    private static final String SQUARE = "square";
    private static final String STEPS = "steps"; // [task] that its moments have seen

    static BalancingMethod read(ConfigReader section) {
        return new Famo(section.numberAbove("learning-rate", 0), section.number("decay", 0, 1));
    }

    @Override
    public Set<Evidence> evidence() {
        return EnumSet.of(Evidence.LOSSES, Evidence.PROBE_AFTER);
    }

    @Override
    public boolean nonNegative() {
        return true;
    }

    @Override
    public BalancerState start(int tasks) {
        BalancerState start = BalancerState.EMPTY;
        for (String name : new String[] {LOGITS, MEAN, SQUARE, STEPS}) {
            start = start.with(name, new double[tasks]);
        }
        return start;
    }

    @Override
    public Coefficients weigh(RoundContext context) {
        double[] before = context.losses();
        double[] after = context.detail().lossesAfter();
        double[] falls = new double[before.length];
        for (int i = 0; i < falls.length; i++) {
            double least = Math.min(before[i], after[i]);
            if (!(least > 0)) {
                return Coefficients.none(context, "a loss of " + least + " has no logarithm");
            }
            falls[i] = Math.log(before[i]) - Math.log(after[i]);
        }
        BalancerState next = moved(context, falls);
        double[] w = Softmax.of(next.array(LOGITS, falls.length));
        Arrays.setAll(w, i -> w[i] / after[i]);
        double total = SimplexProjection.sum(w);
        return Coefficients.of(Arrays.stream(w).map(x -> x / total).toArray()).remembering(next);
    }

    private BalancerState moved(RoundContext context, double[] falls) {
        double[] logits = context.remembered(LOGITS);
        double[] mean = context.remembered(MEAN);
        double[] square = context.remembered(SQUARE);
        double[] steps = context.remembered(STEPS);
        double[] z = Softmax.of(logits);
        double average = DenseAlgebra.dot(z, falls);
        for (int i = 0; i < logits.length; i++) {
            double gradient = z[i] * (falls[i] - average) + decay * logits[i];
            steps[i]++;
            mean[i] = 0.9 * mean[i] + 0.1 * gradient;
            square[i] = 0.999 * square[i] + 0.001 * gradient * gradient;
            double unbiased = Math.sqrt(square[i] / (1 - Math.pow(0.999, steps[i])));
            logits[i] -= learningRate * mean[i] / (1 - Math.pow(0.9, steps[i])) / (unbiased + 1e-8);
        }
        return context.memory()
                .with(LOGITS, logits)
                .with(MEAN, mean)
                .with(SQUARE, square)
                .with(STEPS, steps);
    }
}
