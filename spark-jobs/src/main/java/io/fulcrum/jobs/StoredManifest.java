package io.fulcrum.jobs;

import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.data.PreparedData;
import io.fulcrum.job.JobFailure;
import io.fulcrum.job.Storage;
import io.fulcrum.model.store.LoadedModel;
import io.fulcrum.model.store.ModelDirectory;

/** The manifest of a model or of prepared data, as far as it can encode new rows. */
final class StoredManifest {
    private StoredManifest() {}

    /**
     * Reads a manifest that has encoders.
     *
     * @throws JobFailure if there is none, or it is of a version without encoders
     */
    static FeatureManifest requireEncoders(String directory) {
        if (!Storage.exists(directory + "/" + FeatureManifest.FILE)) {
            boolean isModel = Storage.exists(directory + "/" + ModelDirectory.DESCRIPTION);
            throw JobFailure.invalid(
                    isModel
                            ? "Model " + directory + " has no " + FeatureManifest.FILE
                                    + ", so it cannot encode raw rows."
                                    + " Train again with this version, or score data that prepare made, with --data."
                            : "There is no " + directory + "/" + FeatureManifest.FILE
                                    + ": this is neither prepared data nor a model. Name the output of fulcrum prepare or"
                                    + " train.");
        }
        FeatureManifest manifest = PreparedData.manifest(directory);
        if (!manifest.hasEncoders()) {
            throw JobFailure.invalid(directory + "/" + FeatureManifest.FILE + " has schema version "
                    + manifest.schema() + ", which has no encoders, so it cannot encode raw rows. Prepare and train"
                    + " again with this version, or score data that prepare made, with --data.");
        }
        return manifest;
    }

    /** Refuses a manifest in a model's directory that is not the one that the model was trained with. */
    static void requireOf(LoadedModel model, FeatureManifest manifest, String directory) {
        if (!model.dataFingerprint().equals(manifest.fingerprint())) {
            throw JobFailure.invalid("Model " + directory + " was trained on data of fingerprint "
                    + model.dataFingerprint() + ", but its " + FeatureManifest.FILE + " has "
                    + manifest.fingerprint()
                    + ". Its files are of different models; copy the whole directory again.");
        }
    }
}
