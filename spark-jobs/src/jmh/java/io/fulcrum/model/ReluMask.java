package io.fulcrum.model;

import java.nio.ByteBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Sets 1 MB of gradients to zero where a rectified value is. */
@State(Scope.Benchmark)
public class ReluMask {
  private static final int SIZE = 1024 * 256;

  /** Where values and gradients lie and who goes over them. */
  public enum Way { HEAP_LOOP, HEAP_VECTORS, DIRECT_VECTORS, ND4J }

  @Param
  public Way way;

  private Kernel kernel;

  @Setup
  public void prepare() {
    kernel = kernel(way).like(kernel(Way.HEAP_LOOP));
  }

  @Benchmark
  public void run() {
    kernel.run().run();
  }

  private static Kernel kernel(Way way) {
    float[] values = Samples.random(SIZE, 1);
    ColumnLoops.rectify(values, SIZE);
    float[] gradients = Samples.random(SIZE, 2);
    return switch (way) {
      case HEAP_LOOP -> new Kernel(() -> ColumnLoops.zeroWhereZero(values, gradients, 0, SIZE), () -> gradients);
      case HEAP_VECTORS -> new Kernel(() -> VectorLoops.zeroWhereZero(values, gradients, SIZE), () -> gradients);
      case DIRECT_VECTORS -> direct(Samples.direct(values), Samples.direct(gradients));
      case ND4J -> nd4j(Nd4j.create(values), Nd4j.create(gradients));
    };
  }

  private static Kernel direct(ByteBuffer values, ByteBuffer gradients) {
    return new Kernel(() -> VectorLoops.zeroWhereZero(values, gradients, SIZE), () -> Samples.read(gradients));
  }

  private static Kernel nd4j(INDArray values, INDArray gradients) {
    INDArray slope = Nd4j.create(SIZE);
    return new Kernel(() -> gradients.muli(Nd4j.exec(new Step(values, slope))), () -> Samples.read(gradients));
  }
}
