package io.fulcrum.model.kernel;

/**
 * How a network computes its forward pass: with the fastest kernels, whose last bit depends on the processor and on a
 * row's place in the batch, or in one fixed order. See {@link FastArithmetic} and {@link FixedOrderArithmetic}.
 */
public sealed interface Arithmetic extends Transcendentals permits FastArithmetic, FixedOrderArithmetic {

    /** Sets {@code target} = a b. */
    void multiply(Matrix a, Matrix b, Matrix target);

    /** Adds a b to {@code target}. */
    void addProduct(Matrix a, Matrix b, Matrix target);
}
