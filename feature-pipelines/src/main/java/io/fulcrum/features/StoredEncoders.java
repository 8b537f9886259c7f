package io.fulcrum.features;

import io.fulcrum.contract.drift.FeatureDistributions;
import io.fulcrum.contract.encoder.Vocabularies;
import io.fulcrum.contract.encoder.VocabularyFile;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.features.drift.DistributionFile;
import io.fulcrum.features.write.VocabularyFiles;
import java.util.Map;
import java.util.Optional;

/**
 * The encoders that prepared data or a model has.
 *
 * @param manifest their features and tasks
 * @param vocabularies table → vocabulary
 * @param distributions of what they were fitted to; empty in what earlier versions made
 */
public record StoredEncoders(
        FeatureManifest manifest,
        Map<String, VocabularyFile> vocabularies,
        Optional<FeatureDistributions> distributions) {
    public StoredEncoders {
        vocabularies = Map.copyOf(vocabularies);
    }

    /**
     * Reads the vocabularies and distributions of a directory.
     *
     * @param manifest that of the directory, with encoders
     * @throws io.fulcrum.job.JobFailure if a file is missing or damaged
     */
    public static StoredEncoders read(String directory, FeatureManifest manifest) {
        return new StoredEncoders(
                manifest,
                VocabularyFiles.read(directory, manifest.encoders()),
                DistributionFile.read(directory, manifest));
    }

    /** Returns the vocabularies as encoders look values up. */
    Vocabularies lookups() {
        return Vocabularies.of(vocabularies);
    }
}
