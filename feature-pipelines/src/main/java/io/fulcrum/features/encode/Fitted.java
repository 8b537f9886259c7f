package io.fulcrum.features.encode;

import io.fulcrum.contract.encoder.EncodedFeature;
import io.fulcrum.contract.encoder.VocabularyFile;
import io.fulcrum.contract.manifest.FeatureProfile;
import java.util.Optional;

/**
 * A feature that the training split has settled.
 *
 * @param feature what encodes it
 * @param profile what the training split has of it
 * @param vocabulary its vocabulary, if it has one
 */
public record Fitted(EncodedFeature feature, FeatureProfile profile, Optional<VocabularyFile> vocabulary) {
    Fitted(EncodedFeature feature, FeatureProfile profile) {
        this(feature, profile, Optional.empty());
    }
}
