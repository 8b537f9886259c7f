package io.fulcrum.model.kernel;

/**
 * All parameters of a network as one vector, and their gradient as another; layers read and write their stretches.
 *
 * @param values [parameter]
 * @param gradients [parameter]
 */
public record FlatParameters(float[] values, float[] gradients) {

    public FlatParameters(int size) {
        this(new float[size], new float[size]);
    }
}
