package io.fulcrum.model.kernel;

/**
 * Arithmetic of one fixed order, for scoring: a row's result is a function of the model and the row alone, to the bit.
 * It depends neither on the other rows of the batch nor on the processor or the JVM. Not thread-safe.
 */
public final class FixedOrderArithmetic implements Arithmetic {
    private final FixedOrderProduct product = new FixedOrderProduct();

    @Override
    public void multiply(Matrix a, Matrix b, Matrix target) {
        product.set(a, b, target);
    }

    @Override
    public void addProduct(Matrix a, Matrix b, Matrix target) {
        product.add(a, b, target);
    }

    @Override
    public double exp(double x) {
        return STRICT.exp(x);
    }

    @Override
    public double log(double x) {
        return STRICT.log(x);
    }
}
