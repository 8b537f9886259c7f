package io.fulcrum.train;

import io.fulcrum.model.embedding.EmbeddingSpec;
import java.util.List;

/**
 * What a run starts from.
 *
 * @param step steps already counted, which the learning-rate schedule goes on from
 * @param tables of the embeddings, without any for a network that has none
 */
public record FirstModel(
        List<String> taskNames, float[] parameters, float[] optimizerState, long step, EmbeddingSpec tables) {}
