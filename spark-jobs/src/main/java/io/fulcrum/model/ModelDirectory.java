package io.fulcrum.model;

import io.fulcrum.config.Excerpt;
import io.fulcrum.contract.Fingerprint;
import io.fulcrum.contract.Json;
import io.fulcrum.job.JobFailure;
import io.fulcrum.job.Storage;
import java.util.ArrayList;
import java.util.List;

/**
 * A model as files: {@code model.json} and raw little-endian floats, each with its digest. Data, never code: nothing is
 * deserialised, and names, sizes and totals are checked before an array is allocated.
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
      arrays.add(writeArray(directory, tableFile(table), model.tables().records(table)));
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
      throw JobFailure.invalid(Excerpt.ofMessage(e.getMessage()));
    }
  }

  private static Recommender recommender(String directory, ModelDescription description) {
    if (description.schema() != ModelDescription.SCHEMA) {
      throw new IllegalArgumentException("Model " + directory + " has schema version " + description.schema()
          + ", this program reads version " + ModelDescription.SCHEMA
          + ". Train again, or use the version that wrote it.");
    }
    ModelSpec spec = description.spec();
    ModelSize size = ModelSize.of(spec);
    List<ModelDescription.ArrayFile> arrays = description.arrays();
    requireArrays(directory, arrays, size);
    size.requireWithin(Runtime.getRuntime().maxMemory(), "Model " + directory);
    float[] parameters = new float[(int) size.parameters()];
    readArray(directory, arrays.get(0), parameters);
    EmbeddingTables tables = EmbeddingTables.empty(spec.embeddings(new UpdateRule.Sgd()));
    for (int table = 0; table < size.tables().size(); table++) {
      readArray(directory, arrays.get(table + 1), tables.records(table));
    }
    return new Recommender(spec, parameters, tables);
  }

  /** Checks names and sizes against the shape, and the files against both, before anything is allocated. */
  private static void requireArrays(String directory, List<ModelDescription.ArrayFile> arrays, ModelSize size) {
    if (arrays.size() != size.tables().size() + 1) {
      throw new IllegalArgumentException("Model " + directory + " lists " + arrays.size() + " arrays for "
          + size.tables().size() + " tables and the network. The file was edited; train again.");
    }
    requireArray(directory, arrays.get(0), PARAMETERS, size.parameters());
    for (int table = 0; table < size.tables().size(); table++) {
      requireArray(directory, arrays.get(table + 1), tableFile(table), size.tables().get(table));
    }
  }

  private static void requireArray(
      String directory, ModelDescription.ArrayFile array, String expectedFile, long floats) {
    if (!array.file().equals(expectedFile) || array.floats() != floats) {
      throw new IllegalArgumentException("Model " + directory + " lists " + array.file() + " with " + array.floats()
          + " floats where its shape needs " + expectedFile + " with " + floats
          + ". The description and the arrays are not of one model; train again.");
    }
    String location = directory + "/" + expectedFile;
    long bytes = Storage.length(location).orElseThrow(() -> new IllegalArgumentException("Model file " + location
        + " is missing. The copy is incomplete; copy the whole directory again."));
    if (bytes != Float.BYTES * floats) {
      throw new IllegalArgumentException("Model file " + location + " has " + bytes + " bytes, its description says "
          + Float.BYTES * floats + ". The file is damaged; copy it again.");
    }
  }

  private static String tableFile(int table) {
    return "table-" + table + ".f32";
  }

  private static ModelDescription.ArrayFile writeArray(String directory, String file, float[] values) {
    return new ModelDescription.ArrayFile(file, values.length, FloatFile.write(directory + "/" + file, values));
  }

  private static void readArray(String directory, ModelDescription.ArrayFile array, float[] target) {
    String location = directory + "/" + array.file();
    String digest = FloatFile.read(location, target);
    if (!digest.equals(array.sha256())) {
      throw new IllegalArgumentException("Model file " + location + " has digest " + digest
          + ", its description says " + array.sha256() + ". The file is damaged; copy it again.");
    }
    for (int i = 0; i < target.length; i++) {
      if (!Float.isFinite(target[i])) {
        throw new IllegalArgumentException("Model file " + location + " has " + target[i] + " as number " + i
            + ", but every parameter must be finite. The training went wrong; train again with a lower learning rate.");
      }
    }
  }
}
