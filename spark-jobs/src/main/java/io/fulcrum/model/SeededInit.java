package io.fulcrum.model;

import java.util.Random;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Normal start values drawn from a layer's own seed, so that equal seeds give equal bits in every JVM. */
record SeededInit(Scale scale, long seed) implements IWeightInit {

  /** How wide the start values are spread. */
  enum Scale {
    /** Variance 2 / fan-in, for ReLU layers (He et al. 2015, eq. 10). */
    HE {
      @Override
      double deviation(double fanIn, double fanOut) {
        return Math.sqrt(2 / fanIn);
      }
    },
    /** Variance 2 / (fan-in + fan-out), for linear layers (Glorot and Bengio 2010, eq. 12). */
    XAVIER {
      @Override
      double deviation(double fanIn, double fanOut) {
        return Math.sqrt(2 / (fanIn + fanOut));
      }
    };

    abstract double deviation(double fanIn, double fanOut);
  }

  @Override
  public INDArray init(double fanIn, double fanOut, long[] shape, char order, INDArray paramView) {
    Random random = new Random(seed);
    double deviation = scale.deviation(fanIn, fanOut);
    float[] values = new float[Math.toIntExact(paramView.length())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    paramView.assign(Nd4j.createFromArray(values).reshape(paramView.shape()));
    return paramView.reshape(order, shape);
  }
}
