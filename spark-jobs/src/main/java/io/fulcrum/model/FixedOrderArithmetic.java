package io.fulcrum.model;

/**
 * Arithmetic of one fixed order, for scoring: a row's result is a function of the model and the row alone, to the bit.
 * It depends neither on the other rows of the batch nor on the processor or the JVM. Not thread-safe.
 */
final class FixedOrderArithmetic implements Arithmetic {
    private final FixedOrderProduct product = new FixedOrderProduct();

    @Override
    public void multiply(Matrix a, Matrix b, Matrix target) {
        product.set(a, b, target);
    }

    @Override
    public void addProduct(Matrix a, Matrix b, Matrix target) {
        product.add(a, b, target);
    }

    /** The one of fdlibm: {@link Math#exp} may be a processor's own, which is allowed to round otherwise. */
    @Override
    public double exp(double x) {
        return StrictMath.exp(x);
    }

    /** The one of fdlibm, as {@link #exp}. */
    @Override
    public double log(double x) {
        return StrictMath.log(x);
    }
}
