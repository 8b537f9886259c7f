package io.fulcrum.model.store;

import io.fulcrum.contract.Json;
import io.fulcrum.contract.LabelScale;
import io.fulcrum.job.JobFailure;
import io.fulcrum.job.Storage;
import io.fulcrum.model.ModelSpec;
import io.fulcrum.model.Recommender;
import io.fulcrum.model.embedding.EmbeddingTables;
import java.util.ArrayList;
import java.util.List;

/**
 * A model as files: {@code model.json}, raw little-endian floats and the trained rows of each table, with digests.
 * Data, never code: see {@link ModelReader}.
 */
public final class ModelDirectory {
    public static final String DESCRIPTION = ModelReader.DESCRIPTION;

    private ModelDirectory() {}

    /** Writes a model into an existing directory. */
    public static void write(String directory, Recommender model, String dataFingerprint) {
        List<ModelDescription.ArrayFile> arrays = new ArrayList<>();
        arrays.add(writeArray(directory, model.parameters()));
        for (int table = 0; table < model.tables().spec().tables().size(); table++) {
            arrays.add(writeTable(directory, model.tables(), table));
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
    public static LoadedModel read(String directory) {
        return new ModelReader(Storage.files()).read(directory);
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
        return new ModelReader(Storage.files()).scales(directory);
    }

    private static ModelDescription.ArrayFile writeArray(String directory, float[] values) {
        String digest = Storage.write(directory + "/" + ModelReader.PARAMETERS, out -> FloatFile.write(out, values));
        return new ModelDescription.ArrayFile(ModelReader.PARAMETERS, values.length, digest);
    }

    private static ModelDescription.ArrayFile writeTable(String directory, EmbeddingTables tables, int table) {
        String file = ModelReader.tableFile(table);
        String digest = Storage.write(directory + "/" + file, out -> TableFile.write(out, tables, table));
        long numbers = (long) tables.storedRows(table).length * TableFile.numbers(tables.spec(), table);
        return new ModelDescription.ArrayFile(file, numbers, digest);
    }
}
