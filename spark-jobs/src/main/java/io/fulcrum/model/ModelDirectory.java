package io.fulcrum.model;

import io.fulcrum.config.Excerpt;
import io.fulcrum.contract.Fingerprint;
import io.fulcrum.contract.Json;
import io.fulcrum.contract.LabelScale;
import io.fulcrum.job.JobFailure;
import io.fulcrum.job.Storage;
import java.util.ArrayList;
import java.util.List;

/**
 * A model as files: {@code model.json}, raw little-endian floats and the trained rows of each table, with digests.
 * Data, never code: nothing is deserialised, and names, sizes and totals are checked before an array is allocated.
 */
public final class ModelDirectory {
    public static final String DESCRIPTION = "model.json";
    private static final String PARAMETERS = "parameters.f32";

    private ModelDirectory() {}

    /** A model with the fingerprint of the data that it was trained on and its own. */
    public record Loaded(Recommender model, String dataFingerprint, String fingerprint) {}

    /** Writes a model into an existing directory. */
    public static void write(String directory, Recommender model, String dataFingerprint) {
        List<ModelDescription.ArrayFile> arrays = new ArrayList<>();
        arrays.add(writeArray(directory, PARAMETERS, model.parameters()));
        for (int table = 0; table < model.tables().spec().tables().size(); table++) {
            arrays.add(TableFile.write(directory, tableFile(table), model.tables(), table));
        }
        ModelSpec spec = model.spec();
        ModelDescription description = new ModelDescription(
                ModelDescription.SCHEMA,
                dataFingerprint,
                spec.tasks(),
                spec.features(),
                spec.scales(),
                ModelDescription.Network.of(spec.network()),
                spec.seed(),
                arrays);
        Storage.writeText(directory + "/" + DESCRIPTION, Json.pretty(description));
    }

    /**
     * Reads a model.
     *
     * @throws JobFailure if a file is missing, of another size than stated, or altered
     */
    public static Loaded read(String directory) {
        String json = text(directory);
        try {
            ModelDescription description = description(directory, json);
            return new Loaded(recommender(directory, description), description.dataFingerprint(), Fingerprint.of(json));
        } catch (IllegalArgumentException e) {
            throw JobFailure.invalid(Excerpt.ofMessage(e.getMessage()));
        }
    }

    /**
     * Reads the description of a model alone.
     *
     * @throws JobFailure if it is missing or damaged
     */
    public static void requireDescription(String directory) {
        scales(directory);
    }

    /**
     * Reads in which scales a model predicts, by task.
     *
     * @throws JobFailure if the description is missing or damaged
     */
    public static List<LabelScale> scales(String directory) {
        String json = text(directory);
        try {
            ModelDescription description = description(directory, json);
            requireVersion(directory, description);
            return description.labelScales();
        } catch (IllegalArgumentException e) {
            throw JobFailure.invalid(Excerpt.ofMessage(e.getMessage()));
        }
    }

    private static String text(String directory) {
        String file = directory + "/" + DESCRIPTION;
        return Storage.readText(file)
                .orElseThrow(() -> JobFailure.invalid("There is no " + file
                        + ": this is not a model directory. Run fulcrum train, or name its output."));
    }

    private static ModelDescription description(String directory, String json) {
        return Json.parse(json, ModelDescription.class, "model description " + directory + "/" + DESCRIPTION);
    }

    private static void requireVersion(String directory, ModelDescription description) {
        if (description.schema() != ModelDescription.SCHEMA) {
            throw new IllegalArgumentException("Model " + directory + " has schema version " + description.schema()
                    + ", this program reads version " + ModelDescription.SCHEMA
                    + ". Train again, or use the version that wrote it.");
        }
    }

    private static Recommender recommender(String directory, ModelDescription description) {
        requireVersion(directory, description);
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
            TableFile.read(directory, arrays.get(table + 1), tables, table);
        }
        return new Recommender(spec, parameters, tables);
    }

    private static long[] storedRows(List<ModelDescription.ArrayFile> arrays, EmbeddingSpec embeddings) {
        return arrays.stream()
                .skip(1)
                .mapToLong(array -> array.floats() / TableFile.numbers(embeddings))
                .toArray();
    }

    /** Checks names and sizes against the shape, and the files against both, before anything is allocated. */
    private static void requireArrays(
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

    private static void requireParameters(String directory, ModelDescription.ArrayFile array, long floats) {
        if (!array.file().equals(PARAMETERS) || array.floats() != floats) {
            throw new IllegalArgumentException(
                    "Model " + directory + " lists " + array.file() + " with " + array.floats()
                            + " floats where its shape needs " + PARAMETERS + " with " + floats
                            + ". The description and the arrays belong to different models. Train again.");
        }
        requireLength(directory, array);
    }

    private static void requireRows(
            String directory, ModelDescription.ArrayFile array, EmbeddingSpec embeddings, int table) {
        if (!array.file().equals(tableFile(table))) {
            throw new IllegalArgumentException(
                    "Model " + directory + " lists " + array.file() + " where its shape needs " + tableFile(table)
                            + ". The description and the arrays belong to different models. Train again.");
        }
        int numbers = TableFile.numbers(embeddings);
        EmbeddingSpec.Table shape = embeddings.tables().get(table);
        if (array.floats() < 0 || array.floats() % numbers != 0 || array.floats() / numbers > shape.rows()) {
            throw new IllegalArgumentException("Model file " + directory + "/" + array.file() + " is listed with "
                    + array.floats() + " numbers, but table \"" + shape.name() + "\" has at most " + shape.rows()
                    + " rows of "
                    + numbers + ". The description and the arrays belong to different models. Train again.");
        }
        requireLength(directory, array);
    }

    private static void requireLength(String directory, ModelDescription.ArrayFile array) {
        String location = directory + "/" + array.file();
        long bytes = Storage.length(location)
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

    private static String tableFile(int table) {
        return "table-" + table + ".rows";
    }

    private static ModelDescription.ArrayFile writeArray(String directory, String file, float[] values) {
        return new ModelDescription.ArrayFile(file, values.length, FloatFile.write(directory + "/" + file, values));
    }

    private static void readArray(String directory, ModelDescription.ArrayFile array, float[] target) {
        String location = directory + "/" + array.file();
        requireDigest(location, FloatFile.read(location, target), array);
        for (int i = 0; i < target.length; i++) {
            if (!Float.isFinite(target[i])) {
                refuseNotFinite(location, target[i] + " as number " + i);
            }
        }
    }
}
