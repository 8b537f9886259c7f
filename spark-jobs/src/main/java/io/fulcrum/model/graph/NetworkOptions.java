package io.fulcrum.model.graph;

import java.io.Serializable;

/** Choices that all architectures have in common. */
public record NetworkOptions(HiddenLayers hidden, InputInteraction interaction, Gates gates, SmallTowers towers)
        implements Serializable {
    /** Those of {@code reference.conf}. */
    public static final NetworkOptions DEFAULT = new NetworkOptions(HiddenLayers.RECTIFIED);

    /** Hidden layers of a kind, without small towers. */
    public NetworkOptions(HiddenLayers hidden) {
        this(hidden, SmallTowers.NONE);
    }

    /** The same with small towers. */
    public NetworkOptions(HiddenLayers hidden, SmallTowers towers) {
        this(hidden, InputInteraction.NONE, Gates.PLAIN, towers);
    }

    /** Hidden layers of a kind on an interaction of features. */
    public NetworkOptions(HiddenLayers hidden, InputInteraction interaction) {
        this(hidden, interaction, Gates.PLAIN, SmallTowers.NONE);
    }
}
