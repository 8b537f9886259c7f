package io.fulcrum.dl4j;

import java.util.Arrays;
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
import org.nd4j.linalg.factory.Nd4j;

/**
 * The running {@link FusedDense}.
 *
 * <p>Where it differs from DL4J's dense layer, for speed: it keeps its activations where DL4J computes them again on
 * the way back, gives every matrix product a column-ordered target (a row-ordered one costs a hidden copy), adds the
 * bias and sums its gradient by products with ones, finds no gradient of an input that nobody asks for, and hands out
 * the same memory for every batch. Results are overwritten by the next pass.
 */
final class FusedDenseLayer extends BaseLayer<FusedDense> implements AutoCloseable {

    private final ReusedMatrix activations = new ReusedMatrix('f');
    private final ReusedMatrix delta = new ReusedMatrix('f');
    private final ReusedMatrix onesMemory = new ReusedMatrix('f');
    private final ReusedMatrix inputGradient = new ReusedMatrix('f');
    private final FusedActivation activation;
    private long onesRows;
    private boolean readsData;

    FusedDenseLayer(NeuralNetConfiguration conf, DataType type) {
        super(conf, type);
        activation = layerConf().activation();
    }

    /** Tells that what is below is data: the way back ends here. */
    void readsData() {
        readsData = true;
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        INDArray weights = getParam(DefaultParamInitializer.WEIGHT_KEY);
        INDArray data = checkedInput(weights);
        INDArray output = activations.of(dataType, data.size(0), weights.size(1));
        Nd4j.gemm(ones(data.size(0)), getParam(DefaultParamInitializer.BIAS_KEY), output, true, false, 1, 0);
        Nd4j.gemm(data, weights, output, false, false, 1, 1);
        activation.apply(output);
        if (maskArray != null) {
            applyMask(output);
        }
        return output;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        INDArray slope = slope(epsilon);
        Gradient gradient = new DefaultGradient();
        INDArray bias = gradientViews.get(DefaultParamInitializer.BIAS_KEY);
        Nd4j.gemm(ones(slope.size(0)), slope, bias, false, false, 1, 0);
        gradient.gradientForVariable().put(DefaultParamInitializer.BIAS_KEY, bias);
        INDArray weights = gradientViews.get(DefaultParamInitializer.WEIGHT_KEY);
        Nd4j.gemm(input.castTo(dataType), slope, weights, true, false, 1, 0);
        gradient.gradientForVariable().put(DefaultParamInitializer.WEIGHT_KEY, weights);
        return new Pair<>(gradient, readsData ? null : inputGradient(slope));
    }

    private INDArray checkedInput(INDArray weights) {
        if (input.rank() != 2 || input.size(1) != weights.size(0)) {
            throw new IllegalArgumentException("Layer \"" + layerConf().getLayerName() + "\" reads an array of shape "
                    + Arrays.toString(input.shape()) + ": it needs rows of " + weights.size(0)
                    + " numbers. Correct nIn, or put a preprocessor before the layer.");
        }
        return input.castTo(dataType);
    }

    /** Loss gradient before the activation function. */
    private INDArray slope(INDArray epsilon) {
        if (activation == FusedActivation.IDENTITY && maskArray == null) {
            return epsilon;
        }
        INDArray value = activations.of(dataType, epsilon.shape());
        INDArray slope = delta.of(dataType, epsilon.shape());
        activation.slope(value, slope);
        slope.muli(epsilon);
        if (maskArray != null) {
            applyMask(slope);
        }
        return slope;
    }

    private INDArray inputGradient(INDArray slope) {
        INDArray result = inputGradient.of(dataType, input.shape());
        return Nd4j.gemm(slope, getParam(DefaultParamInitializer.WEIGHT_KEY), result, false, true, 1, 0);
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
