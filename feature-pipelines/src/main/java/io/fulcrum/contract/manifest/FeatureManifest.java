package io.fulcrum.contract.manifest;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.FeatureSchema;
import io.fulcrum.contract.Fingerprint;
import io.fulcrum.contract.Json;
import io.fulcrum.contract.LabelScale;
import io.fulcrum.contract.Split;
import io.fulcrum.contract.SplitSummary;
import io.fulcrum.contract.TaskRows;
import io.fulcrum.contract.TaskSet;
import io.fulcrum.contract.TaskSpec;
import io.fulcrum.contract.encoder.EncodedFeature;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What prepared data says of itself; the file {@code feature-manifest.json} beside it. A model has a copy of it, so
 * that it can encode new rows.
 *
 * @param schema version that the file had; this program writes {@value #SCHEMA}, or {@value #TASK_ROWS} where a task
 *     has a space or weights
 * @param fingerprint of tasks, positives and encoders: a model trained on one fingerprint reads data of that one only
 * @param positives per task the label value that counts as 1, empty where labels are numbers or booleans
 * @param keys columns that identify a row, carried through to the predictions
 * @param groupColumn column whose values group rows for grouped metrics, empty for none; a hash of it is stored as the
 *     long column {@value #GROUP_COLUMN}
 * @param labelScales per task what turns a stored label into its own unit
 * @param encoders what turns a raw row into {@code features}; none in a manifest older than version {@value #SCHEMA}
 * @param profile what the training split has of each feature, for people; none in an older manifest
 * @param splits lower-case split name → what it holds; at least one
 * @param taskRows per task which rows count and how much; empty where no task has a space or weights
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
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<TaskRows> taskRows,
        Map<String, Object> provenance) {

    /** The version where a task has a space or weights; older programs would read its labels as those of all rows. */
    public static final int TASK_ROWS = 5;

    public static final int SCHEMA = 4;

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

    /**
     * Prefix of the column of a task's weights in the prepared Parquet: a float above 0, null where the row has no
     * label of the task; the column is absent for a task without weights.
     */
    public static final String WEIGHT_PREFIX = "weight_";

    public FeatureManifest {
        positives = List.copyOf(positives);
        keys = List.copyOf(keys);
        labelScales = List.copyOf(labelScales);
        encoders = List.copyOf(encoders);
        profile = List.copyOf(profile);
        splits = Map.copyOf(splits);
        taskRows = List.copyOf(taskRows);
        provenance = Map.copyOf(provenance);
        require(schema >= ManifestVersions.UNSCALED && schema <= TASK_ROWS, otherVersion(schema));
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
        requireTaskRows(schema, tasks, taskRows);
        if (schema >= SCHEMA) {
            requireFingerprint(fingerprint, fingerprint(tasks, taskRows, positives, encoders));
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
        return fingerprint(tasks, List.of(), positives, encoders);
    }

    /**
     * Returns the fingerprint of data whose tasks have spaces, which are part of what a label means; weights are not.
     *
     * @param taskRows per task, or empty
     */
    public static String fingerprint(
            TaskSet tasks, List<TaskRows> taskRows, List<String> positives, List<EncodedFeature> encoders) {
        List<String> spaces = taskRows.stream().map(TaskRows::space).toList();
        String labels = spaces.stream().allMatch(String::isEmpty) ? "" : Json.line(spaces) + "\n";
        return Fingerprint.of(tasks + "\n" + labels + Json.line(positives) + "\n" + Json.line(encoders));
    }

    /** Returns the version of a manifest of tasks with these rows. */
    public static int schema(List<TaskRows> taskRows) {
        return noted(taskRows).isEmpty() ? SCHEMA : TASK_ROWS;
    }

    /** Returns these rows as a manifest has them: none at all where every task has all rows, each counting once. */
    public static List<TaskRows> noted(List<TaskRows> taskRows) {
        return taskRows.stream().allMatch(TaskRows.ALL::equals) ? List.of() : taskRows;
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
        return ManifestVersions.parse(json, where);
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

    static String otherVersion(int schema) {
        return "has schema version " + schema + ", this program reads versions " + ManifestVersions.UNSCALED + " to "
                + TASK_ROWS + ". Prepare the data again.";
    }

    private static void requireTaskRows(int schema, TaskSet tasks, List<TaskRows> taskRows) {
        require(
                taskRows.size() == (schema == TASK_ROWS ? tasks.size() : 0),
                "has " + taskRows.size() + " entries of taskRows for " + tasks.size() + " tasks in schema version "
                        + schema + ". Prepare the data again.");
        if (!taskRows.isEmpty()) {
            for (int task = 0; task < tasks.size(); task++) {
                String name = tasks.task(task).name();
                TaskRows.problem(tasks, taskRows, task)
                        .ifPresent(rule -> require(
                                false,
                                "has a space of task \"" + name + "\" that " + rule + ". Prepare the data again."));
            }
        }
    }

    static void requireFingerprint(String found, String computed) {
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

    /** Returns which rows count for a task, and how much. */
    public TaskRows rowsOf(int task) {
        return taskRows.isEmpty() ? TaskRows.ALL : taskRows.get(task);
    }

    /** Returns per task its space, empty for none. */
    @JsonIgnore
    public List<String> spaces() {
        return IntStream.range(0, tasks.size())
                .mapToObj(task -> rowsOf(task).space())
                .toList();
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
                taskRows,
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

    public static String weightColumn(TaskSpec task) {
        return WEIGHT_PREFIX + task.name();
    }

    private static void require(boolean rule, String message) {
        if (!rule) {
            throw new IllegalArgumentException("The feature manifest " + message);
        }
    }
}
