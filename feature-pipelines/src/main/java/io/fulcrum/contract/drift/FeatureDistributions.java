package io.fulcrum.contract.drift;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fulcrum.contract.Json;
import java.util.List;
import java.util.Optional;

/**
 * The distributions of all features; the file {@code feature-distributions.json} beside the manifest. Prepared data has
 * those of its splits, a model those of the data that it was trained on. Data and models of earlier versions have none.
 *
 * @param schema version of the file, {@value #SCHEMA}
 * @param fingerprint of the manifest that it belongs to
 * @param features in the order of the manifest's encoders
 */
public record FeatureDistributions(int schema, String fingerprint, List<FeatureDistribution> features) {
    public static final int SCHEMA = 1;
    public static final String FILE = "feature-distributions.json";

    public FeatureDistributions {
        features = List.copyOf(features);
    }

    /**
     * Reads the file.
     *
     * @param where the file, for messages
     * @throws IllegalArgumentException if it is damaged or of a later version
     */
    public static FeatureDistributions parse(String json, String where) {
        String what = "file of feature distributions " + where;
        int version = Json.parse(json, Version.class, what).schema();
        if (version != SCHEMA) {
            throw new IllegalArgumentException("The " + what + " has schema version " + version
                    + ", this program reads version " + SCHEMA + ". Use the version of Fulcrum that wrote it.");
        }
        return Json.parse(json, FeatureDistributions.class, what);
    }

    /** Returns the bins of a feature, if it has been counted. */
    public Optional<Bins> bins(String feature) {
        return find(feature).map(FeatureDistribution::bins);
    }

    /** Returns the distribution of a feature, if it has been counted. */
    public Optional<FeatureDistribution> find(String feature) {
        return features.stream()
                .filter(found -> found.feature().equals(feature))
                .findFirst();
    }

    /** The version of a file, whatever else it has. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Version(int schema) {}
}
