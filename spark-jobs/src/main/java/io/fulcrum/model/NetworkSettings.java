package io.fulcrum.model;

import java.io.Serializable;

/**
 * The network's shape.
 *
 * @param embeddingSize parameters of an embedding row
 */
public record NetworkSettings(Architecture architecture, int embeddingSize) implements Serializable {
    public NetworkSettings {
        if (embeddingSize < 1) {
            throw new IllegalArgumentException("embeddingSize = " + embeddingSize
                    + " must be at least 1. Set how many parameters an embedding row has, for example 8.");
        }
        Architecture.checkedUnits("embeddingSize", embeddingSize);
    }
}
