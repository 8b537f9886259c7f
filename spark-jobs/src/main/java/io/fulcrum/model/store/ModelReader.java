package io.fulcrum.model.store;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fulcrum.config.Excerpt;
import io.fulcrum.contract.Fingerprint;
import io.fulcrum.contract.Json;
import io.fulcrum.contract.LabelScale;
import io.fulcrum.job.FileSource;
import io.fulcrum.job.JobFailure;
import io.fulcrum.model.ModelSize;
import io.fulcrum.model.ModelSpec;
import io.fulcrum.model.Recommender;
import io.fulcrum.model.embedding.EmbeddingSpec;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.optimizer.UpdateRule;
import java.util.Arrays;
import java.util.List;

/**
 * Reads a model directory. Data, never code: nothing is deserialised, and names, sizes and totals are checked before an
 * array is allocated.
 *
 * @param files where the directory is
 */
public record ModelReader(FileSource files) {
    static final String DESCRIPTION = "model.json";
    static final String PARAMETERS = "parameters.f32";

    /**
     * Reads a model.
     *
     * @throws JobFailure if a file is missing, of another size than stated, or altered
     */
    public LoadedModel read(String directory) {
        String json = text(directory);
        try {
            ModelDescription description = description(directory, json);
            return new LoadedModel(
                    recommender(directory, description), description.dataFingerprint(), Fingerprint.of(json));
        } catch (IllegalArgumentException e) {
            throw JobFailure.invalid(Excerpt.ofMessage(e.getMessage()));
        }
    }

    /**
     * Reads of a model's description alone in which scales it predicts, by task.
     *
     * @throws JobFailure if it is missing or damaged
     */
    List<LabelScale> scales(String directory) {
        String json = text(directory);
        try {
            return description(directory, json).labelScales();
        } catch (IllegalArgumentException e) {
            throw JobFailure.invalid(Excerpt.ofMessage(e.getMessage()));
        }
    }

    private String text(String directory) {
        String file = directory + "/" + DESCRIPTION;
        return files.text(file)
                .orElseThrow(() -> JobFailure.invalid("There is no " + file
                        + ": this is not a model directory. Run fulcrum train, or name its output."));
    }

    /** The version is read first: a later one may have other fields. */
    private static ModelDescription description(String directory, String json) {
        String what = "model description " + directory + "/" + DESCRIPTION;
        int schema = Json.parse(json, Version.class, what).schema();
        return switch (schema) {
            case ModelDescription.SCHEMA -> Json.parse(json, ModelDescription.class, what);
            case ModelDescription4.SCHEMA -> Json.parse(json, ModelDescription4.class, ModelDescription4::today, what);
            case ModelDescription3.SCHEMA -> Json.parse(json, ModelDescription3.class, ModelDescription3::today, what);
            case ModelDescription2.SCHEMA -> Json.parse(json, ModelDescription2.class, ModelDescription2::today, what);
            default ->
                throw new IllegalArgumentException("Model " + directory + " has schema version " + schema
                        + ", this program reads versions " + ModelDescription2.SCHEMA + " to "
                        + ModelDescription.SCHEMA + ". Train again, or use the version that wrote it.");
        };
    }

