package io.fulcrum.jobs;

import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.FeatureSchema;
import io.fulcrum.contract.Split;
import io.fulcrum.contract.TaskRows;
import io.fulcrum.contract.TaskSet;
import io.fulcrum.contract.TaskSettings;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.data.EarlierIds;
import io.fulcrum.data.PreparedData;
import io.fulcrum.job.JobFailure;
import io.fulcrum.job.Storage;
import io.fulcrum.model.ModelSpec;
import io.fulcrum.model.store.LoadedModel;
import java.util.List;
import java.util.Optional;

/** What must agree between a configuration, prepared data and a model before they are used together. */
final class Compatibility {
    private Compatibility() {}

    /** Refuses data that was prepared for other tasks than the configuration's. */
    static void requireSameTasks(JobSettings settings, FeatureManifest manifest, String data) {
        TaskSet configured = TaskSettings.taskSet(settings.features().tasks());
        if (!configured.equals(manifest.tasks())) {
            throw JobFailure.invalid("Prepared data " + data + " has the tasks "
                    + manifest.tasks().tasks() + ", the configuration has " + configured.tasks()
                    + ". Prepare the data again with this configuration.");
        }
        for (int task = 0; task < configured.size(); task++) {
            requireSameRows(settings.features().tasks().get(task), manifest.rowsOf(task), data);
        }
    }

    private static void requireSameRows(TaskSettings configured, TaskRows prepared, String data) {
        if (!configured.rows().equals(prepared)) {
            throw JobFailure.invalid(
                    "Task \"" + configured.spec().name() + "\": prepared data " + data + " has " + words(prepared)
                            + ", the configuration has " + words(configured.rows())
                            + ". Prepare the data again with this configuration.");
        }
    }

    private static String words(TaskRows rows) {
        return "space = " + words(rows.space()) + " and weight-column = "
                + rows.weights().orElse("none");
    }

    private static String words(String space) {
        return space.isEmpty() ? "none" : space;
    }

    /** Refuses a configuration that has tasks and features of its own if its tasks are others. */
    static void requireTasksIfConfigured(JobSettings settings, FeatureManifest manifest, String directory) {
        if (!settings.features().tasks().isEmpty()) {
            requireSameTasks(settings, manifest, directory);
        }
    }

    /** Refuses prepared data that lacks one of the splits. */
    static void requireSplits(FeatureManifest manifest, String data, Split... splits) {
        for (Split split : splits) {
            if (!manifest.has(split)) {
                throw JobFailure.invalid("Prepared data " + data + " has no split " + split.folder() + ", only "
                        + String.join(
                                ", ",
                                manifest.splits().keySet().stream().sorted().toList())
                        + ". Name other data or another split.");
            }
        }
    }

    /** Refuses a split that has no label of any task. */
    static void requireLabels(FeatureManifest manifest, String data, Split split) {
        boolean labelled = manifest.split(split).labels().stream().anyMatch(task -> task.labelled() > 0);
        if (!labelled) {
            throw JobFailure.dataCheck("Split " + split.folder() + " of " + data + " has no label of any task in "
                    + manifest.split(split).rows()
                    + " rows, but an evaluation needs labels. Encode rows with labels, or run fulcrum score.");
        }
    }

    /**
     * Returns prepared data as a model reads it: as it is, or with the model's ids where the data extends the
     * vocabularies of the model. Refuses other data.
     *
     * @param paths of data and model
     */
    static PreparedData readBy(LoadedModel model, PreparedData prepared, EvaluateJob.Inputs paths) {
        FeatureManifest manifest = prepared.manifest();
        if (model.dataFingerprint().equals(manifest.fingerprint())) {
            return prepared;
        }
        requireSameSpaces(manifest, paths);
        Optional<EarlierIds> ids =
                manifest.hasEncoders() ? ExtendedData.ids(paths.model(), paths.data(), manifest) : Optional.empty();
        return ids.map(prepared::with).orElseThrow(() -> otherSchema(model, manifest));
    }

    /** Refuses data whose labels are those of other rows than the model was trained for. */
    private static void requireSameSpaces(FeatureManifest data, EvaluateJob.Inputs paths) {
        if (!Storage.exists(paths.model() + "/" + FeatureManifest.FILE)) {
            return;
        }
        FeatureManifest model = PreparedData.manifest(paths.model());
        for (int task = 0;
                model.tasks().equals(data.tasks()) && task < data.tasks().size();
                task++) {
            if (!model.rowsOf(task).space().equals(data.rowsOf(task).space())) {
                throw JobFailure.invalid(
                        "Task \"" + data.tasks().task(task).name() + "\": prepared data " + paths.data()
                                + " has space = " + words(data.rowsOf(task).space()) + ", the model " + paths.model()
                                + " was trained with space = "
                                + words(model.rowsOf(task).space())
                                + ". Use data that is prepared with the model's spaces, or train on this data.");
            }
        }
    }

    private static JobFailure otherSchema(LoadedModel model, FeatureManifest manifest) {
        return JobFailure.invalid("Prepared data (fingerprint " + manifest.fingerprint() + ") does not fit the model"
                + " (trained on data of fingerprint " + model.dataFingerprint() + "): "
                + difference(model.model().spec(), manifest)
                + ". Use data of the model's own preparation, or train on this data.");
    }

    /** Names the first part that differs, from the outermost to what was learnt of the training rows. */
    private static String difference(ModelSpec model, FeatureManifest data) {
        if (!model.tasks().equals(data.tasks())) {
            return "the tasks differ, " + data.tasks().tasks() + " against "
                    + model.tasks().tasks();
        }
        List<String> ours = names(data.features());
        List<String> theirs = names(model.features());
        if (!ours.equals(theirs)) {
            List<String> added =
                    ours.stream().filter(name -> !theirs.contains(name)).toList();
            List<String> missing =
                    theirs.stream().filter(name -> !ours.contains(name)).toList();
            return added.isEmpty() && missing.isEmpty()
                    ? "the features are in another order"
                    : "the features differ, only in the data " + added + ", only in the model " + missing;
        }
        List<FeatureColumn> expected = model.features().columns();
        List<FeatureColumn> found = data.features().columns();
        for (int i = 0; i < found.size(); i++) {
            FeatureColumn column = expected.get(i);
            if (found.get(i).kind() != column.kind() || !found.get(i).table().equals(column.table())) {
                return "feature \"" + column.name() + "\" is encoded as " + found.get(i) + ", the model expects "
                        + column;
            }
        }
        return "the features are the same, but the preparation fitted other vocabularies, means or bucket edges, because"
                + " its training rows were others";
    }

    private static List<String> names(FeatureSchema features) {
        return features.columns().stream().map(FeatureColumn::name).toList();
    }
}
