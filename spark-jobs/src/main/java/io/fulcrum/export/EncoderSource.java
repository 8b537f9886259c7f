package io.fulcrum.export;

import io.fulcrum.contract.manifest.FeatureManifest;

/**
 * The encoders of a model, as its directory has them.
 *
 * @param directory of the model, with its vocabularies
 * @param manifest of the model, with encoders
 */
public record EncoderSource(String directory, FeatureManifest manifest) {}
