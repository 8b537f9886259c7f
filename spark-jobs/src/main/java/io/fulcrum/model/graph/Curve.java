package io.fulcrum.model.graph;

import io.fulcrum.model.kernel.ColumnLoops;

/**
 * A differentiable function of one number. All are made of float sums, products and quotients in one order, so that
 * training, scoring and serving get the same bits on every processor, and that the JIT makes vector instructions of the
 * loops.
 */
public enum Curve {
    /** 1 / (1 + e^-x). */
    SIGMOID {
        @Override
        public float at(float x) {
            return sigmoid(x);
        }

        @Override
        public void forward(float[] x, float[] y, int count) {
            for (int i = 0; i < count; i++) {
                y[i] = sigmoid(x[i]);
            }
        }

        @Override
        public void backward(float[] x, float[] y, float[] gradients, int count) {
            for (int i = 0; i < count; i++) {
                gradients[i] *= y[i] * (1 - y[i]);
            }
        }
    },
    /** (e^x - e^-x) / (e^x + e^-x). */
    TANH {
        @Override
        public float at(float x) {
            return tanh(x);
        }

        @Override
        public void forward(float[] x, float[] y, int count) {
            for (int i = 0; i < count; i++) {
                y[i] = tanh(x[i]);
            }
        }

        @Override
        public void backward(float[] x, float[] y, float[] gradients, int count) {
            for (int i = 0; i < count; i++) {
                gradients[i] *= 1 - y[i] * y[i];
            }
        }
    },
    /** x σ(x), also called SiLU (Ramachandran et al. 2017, with β = 1). */
    SWISH {
        @Override
        public float at(float x) {
            return x * sigmoid(x);
        }

        @Override
        public void forward(float[] x, float[] y, int count) {
            for (int i = 0; i < count; i++) {
                y[i] = x[i] * sigmoid(x[i]);
            }
        }

        @Override
        public void backward(float[] x, float[] y, float[] gradients, int count) {
            for (int i = 0; i < count; i++) {
                float share = share(x[i], y[i]);
                gradients[i] *= share + y[i] * (1 - share);
            }
        }
    },
    /** x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2 (Hendrycks and Gimpel 2016, section 2). */
    GELU {
        @Override
        public float at(float x) {
            return 0.5f * x * (1 + tanh(bent(x)));
        }

        @Override
        public void forward(float[] x, float[] y, int count) {
            for (int i = 0; i < count; i++) {
                y[i] = 0.5f * x[i] * (1 + tanh(bent(x[i])));
            }
        }

        @Override
        public void backward(float[] x, float[] y, float[] gradients, int count) {
            for (int i = 0; i < count; i++) {
                float share = share(x[i], y[i]);
                float near = Math.max(-SATURATED, Math.min(SATURATED, x[i])); // beyond, the share is 0 or 1
                float bend = GELU_SCALE + 3 * GELU_SCALE * GELU_CUBE * near * near;
                gradients[i] *= share + 2 * share * (1 - share) * x[i] * bend;
            }
        }
    },
    /** max(x, 0). */
    RELU {
        @Override
        public float at(float x) {
            return Math.max(0f, x);
        }

        @Override
        public void forward(float[] x, float[] y, int count) {
            for (int i = 0; i < count; i++) {
                y[i] = Math.max(0f, x[i]);
            }
        }

        @Override
        public void backward(float[] x, float[] y, float[] gradients, int count) {
            ColumnLoops.zeroWhereZero(y, gradients, 0, count);
        }
    };

    /** √(2/π), which {@link #GELU} multiplies by. */
    public static final float GELU_SCALE = 0.79788456f;

    /** The factor of x³ in {@link #GELU}. */
    public static final float GELU_CUBE = 0.044715f;

    /** Numbers nearer to 0 are taken for this one where a value is divided by them. */
    private static final float LEAST = 1e-30f;

    /** Where the quotient is 1; tanh itself is nearer to 1 than two floats are to each other. */
    private static final float SATURATED = 8.7f;

    /** Returns the value at {@code x}. */
    public abstract float at(float x);

    /** Sets the first {@code count} values {@code y} at {@code x}. */
    public abstract void forward(float[] x, float[] y, int count);

    /** Multiplies the first {@code count} gradients by the derivatives at {@code x}, where the values are {@code y}. */
    public abstract void backward(float[] x, float[] y, float[] gradients, int count);

    /**
     * Returns the share y / x of a curve that multiplies x by a share between 0 and 1: a quotient takes less time than
     * the polynomials that made y. Where x is nearer to 0 than {@link #LEAST}, the share is that at 0, one half.
     */
    private static float share(float x, float y) {
        return Math.max(0.5f * LEAST, Math.abs(y)) / Math.max(LEAST, Math.abs(x));
    }

    private static float sigmoid(float x) {
        return 0.5f + 0.5f * tanh(0.5f * x);
    }

    private static float bent(float x) {
        return GELU_SCALE * (x + GELU_CUBE * x * x * x);
    }

    /**
     * x P(x²) / Q(x²) with P and Q of degree 4, fitted by least squares of the relative error, reweighted until it is
     * equally large everywhere: within 4e-7 of the value, most of which is rounding.
     */
    private static float tanh(float number) {
        float x = Math.max(-SATURATED, Math.min(SATURATED, number));
        float u = x * x;
        float p = (((1.3898251e-8f * u + 2.0994321e-5f) * u + 3.5187751e-3f) * u + 0.13400494f) * u + 1;
        float q = (((7.9967936e-7f * u + 3.3236979e-4f) * u + 2.5965014e-2f) * u + 0.46733814f) * u + 1;
        return Math.max(-1f, Math.min(1f, x * p / q));
    }
}
