package io.fulcrum.model;

import java.io.Serializable;

/** Choices that all architectures have in common. */
public record NetworkOptions(HiddenLayers hidden) implements Serializable {
    /** Those of {@code reference.conf}. */
    public static final NetworkOptions DEFAULT = new NetworkOptions(HiddenLayers.RECTIFIED);
}
