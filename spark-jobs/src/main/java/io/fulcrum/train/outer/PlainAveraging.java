package io.fulcrum.train.outer;

import java.util.function.DoubleSupplier;

/** The mean is the next start: local SGD by weighted parameter averaging. */
record PlainAveraging() implements OuterOptimizer {
    @Override
    public double rate() {
        return 1;
    }

    @Override
    public double momentum() {
        return 0;
    }

    @Override
    public Start moved(float[] start, float[] mean, float[] velocity, DoubleSupplier learningRate) {
        return new Start(mean, velocity);
    }
}
