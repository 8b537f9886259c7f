package io.fulcrum.model;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;

/** Builds the DL4J graph of a {@link SharedBottom}. */
final class SharedBottomBuilder {

  private final SharedBottom architecture;
  private final LayerStack layers;

  SharedBottomBuilder(SharedBottom architecture, int inputWidth, long seed) {
    this.architecture = architecture;
    this.layers = new LayerStack(inputWidth, seed);
  }

  ComputationGraphConfiguration build(int tasks) {
    LayerStack.Top bottom = layers.relu("bottom", layers.input(), architecture.bottomLayers());
    for (int task = 0; task < tasks; task++) {
      layers.head(task, bottom, architecture.headLayers());
    }
    return layers.build(tasks);
  }
}
