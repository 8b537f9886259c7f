package io.fulcrum.model;

/**
 * All parameters of a network as one vector, and their gradient as another; layers read and write their stretches.
 *
 * @param values [parameter]
 * @param gradients [parameter]
 */
record FlatParameters(float[] values, float[] gradients) {

    FlatParameters(int size) {
        this(new float[size], new float[size]);
    }
}
