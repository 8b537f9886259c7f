package io.fulcrum.contract;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What prepared data says of itself; the file {@code feature-manifest.json} beside it.
 *
 * @param schema version of this format, {@value #SCHEMA}
 * @param fingerprint of tasks, features and encodings: a model trained on one fingerprint reads data of that one only
 * @param keys columns that identify a row, carried through to the predictions
 * @param groupColumn column whose values group rows for grouped metrics, empty for none; a hash of it is stored as the
 *     long column {@value #GROUP_COLUMN}
 * @param labelScales per task what turns a stored label into its own unit
 * @param encodings per feature the encoding's name and the training-split statistics that it uses, for people
 * @param splits lower-case split name → what it holds
 * @param provenance how the data was made: source, configuration fingerprint, program version, time
 */
public record FeatureManifest(
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

    public static final int SCHEMA = 3;

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
        keys = List.copyOf(keys);
        labelScales = List.copyOf(labelScales);
        encodings = Map.copyOf(encodings);
        splits = Map.copyOf(splits);
        provenance = Map.copyOf(provenance);
        require(
                schema == SCHEMA,
                "has schema version " + schema + ", this program reads versions " + UNSCALED + " and " + SCHEMA
                        + ". Prepare the data again.");
        require(
                labelScales.size() == tasks.size(),
                "has " + labelScales.size() + " label scales for " + tasks.size() + " tasks. Prepare the data again.");
        String computed = fingerprint(tasks, features, encodings);
        require(
                fingerprint.equals(computed),
                "has fingerprint " + fingerprint
                        + ", but its tasks, features and encodings give "
                        + computed + ": it was edited. Prepare the data again.");
        for (Split split : Split.values()) {
            require(splits.containsKey(split.folder()), "has no split " + split.folder() + ". Prepare the data again.");
            int summaries =
                    Objects.requireNonNull(splits.get(split.folder())).labels().size();
            require(
                    summaries == tasks.size(),
                    "has " + summaries + " label summaries in split " + split.folder() + " for " + tasks.size()
                            + " tasks. Prepare the data again.");
        }
    }

    /** Returns the fingerprint of data with these tasks and features, encoded so. */
    public static String fingerprint(
            TaskSet tasks, FeatureSchema features, Map<String, Map<String, Object>> encodings) {
        return Fingerprint.of(tasks + "\n" + features.fingerprint() + "\n" + Json.line(encodings));
    }

    /**
     * Reads a manifest of this version or the one before from its JSON.
     *
     * @param where the file, for messages
     */
    public static FeatureManifest parse(String json, String where) {
        String what = "feature manifest " + where;
        int version = Json.parse(json, Version.class, what).schema();
        return version == UNSCALED
                ? Json.parse(json, Unscaled.class, what).scaled()
                : Json.parse(json, FeatureManifest.class, what);
    }

    /** Returns the group column, if there is one. */
    @JsonIgnore
    public Optional<String> group() {
        return Optional.of(groupColumn).filter(name -> !name.isEmpty());
    }

    public SplitSummary split(Split split) {
        return Objects.requireNonNull(splits.get(split.folder()));
    }

    public static String labelColumn(TaskSpec task) {
        return LABEL_PREFIX + task.name();
    }

    /** The version of a manifest, whatever else it has. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Version(int schema) {}

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

        FeatureManifest scaled() {
            List<LabelScale> scales = Collections.nCopies(tasks.size(), LabelScale.IDENTITY);
            return new FeatureManifest(
                    SCHEMA, fingerprint, tasks, features, keys, groupColumn, scales, encodings, splits, provenance);
        }
    }

    private static void require(boolean rule, String message) {
        if (!rule) {
            throw new IllegalArgumentException("The feature manifest " + message);
        }
    }
}
