package io.fulcrum.model.layer;

import io.fulcrum.model.embedding.SquaredNorm;
import io.fulcrum.model.graph.Penalty;
import io.fulcrum.model.kernel.FlatParameters;
import io.fulcrum.model.kernel.Matrix;
import io.fulcrum.model.kernel.Matrix.Order;
import io.fulcrum.model.kernel.MatrixProduct;

/** {@link Penalty.Orthogonality}. With P = A Bᵀ its gradients are 2 {@code strength} times P B and Pᵀ A. */
final class OrthogonalityTerm implements PenaltyTerms.Term {
    private final double strength;
    private final View first;
    private final View second;
    private final View firstGradient;
    private final View secondGradient;
    private final Matrix product; // [output of the first][output of the second]

    /**
     * Where weights [output][input] are.
     *
     * @param at where they begin
     */
    record Weights(int at, int outputs, int inputs) {
        Matrix in(float[] array) {
            return new Matrix(array, new Matrix.Shape(at, outputs, inputs, inputs, Order.ROWS));
        }
    }

    /** Weights as a matrix, kept while they are in the same array. */
    private static final class View {
        private final Weights weights;
        private Matrix matrix;

        View(Weights weights) {
            this.weights = weights;
            matrix = weights.in(new float[0]);
        }

        Matrix in(float[] array) {
            matrix = matrix.values() == array ? matrix : weights.in(array);
            return matrix;
        }
    }

    OrthogonalityTerm(double strength, Weights first, Weights second) {
        this.strength = strength;
        this.first = new View(first);
        this.second = new View(second);
        firstGradient = new View(first);
        secondGradient = new View(second);
        float[] room = new float[first.outputs() * second.outputs()];
        product =
                new Matrix(room, new Matrix.Shape(0, first.outputs(), second.outputs(), second.outputs(), Order.ROWS));
    }

    @Override
    public double value(float[] parameters) {
        MatrixProduct.set(first.in(parameters), second.in(parameters).transposed(), product);
        return strength * SquaredNorm.of(product.values());
    }

    @Override
    public void addGradient(FlatParameters parameters) {
        Matrix ofFirst = first.in(parameters.values());
        Matrix ofSecond = second.in(parameters.values());
        MatrixProduct.set(ofFirst, ofSecond.transposed(), product);
        float factor = (float) (2 * strength);
        MatrixProduct.scaled(factor, product, ofSecond, 1, firstGradient.in(parameters.gradients()));
        MatrixProduct.scaled(factor, product.transposed(), ofFirst, 1, secondGradient.in(parameters.gradients()));
    }
}
