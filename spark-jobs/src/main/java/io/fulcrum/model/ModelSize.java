package io.fulcrum.model;

import java.util.List;
import java.util.Locale;

/**
 * How many numbers a model has, reckoned from its description without allocating any.
 *
 * @param parameters of the network
 * @param tables floats of each embedding table
 */
public record ModelSize(long parameters, List<Long> tables) {
  private static final int MOST_FLOATS = Integer.MAX_VALUE - 8; // of one array

  public ModelSize {
    tables = List.copyOf(tables);
    if (parameters > MOST_FLOATS) {
      throw new IllegalArgumentException("The network has " + parameters + " parameters, but at most " + MOST_FLOATS
          + " are possible. Set narrower layers or fewer experts.");
    }
  }

  /** Returns the size of a model, without optimiser state. */
  public static ModelSize of(ModelSpec spec) {
    EmbeddingSpec tables = spec.embeddings(new UpdateRule.Sgd());
    return new ModelSize(parameters(spec),
        tables.tables().stream().map(table -> (long) table.rows() * tables.stride()).toList());
  }

  /** Bytes of all numbers. */
  public long bytes() {
    return Float.BYTES * (parameters + tables.stream().mapToLong(Long::longValue).sum());
  }

  /** Refuses a model whose numbers alone are more than {@code heap} bytes; {@code what} names it in the message. */
  public void requireWithin(long heap, String what) {
    if (bytes() > heap) {
      throw new IllegalArgumentException(String.format(Locale.ROOT, "%s has %,d MiB of parameters and embedding rows,"
          + " but this program's heap holds at most %,d MiB. Give it more memory (FULCRUM_MEMORY, or --driver-memory of"
          + " spark-submit), or make the model smaller.", what, bytes() >> 20, heap >> 20));
    }
  }

  private static long parameters(ModelSpec spec) {
    long input = inputWidth(spec);
    int tasks = spec.tasks().size();
    Architecture architecture = spec.network().architecture();
    if (architecture instanceof Mmoe mmoe) {
      long gates = tasks * dense(input, mmoe.experts());
      return mmoe.experts() * stack(input, mmoe.expertLayers()) + gates + heads(tasks, mmoe.expertLayers(), mmoe);
    }
    SharedBottom bottom = (SharedBottom) architecture;
    return stack(input, bottom.bottomLayers()) + heads(tasks, bottom.bottomLayers(), bottom);
  }

  /** In 64 bits, which a description's own arithmetic need not fit into. */
  private static long inputWidth(ModelSpec spec) {
    long numbers = spec.features().numeric().size();
    return numbers + (spec.features().columns().size() - numbers) * spec.network().embeddingSize();
  }

  private static long heads(int tasks, List<Integer> below, Architecture architecture) {
    List<Integer> heads = architecture.headLayers();
    long width = below.get(below.size() - 1);
    long top = heads.isEmpty() ? width : heads.get(heads.size() - 1);
    return tasks * (stack(width, heads) + dense(top, 1));
  }

  private static long stack(long input, List<Integer> widths) {
    long parameters = 0;
    long below = input;
    for (int width : widths) {
      parameters += dense(below, width);
      below = width;
    }
    return parameters;
  }

  private static long dense(long below, long width) {
    return (below + 1) * width;
  }
}
