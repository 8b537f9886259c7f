package io.fulcrum.model;

import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.BaseGraphVertex;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The running {@link Mixture}: copies column-ordered inputs out, mixes them in Java arrays, copies results back. */
final class MixtureVertex extends BaseGraphVertex implements AutoCloseable {

  private final transient SoftmaxMixture mixture;
  private final transient ReusedMatrix output = new ReusedMatrix('f');
  private final transient ReusedMatrix scoreGradient = new ReusedMatrix('f');
  private final transient ReusedMatrix valueGradient = new ReusedMatrix('f');

  MixtureVertex(ComputationGraph graph, String name, int index, SoftmaxMixture mixture, DataType type) {
    super(graph, name, index, null, null, type);
    this.mixture = mixture;
  }

  @Override
  public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
    int rows = Math.toIntExact(inputs[0].size(0));
    mixture.resize(rows);
    NativeFloats.read(columnOrdered(inputs[0]), mixture.scores(), 0);
    NativeFloats.read(columnOrdered(inputs[1]), mixture.values(), 0);
    float[] mixed = mixture.forward();
    INDArray result = output.of(dataType, rows, mixture.width());
    NativeFloats.write(mixed, 0, result);
    return result;
  }

  @Override
  public Pair<Gradient, INDArray[]> doBackward(boolean tbptt, LayerWorkspaceMgr workspaces) {
    NativeFloats.read(columnOrdered(epsilon), mixture.outputGradient(), 0);
    mixture.backward();
    INDArray scores = scoreGradient.of(dataType, inputs[0].shape());
    INDArray values = valueGradient.of(dataType, inputs[1].shape());
    NativeFloats.write(mixture.scoreGradient(), 0, scores);
    NativeFloats.write(mixture.valueGradient(), 0, values);
    return new Pair<>(null, new INDArray[] {scores, values});
  }

  private static INDArray columnOrdered(INDArray array) {
    return array.ordering() == 'f' && array.elementWiseStride() == 1 ? array : array.dup('f');
  }

  @Override
  public boolean hasLayer() {
    return false;
  }

  @Override
  public Layer getLayer() {
    return null;
  }

  @Override
  public void setBackpropGradientsViewArray(INDArray gradients) {
    throw new IllegalStateException("Vertex \"" + vertexName + "\" was given a gradient view of length "
        + gradients.length() + ": a mixture has no parameters. Give gradient views to layers only.");
  }

  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArrays(INDArray[] masks, MaskState state, int rows) {
    return new Pair<>(masks == null ? null : masks[0], state);
  }

  @Override
  public String toString() {
    return "MixtureVertex(" + vertexName + ")";
  }

  @Override
  public void close() {
    List.of(output, scoreGradient, valueGradient).forEach(ReusedMatrix::close);
  }
}
