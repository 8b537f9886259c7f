package io.fulcrum.export;

import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.Fingerprint;
import io.fulcrum.contract.Json;
import io.fulcrum.contract.encoder.EncodedFeature;
import io.fulcrum.contract.encoder.Encoder;
import io.fulcrum.contract.encoder.ListRule;
import io.fulcrum.contract.encoder.Source;
import io.fulcrum.contract.encoder.VocabularyEncoder;
import io.fulcrum.contract.encoder.VocabularyFile;
import io.fulcrum.job.JobFailure;
import io.fulcrum.job.Storage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes what encodes raw rows for an exported model: one JSON file, and the vocabularies that it names. */
final class EncoderFiles {
    /** The file of the encoders. */
    static final String FILE = "encoders.json";

    private EncoderFiles() {}

    /**
     * The file {@value #FILE}.
     *
     * @param data fingerprint of the data that the model was trained on
     * @param features in the order of the model
     */
    record Description(int schema, String data, List<Feature> features) {
        private static final int SCHEMA = 1;
    }

    /**
     * A fitted feature as the manifest has it, and where its result goes.
     *
     * @param vocabulary path of its vocabulary file below the exported directory, empty if it has none
     * @param columns names of the encoded columns that it makes, in their order
     */
    record Feature(
            String name,
            List<Source> sources,
            Encoder encoder,
            ListRule lists,
            EncodedFeature.MissingIndicator indicator,
            String vocabulary,
            List<String> columns) {
        static Feature of(EncodedFeature feature) {
            return new Feature(
                    feature.name(),
                    feature.sources(),
                    feature.encoder(),
                    feature.lists(),
                    feature.indicator(),
                    feature.encoder() instanceof VocabularyEncoder encoder ? VocabularyFile.path(encoder.digest()) : "",
                    feature.columns().stream().map(FeatureColumn::name).toList());
        }
    }

    /**
     * Writes the encoders into an existing directory and returns the files.
     *
     * @throws JobFailure if a vocabulary of the model is missing or damaged
     */
    static List<OnnxFile.Written> write(String directory, EncoderSource encoders) {
        List<EncodedFeature> features = encoders.manifest().encoders();
        Description description = new Description(
                Description.SCHEMA,
                encoders.manifest().fingerprint(),
                features.stream().map(Feature::of).toList());
        List<OnnxFile.Written> files = new ArrayList<>();
        files.add(text(directory, Json.pretty(description)));
        vocabularies(features)
                .forEach((path, digest) -> files.add(copy(encoders.directory(), directory, path, digest)));
        return files;
    }

    /** Returns path → digest; equal vocabularies are one file. */
    private static Map<String, String> vocabularies(List<EncodedFeature> features) {
        Map<String, String> files = new LinkedHashMap<>();
        for (EncodedFeature feature : features) {
            if (feature.encoder() instanceof VocabularyEncoder encoder) {
                files.put(VocabularyFile.path(encoder.digest()), encoder.digest());
            }
        }
        return files;
    }

    private static OnnxFile.Written text(String directory, String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        Storage.writeBytes(directory + "/" + FILE, bytes);
        return new OnnxFile.Written(
                FILE,
                bytes.length,
                HexFormat.of().formatHex(Fingerprint.sha256().digest(bytes)));
    }

    /** Copies a vocabulary, of which only one is in memory at a time, and compares its digest. */
    private static OnnxFile.Written copy(String model, String directory, String path, String digest) {
        String source = model + "/" + path;
        long bytes = Storage.length(source)
                .orElseThrow(() -> JobFailure.invalid("Model file " + source
                        + " is missing. The copy is incomplete; copy the whole directory again."));
        VocabularyFile read = read(source, digest);
        Storage.write(directory + "/" + path, read::write);
        return new OnnxFile.Written(path, bytes, digest);
    }

    private static VocabularyFile read(String source, String digest) {
        try {
            return Storage.read(source, in -> VocabularyFile.read(in, source, digest));
        } catch (IllegalArgumentException e) {
            throw JobFailure.invalid(e.getMessage());
        }
    }
}
