package io.fulcrum.model;

import io.fulcrum.data.Seeds;
import io.fulcrum.model.ParameterLayout.Head;
import io.fulcrum.model.ParameterLayout.Owner;
import io.fulcrum.model.ParameterLayout.Shared;
import io.fulcrum.model.ParameterLayout.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A network under construction, from its inputs upwards; every part draws start values from its own seed. */
final class LayerStack {
  private static final Owner SHARED = new Shared();

  private final NetworkInputs inputs;
  private final long seed;
  private final List<Slice> slices = new ArrayList<>();
  private final List<Start> starts = new ArrayList<>();
  private final List<Signal> signals = new ArrayList<>();
  private final List<PlannedLayer> planned = new ArrayList<>();
  private int size; // of the parameters so far

  /** One named stretch of a dense layer's output. */
  record Part(String name, int width, Owner owner, Activation activation) {}

  /** What follows the sum of products and bias. */
  enum Activation {
    /** max(x, 0), with start values of variance 2 / fan-in (He et al. 2015, eq. 10). */
    RECTIFIED {
      @Override
      double deviation(int fanIn, int fanOut) {
        return Math.sqrt(2.0 / fanIn);
      }
    },
    /** Nothing, with start values of variance 2 / (fan-in + fan-out) (Glorot and Bengio 2010, eq. 12). */
    LINEAR {
      @Override
      double deviation(int fanIn, int fanOut) {
        return Math.sqrt(2.0 / (fanIn + fanOut));
      }
    };

    abstract double deviation(int fanIn, int fanOut);
  }

  /** A layer that waits for the vector of all parameters. */
  private interface PlannedLayer {
    Layer on(FlatParameters parameters);
  }

  /** Normal start values of a stretch of the parameters. */
  private record Start(int at, int length, double deviation, long seed) {
    void draw(float[] values) {
      Random random = new Random(seed);
      for (int i = at; i < at + length; i++) {
        values[i] = (float) (deviation * random.nextGaussian());
      }
    }
  }

  /** A network's layers, from the inputs upwards. */
  record Built(NetworkInputs inputs, List<Layer> layers, List<Signal> signals, ParameterLayout layout,
      FlatParameters parameters) {}

  LayerStack(NetworkInputs inputs, long seed) {
    this.inputs = inputs;
    this.seed = seed;
    signals.add(inputs);
  }

  NetworkInputs inputs() {
    return inputs;
  }

  /** Adds parts that all read {@code below} as one layer; rectified parts come first. */
  List<Columns> dense(Signal below, List<Part> parts) {
    Activations output = new Activations(parts.stream().mapToInt(Part::width).sum());
    List<Columns> columns = new ArrayList<>();
    int from = 0;
    for (Part part : parts) {
      columns.add(new Columns(output, from, part.width(), part.owner()));
      from += part.width();
    }
    add(below, output, columns, parts, 1);
    return columns;
  }

  /** Adds rectified shared layers named {@code name} and their number, from the bottom up. */
  Signal shared(String name, List<Integer> widths) {
    Signal top = inputs;
    for (int i = 0; i < widths.size(); i++) {
      top = dense(top, List.of(new Part(name + i, widths.get(i), SHARED, Activation.RECTIFIED))).get(0);
    }
    return top;
  }

  /** Adds equal rectified shared layers side by side, each on its own block of the columns below. */
  Columns blocks(String name, Columns below, int blocks, int blockWidth) {
    int width = blocks * blockWidth;
    Activations output = new Activations(width);
    Columns columns = new Columns(output, 0, width, SHARED);
    add(below, output, List.of(columns), List.of(new Part(name, width, SHARED, Activation.RECTIFIED)), blocks);
    return columns;
  }

  /** Adds one task's mixture of equal blocks of {@code values}. */
  Columns mixture(int task, Columns scores, Columns values) {
    int width = values.width() / scores.width();
    Activations output = new Activations(width);
    Columns columns = new Columns(output, 0, width, new Head(task));
    signals.add(columns);
    planned.add(parameters -> new SoftmaxMixture(scores, values, columns, output));
    return columns;
  }

  /** Adds one task's head and returns its logit. */
  Columns head(int task, Signal below, List<Integer> widths) {
    Signal top = below;
    Owner owner = new Head(task);
    for (int i = 0; i < widths.size(); i++) {
      String name = "head" + task + "-" + i;
      top = dense(top, List.of(new Part(name, widths.get(i), owner, Activation.RECTIFIED))).get(0);
    }
    return dense(top, List.of(new Part("logit" + task, 1, owner, Activation.LINEAR))).get(0);
  }

  /** Lays all parameters out as one vector with their start values. */
  Built build() {
    FlatParameters parameters = new FlatParameters(size);
    starts.forEach(start -> start.draw(parameters.values()));
    List<Layer> layers = planned.stream().map(layer -> layer.on(parameters)).toList();
    return new Built(inputs, layers, List.copyOf(signals), new ParameterLayout(slices), parameters);
  }

  private void add(Signal below, Activations output, List<Columns> columns, List<Part> parts, int blocks) {
    signals.addAll(columns);
    int weights = size;
    int fanIn = below.width() / blocks;
    for (Part part : parts) {
      int fanOut = part.width() / blocks;
      starts.add(new Start(size, fanIn * part.width(), part.activation().deviation(fanIn, fanOut), seedOf(part)));
      slice(part.name() + "_W", fanIn * part.width(), part.owner());
    }
    int biases = size;
    parts.forEach(part -> slice(part.name() + "_b", part.width(), part.owner()));
    int rectified = parts.stream().filter(part -> part.activation() == Activation.RECTIFIED)
        .mapToInt(Part::width).sum();
    DenseLayer.Shape shape = new DenseLayer.Shape(blocks, rectified, weights, biases);
    planned.add(parameters -> new DenseLayer(below, output, columns, shape, parameters));
  }

  private void slice(String name, int length, Owner owner) {
    slices.add(new Slice(name, size, length, owner));
    size = Math.addExact(size, length);
  }

  /** Addressed by name and place, so that names of equal hash are told apart. */
  private long seedOf(Part part) {
    return Seeds.of(seed, Seeds.Purpose.PARAMETERS, part.name().hashCode(), starts.size());
  }
}
