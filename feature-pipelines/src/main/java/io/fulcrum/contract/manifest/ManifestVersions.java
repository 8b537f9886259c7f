package io.fulcrum.contract.manifest;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fulcrum.contract.FeatureSchema;
import io.fulcrum.contract.Fingerprint;
import io.fulcrum.contract.Json;
import io.fulcrum.contract.LabelScale;
import io.fulcrum.contract.SplitSummary;
import io.fulcrum.contract.TaskSet;
import io.fulcrum.contract.encoder.EncodedFeature;
import java.util.List;
import java.util.Map;

/** The forms that a feature manifest had in each schema version, and what a later program makes of them. */
final class ManifestVersions {
    /** The first version: labels are stored in their own units, each feature is described by a map. */
    static final int UNSCALED = 2;

    /** The version that added label scales. */
    private static final int DESCRIBED = 3;

    private ManifestVersions() {}

    /** Reads a manifest of any version from its JSON. */
    static FeatureManifest parse(String json, String where) {
        String what = "feature manifest " + where;
        int version = Json.parse(json, Version.class, what).schema();
        return switch (version) {
            case UNSCALED ->
                Json.parse(json, Unscaled.class, found -> found.described().manifest(version), what);
            case DESCRIBED -> Json.parse(json, Described.class, found -> found.manifest(version), what);
            case FeatureManifest.SCHEMA -> Json.parse(json, Encoded.class, Encoded::manifest, what);
            case FeatureManifest.TASK_ROWS -> Json.parse(json, FeatureManifest.class, what);
            default -> throw new IllegalArgumentException("The " + what + " " + FeatureManifest.otherVersion(version));
        };
    }

    /** The version of a manifest, whatever else it has. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Version(int schema) {}

    /** A manifest of version {@value FeatureManifest#SCHEMA}. */
    private record Encoded(
            int schema,
            String fingerprint,
            TaskSet tasks,
            List<String> positives,
            FeatureSchema features,
            List<String> keys,
            String groupColumn,
            List<LabelScale> labelScales,
            List<EncodedFeature> encoders,
            List<FeatureProfile> profile,
            Map<String, SplitSummary> splits,
            Map<String, Object> provenance) {

        FeatureManifest manifest() {
            return new FeatureManifest(
                    schema,
                    fingerprint,
                    tasks,
                    positives,
                    features,
                    keys,
                    groupColumn,
                    labelScales,
                    encoders,
                    profile,
                    splits,
                    List.of(),
                    provenance);
        }
    }

    /** A manifest of version {@value #DESCRIBED}. */
    private record Described(
            int schema,
            String fingerprint,
            TaskSet tasks,
            FeatureSchema features,
            List<String> keys,
            String groupColumn,
            List<LabelScale> labelScales,
            Map<String, Map<String, Object>> encodings,
            Map<String, SplitSummary> splits,
            Map<String, Object> provenance) {

        FeatureManifest manifest(int version) {
            FeatureManifest.requireFingerprint(
                    fingerprint, Fingerprint.of(tasks + "\n" + features.fingerprint() + "\n" + Json.line(encodings)));
            return new FeatureManifest(
                    version,
                    fingerprint,
                    tasks,
                    FeatureManifest.noPositives(tasks),
                    features,
                    keys,
                    groupColumn,
                    labelScales,
                    List.of(),
                    List.of(),
                    splits,
                    List.of(),
                    provenance);
        }
    }

    /** A manifest of version {@value #UNSCALED}. */
    private record Unscaled(
            int schema,
            String fingerprint,
            TaskSet tasks,
            FeatureSchema features,
            List<String> keys,
            String groupColumn,
            Map<String, Map<String, Object>> encodings,
            Map<String, SplitSummary> splits,
            Map<String, Object> provenance) {

        Described described() {
            List<LabelScale> scales = LabelScale.identities(tasks.size());
            return new Described(
                    schema, fingerprint, tasks, features, keys, groupColumn, scales, encodings, splits, provenance);
        }
    }
}
