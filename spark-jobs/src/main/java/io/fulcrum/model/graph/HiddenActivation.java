package io.fulcrum.model.graph;

import java.util.Optional;

/** What hidden layers make of their sums. */
public enum HiddenActivation {
    /** max(x, 0). */
    RELU,
    /** x σ(x). */
    SWISH,
    /** x times about the probability that a standard normal number is below x. */
    GELU,
    /** σ(x). */
    SIGMOID,
    /** tanh(x). */
    TANH,
    /** x itself. */
    LINEAR;

    /** The function, unless it is the identity. */
    Optional<Curve> curve() {
        return switch (this) {
            case RELU -> Optional.of(Curve.RELU);
            case SWISH -> Optional.of(Curve.SWISH);
            case GELU -> Optional.of(Curve.GELU);
            case SIGMOID -> Optional.of(Curve.SIGMOID);
            case TANH -> Optional.of(Curve.TANH);
            case LINEAR -> Optional.empty();
        };
    }

    /** Returns initial weights of a layer of {@code width} outputs, each of which reads {@code fanIn} columns. */
    Start start(String address, int fanIn, int width) {
        return switch (this) {
            case RELU, SWISH, GELU -> Start.Normal.rectified(address, fanIn);
            case SIGMOID, TANH, LINEAR -> Start.Normal.linear(address, fanIn, width);
        };
    }
}
