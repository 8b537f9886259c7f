package io.fulcrum.jobs;

import io.fulcrum.contract.FeatureManifest;
import io.fulcrum.contract.TaskSet;
import io.fulcrum.contract.TaskSettings;
import io.fulcrum.job.JobFailure;
import io.fulcrum.model.ModelDirectory;

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
    }

    /** Refuses data that a model was not made for. */
    static void requireSameSchema(ModelDirectory.Loaded model, FeatureManifest manifest) {
        if (!model.dataFingerprint().equals(manifest.fingerprint())) {
            throw JobFailure.invalid("Manifest has "
                    + manifest.features().columns().size() + " features and fingerprint "
                    + manifest.fingerprint() + ", model expects "
                    + model.model().spec().features().columns().size()
                    + " features and fingerprint " + model.dataFingerprint()
                    + ": prepared data and model come from different"
                    + " schemas. Retrain, or evaluate on data prepared with schema " + model.dataFingerprint() + ".");
        }
    }
}
