package io.fulcrum.model;

import io.fulcrum.contract.Fingerprint;
import io.fulcrum.contract.Json;
import io.fulcrum.job.JobFailure;
import io.fulcrum.job.Storage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A model as files: {@code model.json}, raw little-endian floats and the trained rows of each table, with digests.
 * Data, never code: nothing is deserialised, and sizes are checked against the description before an array is believed.
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
    ModelDescription description = new ModelDescription(ModelDescription.SCHEMA, dataFingerprint, spec.tasks(),
        spec.features(), spec.scales(), ModelDescription.Network.of(spec.network()), spec.seed(), arrays);
    Storage.writeText(directory + "/" + DESCRIPTION, Json.pretty(description));
  }

  /**
   * Reads a model.
   *
   * @throws JobFailure if a file is missing, of another size than stated, or altered
   */
  public static Loaded read(String directory) {
    String file = directory + "/" + DESCRIPTION;
    String json = Storage.readText(file).orElseThrow(() -> JobFailure.invalid("There is no " + file
        + ": this is not a model directory. Run fulcrum train, or name its output."));
    try {
      ModelDescription description = Json.parse(json, ModelDescription.class, "model description " + file);
      return new Loaded(recommender(directory, description), description.dataFingerprint(), Fingerprint.of(json));
    } catch (IllegalArgumentException e) {
      throw JobFailure.invalid(e.getMessage());
    }
  }

  private static Recommender recommender(String directory, ModelDescription description) {
    if (description.schema() != ModelDescription.SCHEMA) {
      throw new IllegalArgumentException("Model " + directory + " has schema version " + description.schema()
          + ", this program reads version " + ModelDescription.SCHEMA
          + ". Train again, or use the version that wrote it.");
    }
    ModelSpec spec = description.spec();
    EmbeddingTables tables = EmbeddingTables.initial(spec.embeddings(new UpdateRule.Sgd()));
    if (description.arrays().size() != tables.spec().tables().size() + 1) {
      throw new IllegalArgumentException("Model " + directory + " lists " + description.arrays().size() + " arrays for "
          + tables.spec().tables().size() + " tables and the network. The file was edited; train again.");
    }
    for (int table = 0; table < tables.spec().tables().size(); table++) {
      ModelDescription.ArrayFile array = description.arrays().get(table + 1);
      if (!array.file().equals(tableFile(table))) {
        throw new IllegalArgumentException("Model " + directory + " lists " + array.file() + " where its shape needs "
            + tableFile(table) + ". The description and the files are not of one model; train again.");
      }
      TableFile.read(directory, array, tables, table);
    }
    float[] parameters = new float[parameterCount(spec)];
    readArray(directory, description.arrays().get(0), PARAMETERS, parameters);
    return new Recommender(spec, parameters, tables);
  }

  private static int parameterCount(ModelSpec spec) {
    try (MultiTaskNetwork network = spec.buildNetwork()) {
      return network.layout().size();
    }
  }

  private static String tableFile(int table) {
    return "table-" + table + ".rows";
  }

  private static ModelDescription.ArrayFile writeArray(String directory, String file, float[] values) {
    int size = Math.multiplyExact(values.length, Float.BYTES);
    ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    Storage.writeBytes(directory + "/" + file, bytes.array());
    return new ModelDescription.ArrayFile(file, values.length, Fingerprint.sha256Hex(bytes.array()));
  }

  private static void readArray(
      String directory, ModelDescription.ArrayFile array, String expectedFile, float[] target) {
    String location = directory + "/" + array.file();
    if (!array.file().equals(expectedFile) || array.floats() != target.length) {
      throw new IllegalArgumentException("Model " + directory + " lists " + array.file() + " with " + array.floats()
          + " floats where its shape needs " + expectedFile + " with " + target.length
          + ". The description and the arrays are not of one model; train again.");
    }
    byte[] bytes = Storage.readBytes(location).orElseThrow(() -> new IllegalArgumentException("Model file " + location
        + " is missing. The copy is incomplete; copy the whole directory again."));
    if (bytes.length != (long) Float.BYTES * target.length || !Fingerprint.sha256Hex(bytes).equals(array.sha256())) {
      throw new IllegalArgumentException("Model file " + location + " has " + bytes.length + " bytes with digest "
          + Fingerprint.sha256Hex(bytes) + ", its description says " + (long) Float.BYTES * target.length
          + " bytes with "
          + array.sha256() + ". The file is damaged; copy it again.");
    }
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(target);
  }
}
