package io.fulcrum.train.outer;

import java.util.function.DoubleSupplier;

/**
 * Classical BMUF (Chen and Huo, "Scalable training of deep learning machines by incremental block training with
 * intra-block parallel optimization and blockwise model-update filtering", ICASSP 2016): v ← momentum v + rate Δ,
 * start ← start + v.
 */
record BlockMomentum(double rate, double momentum) implements OuterOptimizer {
    @Override
    public Start moved(float[] start, float[] mean, float[] velocity, DoubleSupplier learningRate) {
        float[] next = new float[mean.length];
        float[] speed = new float[mean.length];
        for (int i = 0; i < next.length; i++) {
            double change = (double) mean[i] - start[i];
            double kept = momentum * velocity[i];
            speed[i] = (float) (kept + rate * change);
            next[i] = (float) (mean[i] + (rate - 1) * change + kept);
        }
        return new Start(next, speed);
    }
}
