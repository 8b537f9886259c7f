package io.fulcrum.model.store;

import io.fulcrum.model.Recommender;

/**
 * A model that was read from its directory.
 *
 * @param dataFingerprint of the prepared data that it was trained on
 * @param fingerprint of the model itself
 */
public record LoadedModel(Recommender model, String dataFingerprint, String fingerprint) {}
