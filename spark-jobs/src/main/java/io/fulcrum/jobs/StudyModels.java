package io.fulcrum.jobs;

import io.fulcrum.config.ConfigFiles;
import io.fulcrum.contract.Json;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.job.RunRecord;
import io.fulcrum.job.Storage;
import io.fulcrum.model.store.ModelDirectory;
import io.fulcrum.train.TrainedModel;

/** Keeps the models of a study's trials, each in a directory like the one that train publishes. */
record StudyModels(JobContext job, String data, FeatureManifest manifest) {
    /** Starts the run record of a trial. */
    RunRecord.Builder record(ConfigFiles configuration) {
        return job.recordOf(configuration).input("data", data, manifest.fingerprint());
    }

    /** Adds the model to a trial's folder, which has its round log already. */
    void keep(String folder, ConfigFiles configuration, TrainedModel trained, RunRecord.Builder record) {
        ModelDirectory.write(folder, trained.model(), manifest.fingerprint());
        EncoderCopy.keep(data, folder);
        record.result(ModelHistory.KEPT_EPOCH, trained.epoch()).result("validation", trained.validation());
        Storage.writeText(folder + "/" + RunRecord.CONFIG_FILE, configuration.render());
        Storage.writeText(folder + "/" + RunRecord.FILE, Json.pretty(record.finish()));
    }
}
