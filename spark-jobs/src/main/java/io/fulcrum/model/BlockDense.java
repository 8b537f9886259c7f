package io.fulcrum.model;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Configuration of several equal dense layers side by side, each reading its own block of input columns; with one
 * block, a plain dense layer.
 *
 * <p>{@code nIn} is the width of one block's input and {@code nOut} the width of all outputs together, so the weight
 * array is [nIn, nOut] with block after block in its columns, and DL4J's own parameter initialiser fits.
 */
final class BlockDense extends FeedForwardLayer {

  private final int blocks;

  private BlockDense(Builder builder) {
    super(builder);
    blocks = builder.blocks;
    initializeConstraints(builder);
  }

  /** A rectified layer with He start values. */
  static BlockDense relu(int blocks, int blockInputs, int blockOutputs, long seed) {
    return new Builder(blocks).nIn(blockInputs).nOut(blocks * blockOutputs)
        .activation(Activation.RELU).weightInit(new SeededInit(SeededInit.Scale.HE, seed)).build();
  }

  /** A linear layer of one block with Xavier start values. */
  static BlockDense linear(int inputs, int outputs, long seed) {
    return new Builder(1).nIn(inputs).nOut(outputs)
        .activation(Activation.IDENTITY).weightInit(new SeededInit(SeededInit.Scale.XAVIER, seed)).build();
  }

  int blocks() {
    return blocks;
  }

  boolean rectified() {
    return getActivationFn().equals(Activation.RELU.getActivationFunction());
  }

  @Override
  public Layer instantiate(NeuralNetConfiguration conf, Collection<TrainingListener> listeners, int index,
      INDArray parameters, boolean initialize, DataType type) {
    BlockDenseLayer layer = new BlockDenseLayer(conf, type);
    layer.setListeners(listeners);
    layer.setIndex(index);
    layer.setParamsViewArray(parameters);
    layer.setParamTable(initializer().init(conf, parameters, initialize));
    return layer;
  }

  @Override
  public ParamInitializer initializer() {
    return DefaultParamInitializer.getInstance();
  }

  @Override
  public LayerMemoryReport getMemoryReport(InputType inputType) {
    return new LayerMemoryReport.Builder(getLayerName(), BlockDense.class, inputType, getOutputType(-1, inputType))
        .standardMemory(initializer().numParams(this), 0)
        .workingMemory(0, 0, 0, getNOut() + blocks * getNIn())
        .cacheMemory(MemoryReport.CACHE_MODE_ALL_ZEROS, MemoryReport.CACHE_MODE_ALL_ZEROS)
        .build();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BlockDense that && blocks == that.blocks && super.equals(other);
  }

  @Override
  public int hashCode() {
    return 31 * super.hashCode() + blocks;
  }

  /** DL4J's way to make a layer, with the number of blocks. */
  @SuppressWarnings("unchecked") // DL4J declares the result of build() as a free type variable
  private static final class Builder extends FeedForwardLayer.Builder<Builder> {
    private final int blocks;

    private Builder(int blocks) {
      this.blocks = blocks;
    }

    @Override
    public BlockDense build() {
      return new BlockDense(this);
    }
  }
}
