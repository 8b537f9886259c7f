package io.fulcrum.model.kernel;

/**
 * BLAS products and the processor's exponential and logarithm, for training: equal rows of a batch may differ in the
 * last bit.
 */
public record FastArithmetic() implements Arithmetic {
    public static final FastArithmetic SHARED = new FastArithmetic();

    @Override
    public void multiply(Matrix a, Matrix b, Matrix target) {
        MatrixProduct.set(a, b, target);
    }

    @Override
    public void addProduct(Matrix a, Matrix b, Matrix target) {
        MatrixProduct.scaled(1, a, b, 1, target);
    }

    @Override
    public double exp(double x) {
        return Math.exp(x);
    }

    @Override
    public void expOfNegatives(double[] values, int count) {
        Exponential.ofNegatives(values, count);
    }

    @Override
    public double log(double x) {
        return Math.log(x);
    }
}
