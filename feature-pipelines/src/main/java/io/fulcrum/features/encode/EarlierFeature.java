package io.fulcrum.features.encode;

import io.fulcrum.contract.encoder.EncodedFeature;
import io.fulcrum.contract.encoder.VocabularyFile;
import java.util.Optional;

/**
 * A feature that an earlier preparation settled.
 *
 * @param vocabulary its vocabulary, if it has one
 */
public record EarlierFeature(EncodedFeature feature, Optional<VocabularyFile> vocabulary) {}
