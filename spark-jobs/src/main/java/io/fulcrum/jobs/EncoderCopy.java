package io.fulcrum.jobs;

import io.fulcrum.contract.drift.FeatureDistributions;
import io.fulcrum.contract.encoder.VocabularyFile;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.job.Location;
import io.fulcrum.job.Storage;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;

/** What a model's directory has of the data that it was trained on: all that encoding new rows needs. */
final class EncoderCopy {
    private static final List<String> FILES =
            List.of(FeatureManifest.FILE, FeatureDistributions.FILE, VocabularyFile.FOLDER, KnownValues.PARQUET);

    private EncoderCopy() {}

    /** Copies manifest, distributions and vocabularies of prepared data into a model's directory. */
    static void keep(String data, String model) {
        for (String name : FILES) {
            copy(data + "/" + name, model + "/" + name);
        }
    }

    private static void copy(String source, String target) {
        try {
            FileSystem from = Storage.fileSystem(source);
            if (from.exists(Location.of(source))) {
                FileSystem to = Storage.fileSystem(target);
                FileUtil.copy(from, Location.of(source), to, Location.of(target), false, to.getConf());
            }
        } catch (IOException e) {
            throw Storage.cannotWrite(target, e);
        }
    }
}
