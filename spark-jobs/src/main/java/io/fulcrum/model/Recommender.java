package io.fulcrum.model;

import io.fulcrum.model.embedding.EmbeddingTables;
import java.io.Serializable;

/**
 * A trained model that only scores: parameters and embedding rows as plain arrays, safe to send and to share. Programs
 * on Spark score it with a {@code ScoringSession}, services with a {@code ServedModel}.
 *
 * @param parameters [parameter] of the network
 * @param tables embedding rows without optimiser state
 */
public record Recommender(ModelSpec spec, float[] parameters, EmbeddingTables tables) implements Serializable {
    private static final int BATCH_ROWS = 2048;

    /** Rows that a session scores at a time at most. */
    public static int batchRows() {
        return BATCH_ROWS;
    }
}
