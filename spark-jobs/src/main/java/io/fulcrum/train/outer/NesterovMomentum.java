package io.fulcrum.train.outer;

import java.util.function.DoubleSupplier;

/**
 * Nesterov's momentum on averages: v ← momentum v + Δ, start ← start + rate (Δ + momentum v). It is DiLoCo's outer step
 * (Douillard et al. 2023, arXiv 2311.08105, algorithm 1) and BMUF in Nesterov's form (Chen and Huo, ICASSP 2016), whose
 * broadcast point W + momentum v moves just so, its v being rate times ours. Where BMUF would publish W in the end, the
 * model here is that broadcast point, as in DiLoCo: validation, stopping and the next round all see the same numbers.
 */
public record NesterovMomentum(double rate, double momentum) implements OuterOptimizer {
    @Override
    public Start moved(float[] start, float[] mean, float[] velocity, DoubleSupplier learningRate) {
        float[] next = new float[mean.length];
        float[] speed = new float[mean.length];
        for (int i = 0; i < next.length; i++) {
            double change = (double) mean[i] - start[i];
            double fresh = momentum * velocity[i] + change;
            speed[i] = (float) fresh;
            next[i] = (float) (mean[i] + (rate - 1) * change + rate * momentum * fresh);
        }
        return new Start(next, speed);
    }
}
