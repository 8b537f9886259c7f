package io.fulcrum.serve;

import io.fulcrum.contract.encoder.EncodedFeature;
import io.fulcrum.contract.encoder.RowEncoder;
import io.fulcrum.contract.encoder.TextTable;
import io.fulcrum.contract.encoder.Vocabularies;
import io.fulcrum.contract.encoder.VocabularyEncoder;
import io.fulcrum.contract.encoder.VocabularyFile;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.job.FileSource;
import io.fulcrum.job.JobFailure;
import io.fulcrum.model.store.LoadedModel;
import java.util.HashMap;
import java.util.Map;

/** What turns a raw record into a model's input, as the model's directory carries it. */
record ModelEncoders(FeatureManifest manifest, Vocabularies vocabularies) {

    /**
     * Reads the encoders of a model.
     *
     * @throws JobFailure if they are missing, damaged or of another model
     */
    static ModelEncoders read(FileSource files, String directory, LoadedModel model) {
        String file = directory + "/" + FeatureManifest.FILE;
        String json = files.text(file)
                .orElseThrow(() -> JobFailure.invalid("There is no " + file
                        + ": the model carries no encoders, so it cannot score raw records. Copy the whole directory,"
                        + " or train again with this version of Fulcrum."));
        try {
            FeatureManifest manifest = FeatureManifest.parse(json, file);
            requireOf(model, manifest, file);
            ModelEncoders read = new ModelEncoders(manifest, vocabularies(files, directory, manifest));
            read.encoder();
            return read;
        } catch (IllegalArgumentException e) {
            throw JobFailure.invalid(e.getMessage());
        }
    }

    /** Returns an encoder for one thread. */
    RowEncoder encoder() {
        return RowEncoder.of(manifest.encoders(), vocabularies);
    }

    private static void requireOf(LoadedModel model, FeatureManifest manifest, String file) {
        if (!manifest.hasEncoders()) {
            throw new IllegalArgumentException(file + " has schema version " + manifest.schema()
                    + " and no encoders, so the model cannot score raw records. Prepare the data and train again with this"
                    + " version of Fulcrum.");
        }
        boolean fits = manifest.fingerprint().equals(model.dataFingerprint())
                && manifest.features().equals(model.model().spec().features());
        if (!fits) {
            throw new IllegalArgumentException(file + " has fingerprint " + manifest.fingerprint()
                    + ", but the model beside it was trained on data of " + model.dataFingerprint()
                    + ". The files belong to different models; copy the whole directory again.");
        }
    }

    private static Vocabularies vocabularies(FileSource files, String directory, FeatureManifest manifest) {
        Map<String, TextTable> tables = new HashMap<>();
        for (EncodedFeature feature : manifest.encoders()) {
            if (feature.encoder() instanceof VocabularyEncoder vocabulary && !tables.containsKey(vocabulary.table())) {
                tables.put(vocabulary.table(), texts(files, directory, vocabulary));
            }
        }
        return new Vocabularies(tables);
    }

    private static TextTable texts(FileSource files, String directory, VocabularyEncoder vocabulary) {
        String file = directory + "/" + VocabularyFile.path(vocabulary.digest());
        if (files.length(file).isEmpty()) {
            throw new IllegalArgumentException(
                    "Model file " + file + " is missing. The copy is incomplete; copy the whole directory again.");
        }
        return files.read(file, in -> VocabularyFile.read(in, file, vocabulary.digest()))
                .texts();
    }
}
