package io.fulcrum.model;

import io.fulcrum.model.Matrix.Order;

/** {@link Penalty.Orthogonality}. With P = A Bᵀ its gradients are 2 {@code strength} times P B and Pᵀ A. */
final class OrthogonalityTerm implements PenaltyTerms.Term {
    private final double strength;
    private final Weights first;
    private final Weights second;
    private final Matrix product; // [output of the first][output of the second]

    /**
     * Where weights [output][input] are.
     *
     * @param at where they begin
     */
    record Weights(int at, int outputs, int inputs) {
        Matrix in(float[] array) {
            return new Matrix(array, at, outputs, inputs, inputs, Order.ROWS);
        }
    }

    OrthogonalityTerm(double strength, Weights first, Weights second) {
        this.strength = strength;
        this.first = first;
        this.second = second;
        float[] room = new float[first.outputs() * second.outputs()];
        product = new Matrix(room, 0, first.outputs(), second.outputs(), second.outputs(), Order.ROWS);
    }

    @Override
    public double value(float[] parameters) {
        multiply(parameters);
        return strength * SquaredNorm.of(product.values());
    }

    @Override
    public void addGradient(FlatParameters parameters) {
        multiply(parameters.values());
        float factor = (float) (2 * strength);
        MatrixProduct.scaled(factor, product, second.in(parameters.values()), 1, first.in(parameters.gradients()));
        MatrixProduct.scaled(
                factor, product.transposed(), first.in(parameters.values()), 1, second.in(parameters.gradients()));
    }

    private void multiply(float[] parameters) {
        MatrixProduct.set(first.in(parameters), second.in(parameters).transposed(), product);
    }
}
