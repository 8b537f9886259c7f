package io.fulcrum.contract.manifest;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.FeatureSchema;
import io.fulcrum.contract.Fingerprint;
import io.fulcrum.contract.Json;
import io.fulcrum.contract.LabelScale;
import io.fulcrum.contract.Split;
import io.fulcrum.contract.SplitSummary;
import io.fulcrum.contract.TaskSet;
import io.fulcrum.contract.TaskSpec;
import io.fulcrum.contract.encoder.EncodedFeature;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What prepared data says of itself; the file {@code feature-manifest.json} beside it. A model has a copy of it, so
 * that it can encode new rows.
 *
 * @param schema version that the file had, {@value #SCHEMA} for what this program writes
 * @param fingerprint of tasks, positives and encoders: a model trained on one fingerprint reads data of that one only
 * @param positives per task the label value that counts as 1, empty where labels are numbers or booleans
 * @param keys columns that identify a row, carried through to the predictions
 * @param groupColumn column whose values group rows for grouped metrics, empty for none; a hash of it is stored as the
 *     long column {@value #GROUP_COLUMN}
 * @param labelScales per task what turns a stored label into its own unit
 * @param encoders what turns a raw row into {@code features}; none in a manifest older than version {@value #SCHEMA}
 * @param profile what the training split has of each feature, for people; none in an older manifest
 * @param splits lower-case split name → what it holds; at least one
 * @param provenance how the data was made: source, configuration fingerprint, program version, time
 */
public record FeatureManifest(
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

    public static final int SCHEMA = 4;

    /** The version without encoders and profile, which had a descriptive map per feature instead. */
    private static final int DESCRIBED = 3;

    /** The version before: the same without label scales, labels being stored in their own units. */
    private static final int UNSCALED = 2;

    public static final String FILE = "feature-manifest.json";

    /** Parquet column: a 64-bit hash of the row's source values, by which rows are ordered whatever way they arrive. */
    public static final String ROW_COLUMN = "_row";

    /** Parquet column: a 64-bit hash of the group column's value; the column is absent without {@code data.group}. */
    public static final String GROUP_COLUMN = "_group";

    /**
     * Group of a row that has none: its group column is null or NaN. It is what Spark's xxhash64 returns for a null, so
     * data prepared by every version has it; a value that hashes to it is as rare as two values of one hash.
     */
    public static final long NO_GROUP = 42;

    /**
     * Prefix of a task's label column in the prepared Parquet; the label is a float in the units of its
     * {@link LabelScale}, null where there is none.
     */
    public static final String LABEL_PREFIX = "label_";

    public FeatureManifest {
        positives = List.copyOf(positives);
        keys = List.copyOf(keys);
        labelScales = List.copyOf(labelScales);
        encoders = List.copyOf(encoders);
        profile = List.copyOf(profile);
        splits = Map.copyOf(splits);
        provenance = Map.copyOf(provenance);
        require(
                schema >= UNSCALED && schema <= SCHEMA,
                "has schema version " + schema + ", this program reads versions " + UNSCALED + " to " + SCHEMA
                        + ". Prepare the data again.");
        require(
                labelScales.size() == tasks.size(),
                "has " + labelScales.size() + " label scales for " + tasks.size() + " tasks. Prepare the data again.");
        require(
                positives.size() == tasks.size(),
                "has " + positives.size() + " positive label values for " + tasks.size()
                        + " tasks. Prepare the data again.");
        require(!splits.isEmpty(), "has no split. Prepare the data again.");
        for (Map.Entry<String, SplitSummary> split : splits.entrySet()) {
            requireSplit(split.getKey(), split.getValue(), tasks.size());
        }
        if (schema == SCHEMA) {
            requireFingerprint(fingerprint, fingerprint(tasks, positives, encoders));
            require(
                    features.columns().equals(columns(encoders)),
                    "lists other columns than its encoders make: it was edited. Prepare the data again.");
        }
    }

    /** Returns the columns that encoders make, in their order. */
    public static List<FeatureColumn> columns(List<EncodedFeature> encoders) {
        return encoders.stream().flatMap(feature -> feature.columns().stream()).toList();
    }

    /**
     * Returns the fingerprint of data with these tasks, encoded so; statistics and rows have no part in it.
     *
     * @param positives per task the label value that counts as 1, empty for none
     */
    public static String fingerprint(TaskSet tasks, List<String> positives, List<EncodedFeature> encoders) {
        return Fingerprint.of(tasks + "\n" + Json.line(positives) + "\n" + Json.line(encoders));
    }

    /** Returns positives of tasks whose labels are all numbers or booleans. */
    public static List<String> noPositives(TaskSet tasks) {
        return Collections.nCopies(tasks.size(), "");
    }

    /**
     * Reads a manifest of this version or an earlier one from its JSON.
     *
     * @param where the file, for messages
     */
    public static FeatureManifest parse(String json, String where) {
        String what = "feature manifest " + where;
        int version = Json.parse(json, Version.class, what).schema();
        return switch (version) {
            case UNSCALED -> Json.parse(json, Unscaled.class, what).described().manifest(version);
            case DESCRIBED -> Json.parse(json, Described.class, what).manifest(version);
            default -> Json.parse(json, FeatureManifest.class, what);
        };
    }

    /** Returns whether raw rows can be encoded with it. */
    @JsonIgnore
    public boolean hasEncoders() {
        return !encoders.isEmpty();
    }

    /** Returns the profile of the feature of this name. */
    public Optional<FeatureProfile> profile(String feature) {
        return profile.stream().filter(found -> found.feature().equals(feature)).findFirst();
    }

    /** Returns whether it has a split. */
    public boolean has(Split split) {
        return splits.containsKey(split.folder());
    }

    private static void requireSplit(String name, SplitSummary split, int tasks) {
        require(
                Arrays.stream(Split.values()).anyMatch(known -> known.folder().equals(name)),
                "has a split \"" + name + "\", which is none of train, validation and test. Prepare the data again.");
        require(
                split.labels().size() == tasks,
                "has " + split.labels().size() + " label summaries in split " + name + " for " + tasks
                        + " tasks. Prepare the data again.");
    }

    private static void requireFingerprint(String found, String computed) {
        require(
                found.equals(computed),
                "has fingerprint " + found + ", but its tasks, features and encodings give " + computed
                        + ": it was edited. Prepare the data again.");
    }

    /** Returns the group column, if there is one. */
    @JsonIgnore
    public Optional<String> group() {
        return Optional.of(groupColumn).filter(name -> !name.isEmpty());
    }

    /** Returns the label value of a task that counts as 1, if its labels are not numbers or booleans. */
    public Optional<String> positive(int task) {
        return Optional.of(positives.get(task)).filter(value -> !value.isEmpty());
    }

    /** Returns a manifest of the same schema for other rows. */
    public FeatureManifest of(Map<String, SplitSummary> otherSplits, Map<String, Object> otherProvenance) {
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
                otherSplits,
                otherProvenance);
    }

    /** Returns a split that {@link #has} finds. */
    public SplitSummary split(Split split) {
        SplitSummary found = splits.get(split.folder());
        if (found == null) {
            throw new IllegalArgumentException("The prepared data has no split " + split.folder() + ", only "
                    + String.join(", ", splits.keySet().stream().sorted().toList()) + ". Name one of these.");
        }
        return found;
    }

    public static String labelColumn(TaskSpec task) {
        return LABEL_PREFIX + task.name();
    }

    /** The version of a manifest, whatever else it has. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Version(int schema) {}

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
            requireFingerprint(
                    fingerprint, Fingerprint.of(tasks + "\n" + features.fingerprint() + "\n" + Json.line(encodings)));
            return new FeatureManifest(
                    version,
                    fingerprint,
                    tasks,
                    noPositives(tasks),
                    features,
                    keys,
                    groupColumn,
                    labelScales,
                    List.of(),
                    List.of(),
                    splits,
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

    private static void require(boolean rule, String message) {
        if (!rule) {
            throw new IllegalArgumentException("The feature manifest " + message);
        }
    }
}
