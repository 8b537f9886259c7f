package io.fulcrum.features.write;

import io.fulcrum.contract.encoder.EncodedFeature;
import io.fulcrum.contract.encoder.VocabularyEncoder;
import io.fulcrum.contract.encoder.VocabularyFile;
import io.fulcrum.job.JobFailure;
import io.fulcrum.job.PublishedDirectory;
import io.fulcrum.job.Storage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The vocabulary files of a directory of prepared data or of a model. */
public final class VocabularyFiles {
    private VocabularyFiles() {}

    /**
     * Writes the vocabularies of features; equal ones are one file.
     *
     * @param vocabularies table → vocabulary
     */
    public static void write(
            PublishedDirectory directory, List<EncodedFeature> features, Map<String, VocabularyFile> vocabularies) {
        for (EncodedFeature feature : features) {
            if (feature.encoder() instanceof VocabularyEncoder encoder) {
                String path = directory.resolve(VocabularyFile.path(encoder.digest()));
                if (!Storage.exists(path)) {
                    Storage.write(path, vocabularies.get(encoder.table())::write);
                }
            }
        }
    }

    /**
     * Reads the vocabularies of features.
     *
     * @throws JobFailure if a file is missing or damaged
     */
    public static Map<String, VocabularyFile> read(String directory, List<EncodedFeature> features) {
        Map<String, VocabularyFile> vocabularies = new HashMap<>();
        for (EncodedFeature feature : features) {
            if (feature.encoder() instanceof VocabularyEncoder encoder) {
                vocabularies.computeIfAbsent(encoder.table(), table -> read(directory, encoder));
            }
        }
        return vocabularies;
    }

    private static VocabularyFile read(String directory, VocabularyEncoder encoder) {
        String path = directory + "/" + VocabularyFile.path(encoder.digest());
        if (!Storage.exists(path)) {
            throw JobFailure.invalid("There is no vocabulary file " + path + " of table \"" + encoder.table()
                    + "\". The copy is incomplete; copy the whole directory again, or prepare the data again.");
        }
        try {
            return Storage.read(path, in -> VocabularyFile.read(in, path, encoder.digest()));
        } catch (IllegalArgumentException e) {
            throw JobFailure.invalid(e.getMessage());
        }
    }
}
