package io.fulcrum.model;

import io.fulcrum.model.ParameterLayout.Owner;
import java.util.Arrays;

/** Some columns of a layer's activations, as the layers above read them and send gradients back. */
final class Columns {
    private final Activations activations;
    private final int from;
    private final int width;
    private final Owner owner;
    private boolean hasGradient;
    private boolean isConstant;

    Columns(Activations activations, int from, int width, Owner owner) {
        this.activations = activations;
        this.from = from;
        this.width = width;
        this.owner = owner;
    }

    /** Whose layer made them. */
    Owner owner() {
        return owner;
    }

    int width() {
        return width;
    }

    int rows() {
        return activations.rows();
    }

    Matrix.Order order() {
        return activations.order();
    }

    /** Entries of all columns. */
    int entries() {
        return width * activations.rows();
    }

    /** Where a column of activations by columns begins in {@link #valueArray} and {@link #gradientArray}. */
    int at(int column) {
        return (from + column) * activations.rows();
    }

    float[] valueArray() {
        return activations.valueArray();
    }

    float[] gradientArray() {
        return activations.gradientArray();
    }

    /** Returns [row][column] the values. */
    Matrix values() {
        return activations.values().columns(from, width);
    }

    /** Returns [row][column] the gradient. */
    Matrix gradients() {
        return activations.gradients().columns(from, width);
    }

    /** Notes that what comes back is dropped. */
    Columns constant() {
        isConstant = true;
        return this;
    }

    /** Whether a gradient that is handed to it is dropped, so that none need be computed. */
    boolean isConstant() {
        return isConstant;
    }

    /** Whether a gradient has come in this backward pass. */
    boolean hasGradient() {
        return hasGradient;
    }

    /** Begins a backward pass, in which no gradient has come yet. */
    void forgetGradient() {
        hasGradient = false;
    }

    /**
     * Returns what a layer must multiply the gradient that lies here by before it adds its own: 0 for the first layer
     * that does so in a pass, 1 for the others.
     */
    float keptGradient() {
        float kept = hasGradient ? 1 : 0;
        hasGradient = true;
        return kept;
    }

    /** Returns the gradient of columns that fill their array, for adding to: zeros if none has come in this pass. */
    float[] gradientToAddTo() {
        if (!hasGradient) {
            Arrays.fill(gradientArray(), 0, entries(), 0);
            hasGradient = true;
        }
        return gradientArray();
    }
}