    /** The version of a description, whatever else it has. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Version(int schema) {}

    private Recommender recommender(String directory, ModelDescription description) {
        ModelSpec spec = description.spec();
        EmbeddingSpec embeddings = spec.embeddings(new UpdateRule.Sgd());
        List<ModelDescription.ArrayFile> arrays = description.arrays();
        ModelSize size = ModelSize.of(spec);
        requireArrays(directory, arrays, size.parameters(), embeddings);
        size.with(embeddings, storedRows(arrays, embeddings))
                .requireWithin(Runtime.getRuntime().maxMemory(), "Model " + directory);
        float[] parameters = new float[(int) size.parameters()];
        readArray(directory, arrays.get(0), parameters);
        EmbeddingTables tables = EmbeddingTables.initial(embeddings);
        for (int table = 0; table < embeddings.tables().size(); table++) {
            ModelDescription.ArrayFile array = arrays.get(table + 1);
            TableFile.read(files, directory + "/" + array.file(), array, tables, table);
        }
        return new Recommender(spec, parameters, tables);
    }

    private static long[] storedRows(List<ModelDescription.ArrayFile> arrays, EmbeddingSpec embeddings) {
        long[] stored = new long[embeddings.tables().size()];
        Arrays.setAll(stored, table -> arrays.get(table + 1).floats() / TableFile.numbers(embeddings, table));
        return stored;
    }

    /** Checks names and sizes against the shape, and the files against both, before anything is allocated. */
    private void requireArrays(
            String directory, List<ModelDescription.ArrayFile> arrays, long parameters, EmbeddingSpec embeddings) {
        if (arrays.size() != embeddings.tables().size() + 1) {
            throw new IllegalArgumentException("Model " + directory + " lists " + arrays.size() + " arrays for "
                    + embeddings.tables().size() + " tables and the network. The file was edited; train again.");
        }
        requireParameters(directory, arrays.get(0), parameters);
        for (int table = 0; table < embeddings.tables().size(); table++) {
            requireRows(directory, arrays.get(table + 1), embeddings, table);
        }
    }

    private void requireParameters(String directory, ModelDescription.ArrayFile array, long floats) {
        if (!array.file().equals(PARAMETERS) || array.floats() != floats) {
            throw new IllegalArgumentException(
                    "Model " + directory + " lists " + array.file() + " with " + array.floats()
                            + " floats where its shape needs " + PARAMETERS + " with " + floats
                            + ". The description and the arrays belong to different models. Train again.");
        }
        requireLength(directory, array);
    }

    private void requireRows(String directory, ModelDescription.ArrayFile array, EmbeddingSpec embeddings, int table) {
        if (!array.file().equals(tableFile(table))) {
            throw new IllegalArgumentException(
                    "Model " + directory + " lists " + array.file() + " where its shape needs " + tableFile(table)
                            + ". The description and the arrays belong to different models. Train again.");
        }
        int numbers = TableFile.numbers(embeddings, table);
        EmbeddingSpec.Table shape = embeddings.tables().get(table);
        if (array.floats() < 0 || array.floats() % numbers != 0 || array.floats() / numbers > shape.rows()) {
            throw new IllegalArgumentException("Model file " + directory + "/" + array.file() + " is listed with "
                    + array.floats() + " numbers, but table \"" + shape.name() + "\" has at most " + shape.rows()
                    + " rows of "
                    + numbers + ". The description and the arrays belong to different models. Train again.");
        }
        requireLength(directory, array);
    }

    private void requireLength(String directory, ModelDescription.ArrayFile array) {
        String location = directory + "/" + array.file();
        long bytes = files.length(location)
                .orElseThrow(() -> new IllegalArgumentException("Model file " + location
                        + " is missing. The copy is incomplete; copy the whole directory again."));
        if (bytes != Float.BYTES * array.floats()) {
            throw new IllegalArgumentException(
                    "Model file " + location + " has " + bytes + " bytes, its description says "
                            + Float.BYTES * array.floats() + ". The file is damaged; copy it again.");
        }
    }

    static void requireDigest(String location, String digest, ModelDescription.ArrayFile array) {
        if (!digest.equals(array.sha256())) {
            throw new IllegalArgumentException("Model file " + location + " has digest " + digest
                    + ", its description says " + array.sha256() + ". The file is damaged; copy it again.");
        }
    }

    static void refuseNotFinite(String location, String what) {
        throw new IllegalArgumentException("Model file " + location + " has " + what
                + ", but every parameter must be finite. Training diverged. Train again with a lower "
                + "learning rate.");
    }

    static String tableFile(int table) {
        return "table-" + table + ".rows";
    }

    private void readArray(String directory, ModelDescription.ArrayFile array, float[] target) {
        String location = directory + "/" + array.file();
        requireDigest(location, files.read(location, in -> FloatFile.read(in, target)), array);
        for (int i = 0; i < target.length; i++) {
            if (!Float.isFinite(target[i])) {
                refuseNotFinite(location, target[i] + " as number " + i);
            }
        }
    }
}
