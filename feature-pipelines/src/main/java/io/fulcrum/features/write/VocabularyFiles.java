package io.fulcrum.features.write;

import io.fulcrum.contract.encoder.EncodedFeature;
import io.fulcrum.contract.encoder.TextTable;
import io.fulcrum.contract.encoder.Vocabularies;
import io.fulcrum.contract.encoder.VocabularyEncoder;
import io.fulcrum.contract.encoder.VocabularyFile;
import io.fulcrum.job.JobFailure;
import io.fulcrum.job.PublishedDirectory;
import io.fulcrum.job.Storage;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The vocabulary files of a directory of prepared data or of a model. */
public final class VocabularyFiles {
    private VocabularyFiles() {}

    /** Writes vocabularies; equal ones are one file. */
    public static void write(PublishedDirectory directory, Collection<VocabularyFile> vocabularies) {
        for (VocabularyFile vocabulary : vocabularies) {
            String path = directory.resolve(VocabularyFile.path(vocabulary.digest()));
            if (!Storage.exists(path)) {
                Storage.write(path, vocabulary::write);
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

    /** Reads the vocabularies of features as encoders look values up. */
    public static Vocabularies lookups(String directory, List<EncodedFeature> features) {
        Map<String, TextTable> tables = new HashMap<>();
        read(directory, features).forEach((table, vocabulary) -> tables.put(table, vocabulary.texts()));
        return new Vocabularies(tables);
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
