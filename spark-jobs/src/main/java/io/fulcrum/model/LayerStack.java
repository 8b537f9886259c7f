package io.fulcrum.model;

import io.fulcrum.data.Seeds;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.nd4j.linalg.learning.config.NoOp;

/** A DL4J graph under construction, from one input upwards; every layer draws start values from its own seed. */
final class LayerStack {

  private static final String INPUT = "input";

  private final ComputationGraphConfiguration.GraphBuilder graph;
  private final int inputWidth;
  private final long seed;
  private int seeds; // given out so far

  /** A vertex to build upon, and how many columns it has. */
  record Top(String name, int width) {
  }

  LayerStack(int inputWidth, long seed) {
    this.inputWidth = inputWidth;
    this.seed = seed;
    this.graph = new NeuralNetConfiguration.Builder().seed(seed).updater(new NoOp())
        .trainingWorkspaceMode(WorkspaceMode.NONE).inferenceWorkspaceMode(WorkspaceMode.NONE)
        .graphBuilder().addInputs(INPUT);
  }

  Top input() {
    return new Top(INPUT, inputWidth);
  }

  Top relu(String name, Top below, int width) {
    return add(name, below, BlockDense.relu(1, below.width(), width, seed(name)));
  }

  /** Rectified layers named {@code name} and their number, from the bottom up. */
  Top relu(String name, Top below, List<Integer> widths) {
    Top top = below;
    for (int i = 0; i < widths.size(); i++) {
      top = relu(name + i, top, widths.get(i));
    }
    return top;
  }

  Top linear(String name, Top below, int width) {
    return add(name, below, BlockDense.linear(below.width(), width, seed(name)));
  }

  /** Equal rectified layers side by side, each on its own block of the columns below. */
  Top blocks(String name, Top below, int blocks, int blockWidth) {
    return add(name, below, BlockDense.relu(blocks, below.width() / blocks, blockWidth, seed(name)));
  }

  Top mixture(String name, Top gate, Top experts) {
    int width = experts.width() / gate.width();
    graph.addVertex(name, new Mixture(gate.width(), width), gate.name(), experts.name());
    return new Top(name, width);
  }

  /** One task's head, ending in its logit. */
  void head(int task, Top below, List<Integer> widths) {
    linear(logit(task), relu("head" + task + "-", below, widths), 1);
  }

  ComputationGraphConfiguration build(int tasks) {
    String[] outputs = new String[tasks];
    for (int task = 0; task < tasks; task++) {
      outputs[task] = logit(task);
    }
    return graph.setOutputs(outputs).build();
  }

  private Top add(String name, Top below, BlockDense layer) {
    graph.addLayer(name, layer, below.name());
    return new Top(name, Math.toIntExact(layer.getNOut()));
  }

  private static String logit(int task) {
    return "logit" + task;
  }

  /** Addressed by name and place, so that names of equal hash are told apart. */
  private long seed(String name) {
    return Seeds.of(seed, Seeds.Purpose.PARAMETERS, name.hashCode(), seeds++);
  }
}
