package io.fulcrum.model;

import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Configuration of a vertex that mixes its second input's blocks by a softmax over its first input's columns. */
final class Mixture extends GraphVertex {

  private final int parts;
  private final int width;

  Mixture(int parts, int width) {
    this.parts = parts;
    this.width = width;
  }

  @Override
  public Mixture clone() {
    return new Mixture(parts, width);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Mixture that && parts == that.parts && width == that.width;
  }

  @Override
  public int hashCode() {
    return 31 * parts + width;
  }

  @Override
  public long numParams(boolean backprop) {
    return 0;
  }

  @Override
  public int minVertexInputs() {
    return 2;
  }

  @Override
  public int maxVertexInputs() {
    return 2;
  }

  @Override
  public MixtureVertex instantiate(ComputationGraph graph, String name, int index, INDArray parameters,
      boolean initialize, DataType type) {
    return new MixtureVertex(graph, name, index, new SoftmaxMixture(parts, width), type);
  }

  @Override
  public InputType getOutputType(int index, InputType... inputs) {
    return InputType.feedForward(width);
  }

  @Override
  public MemoryReport getMemoryReport(InputType... inputs) {
    return new LayerMemoryReport.Builder(null, Mixture.class, inputs[0], getOutputType(-1, inputs))
        .standardMemory(0, 0)
        .workingMemory(0, 0, 0, (long) parts * width)
        .cacheMemory(0, 0)
        .build();
  }
}
