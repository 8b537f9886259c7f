package io.fulcrum.model;

import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;

/**
 * Builds the DL4J graph of an {@link Mmoe}.
 *
 * <p>The first layers of all experts read the same input, so they are one wide layer; the further ones are block
 * layers. A gate reads the raw input and belongs to the head of its task. Deviation from the paper: gates have a
 * bias, which lets a gate prefer an expert whatever the input.
 */
final class MmoeBuilder {

  private final Mmoe architecture;
  private final LayerStack layers;

  MmoeBuilder(Mmoe architecture, int inputWidth, long seed) {
    this.architecture = architecture;
    this.layers = new LayerStack(inputWidth, seed);
  }

  ComputationGraphConfiguration build(int tasks) {
    LayerStack.Top experts = experts();
    for (int task = 0; task < tasks; task++) {
      LayerStack.Top gate = layers.linear("gate" + task, layers.input(), architecture.experts());
      layers.head(task, layers.mixture("mixture" + task, gate, experts), architecture.headLayers());
    }
    return layers.build(tasks);
  }

  private LayerStack.Top experts() {
    List<Integer> widths = architecture.expertLayers();
    int experts = architecture.experts();
    LayerStack.Top top = layers.relu("experts0", layers.input(), experts * widths.get(0));
    for (int i = 1; i < widths.size(); i++) {
      top = layers.blocks("experts" + i, top, experts, widths.get(i));
    }
    return top;
  }
}
