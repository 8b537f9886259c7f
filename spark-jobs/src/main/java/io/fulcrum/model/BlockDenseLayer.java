package io.fulcrum.model;

import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The running {@link BlockDense}.
 *
 * <p>Where it differs from DL4J's dense layer, for speed: it keeps its activations instead of computing them again on
 * the way back, gives every matrix product a column-ordered target (a row-ordered one costs a hidden copy), sums the
 * bias gradient by a product with ones, and hands out the same memory for every batch. Results are overwritten by the
 * next pass.
 */
final class BlockDenseLayer extends BaseLayer<BlockDense> implements AutoCloseable {

  private final ReusedMatrix activations = new ReusedMatrix('f');
  private final ReusedMatrix delta = new ReusedMatrix('f');
  private final ReusedMatrix onesMemory = new ReusedMatrix('f');
  private final ReusedMatrix inputGradient = new ReusedMatrix('f');
  private long onesRows;

  BlockDenseLayer(NeuralNetConfiguration conf, DataType type) {
    super(conf, type);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    INDArray output = activations.of(dataType, input.size(0), layerConf().getNOut());
    INDArray weights = getParam(DefaultParamInitializer.WEIGHT_KEY);
    for (int block = 0; block < blocks(); block++) {
      Nd4j.gemm(columns(input, block), columns(weights, block), columns(output, block), false, false, 1, 0);
    }
    output.addiRowVector(getParam(DefaultParamInitializer.BIAS_KEY));
    return layerConf().rectified() ? Transforms.relu(output, false) : output;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    INDArray slope = slope(epsilon);
    Gradient gradient = new DefaultGradient();
    INDArray bias = gradientViews.get(DefaultParamInitializer.BIAS_KEY);
    Nd4j.gemm(ones(slope.size(0)), slope, bias, false, false, 1, 0);
    gradient.gradientForVariable().put(DefaultParamInitializer.BIAS_KEY, bias);
    INDArray weights = gradientViews.get(DefaultParamInitializer.WEIGHT_KEY);
    for (int block = 0; block < blocks(); block++) {
      Nd4j.gemm(columns(input, block), columns(slope, block), columns(weights, block), true, false, 1, 0);
    }
    gradient.gradientForVariable().put(DefaultParamInitializer.WEIGHT_KEY, weights);
    return new Pair<>(gradient, inputGradient(slope));
  }

  /** Loss gradient before the activation function. */
  private INDArray slope(INDArray epsilon) {
    if (!layerConf().rectified()) {
      return epsilon;
    }
    INDArray output = activations.of(dataType, input.size(0), layerConf().getNOut());
    INDArray slope = delta.of(dataType, output.shape());
    Nd4j.exec(new Step(output, slope)); // with the product a seventh of the time of ND4J's own derivative
    return slope.muli(epsilon);
  }

  /** In the memory order of the input, so that the network's own row-ordered input gets a row-ordered gradient. */
  private INDArray inputGradient(INDArray slope) {
    INDArray weights = getParam(DefaultParamInitializer.WEIGHT_KEY);
    if (input.ordering() == 'c' && blocks() == 1) {
      INDArray transposed = inputGradient.of(dataType, input.size(1), input.size(0));
      return Nd4j.gemm(weights, slope, transposed, false, true, 1, 0).transpose();
    }
    INDArray result = inputGradient.of(dataType, input.shape());
    for (int block = 0; block < blocks(); block++) {
      Nd4j.gemm(columns(slope, block), columns(weights, block), columns(result, block), false, true, 1, 0);
    }
    return result;
  }

  private int blocks() {
    return layerConf().blocks();
  }

  private INDArray columns(INDArray matrix, int block) {
    if (blocks() == 1) {
      return matrix;
    }
    long width = matrix.size(1) / blocks();
    return matrix.get(NDArrayIndex.all(), NDArrayIndex.interval(block * width, (block + 1) * width));
  }

  private INDArray ones(long rows) {
    INDArray ones = onesMemory.of(dataType, 1, rows);
    if (onesRows != rows) {
      ones.assign(1);
      onesRows = rows;
    }
    return ones;
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }

  @Override
  public void close() {
    List.of(activations, delta, onesMemory, inputGradient).forEach(ReusedMatrix::close);
    onesRows = 0;
  }
}
