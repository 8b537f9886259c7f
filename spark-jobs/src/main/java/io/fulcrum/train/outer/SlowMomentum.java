package io.fulcrum.train.outer;

import java.util.function.DoubleSupplier;

/**
 * SlowMo (Wang et al., "SlowMo: improving communication-efficient distributed SGD with slow momentum", ICLR 2020,
 * algorithm 1): u ← momentum u + Δ / learning rate, start ← start + rate · learning rate · u. It is classical BMUF with
 * a velocity in units of the gradient, so that a falling learning rate slows the velocity too. The paper's learning
 * rate is constant within a round; ours may change by the step, and is the round's mean.
 */
record SlowMomentum(double rate, double momentum) implements OuterOptimizer {
    @Override
    public Start moved(float[] start, float[] mean, float[] velocity, DoubleSupplier learningRate) {
        double unit = checked(learningRate.getAsDouble());
        float[] next = new float[mean.length];
        float[] speed = new float[mean.length];
        for (int i = 0; i < next.length; i++) {
            double change = (double) mean[i] - start[i];
            double kept = momentum * velocity[i];
            speed[i] = (float) (unit == 0 ? kept : kept + change / unit); // at rate 0 no local step moved anything
            next[i] = (float) (mean[i] + (rate - 1) * change + rate * unit * kept);
        }
        return new Start(next, speed);
    }

    private static double checked(double learningRate) {
        if (!(learningRate >= 0 && Double.isFinite(learningRate))) {
            throw new IllegalArgumentException("SlowMo: learning rate of the round's local steps = " + learningRate
                    + " must be a number of at least 0, because the velocity is in units of it. Choose an optimiser that has a"
                    + " learning rate, or another rounds.outer, such as bmuf.");
        }
        return learningRate;
    }
}
