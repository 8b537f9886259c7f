package io.fulcrum.features.drift;

import io.fulcrum.config.Excerpt;
import io.fulcrum.contract.Json;
import io.fulcrum.contract.drift.Bins;
import io.fulcrum.contract.drift.FeatureDistribution;
import io.fulcrum.contract.drift.FeatureDistributions;
import io.fulcrum.contract.encoder.EncodedFeature;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.job.JobFailure;
import io.fulcrum.job.PublishedDirectory;
import io.fulcrum.job.Storage;
import java.util.List;
import java.util.Optional;

/** The distributions that a directory of prepared data or of a model has. */
public final class DistributionFile {
    private static final int MOST_BYTES = 256 << 20;

    private DistributionFile() {}

    public static void write(PublishedDirectory directory, FeatureDistributions distributions) {
        directory.write(FeatureDistributions.FILE, Json.pretty(distributions));
    }

    /**
     * Reads the file; empty if the directory has none, as that of an earlier version.
     *
     * @param manifest that of the directory
     * @throws JobFailure if the file is damaged or belongs to another manifest
     */
    public static Optional<FeatureDistributions> read(String directory, FeatureManifest manifest) {
        String file = directory + "/" + FeatureDistributions.FILE;
        Optional<String> json = Storage.readText(file, MOST_BYTES);
        try {
            Optional<FeatureDistributions> read = json.map(text -> FeatureDistributions.parse(text, file));
            read.ifPresent(distributions -> requireFit(distributions, manifest, file));
            return read;
        } catch (IllegalArgumentException e) {
            throw JobFailure.invalid(Excerpt.ofMessage(e.getMessage()));
        }
    }

    private static void requireFit(FeatureDistributions distributions, FeatureManifest manifest, String file) {
        if (!distributions.fingerprint().equals(manifest.fingerprint())) {
            throw new IllegalArgumentException("File " + file + " has fingerprint " + distributions.fingerprint()
                    + ", but the " + FeatureManifest.FILE + " beside it has " + manifest.fingerprint()
                    + ". They are of different preparations; copy the whole directory again.");
        }
        List<String> names =
                manifest.encoders().stream().map(EncodedFeature::name).toList();
        List<String> found = distributions.features().stream()
                .map(FeatureDistribution::feature)
                .toList();
        boolean binned = found.equals(names);
        for (int i = 0; binned && i < names.size(); i++) {
            boolean ranges = distributions.features().get(i).bins() instanceof Bins.Ranges;
            binned =
                    ranges == CandidateBins.areRanges(manifest.encoders().get(i).encoder());
        }
        if (!binned) {
            throw new IllegalArgumentException("File " + file + " has other features or bins than the encoders of the "
                    + FeatureManifest.FILE + " beside it: it was edited. Copy the whole directory again.");
        }
    }
}
