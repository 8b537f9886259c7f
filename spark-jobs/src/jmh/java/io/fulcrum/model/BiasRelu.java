package io.fulcrum.model;

import java.nio.ByteBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Adds biases to 1 MB of sums and rectifies them, column after column. */
@State(Scope.Benchmark)
public class BiasRelu {
  private static final int ROWS = 1024;
  private static final int COLUMNS = 256;

  /** Where the sums lie and who goes over them. */
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
    float[] sums = Samples.random(ROWS * COLUMNS, 1);
    float[] biases = Samples.random(COLUMNS, 2);
    return switch (way) {
      case HEAP_LOOP -> new Kernel(() -> loop(sums, biases), () -> sums);
      case HEAP_VECTORS -> new Kernel(() -> vectors(sums, biases), () -> sums);
      case DIRECT_VECTORS -> direct(Samples.direct(sums), biases);
      case ND4J -> nd4j(Nd4j.create(sums, new long[] {ROWS, COLUMNS}, 'f'), Nd4j.create(biases));
    };
  }

  private static void loop(float[] sums, float[] biases) {
    for (int column = 0; column < COLUMNS; column++) {
      ColumnLoops.addThenRectify(sums, column * ROWS, ROWS, biases[column]);
    }
  }

  private static void vectors(float[] sums, float[] biases) {
    for (int column = 0; column < COLUMNS; column++) {
      VectorLoops.addThenRectify(sums, column * ROWS, ROWS, biases[column]);
    }
  }

  private static Kernel direct(ByteBuffer sums, float[] biases) {
    return new Kernel(() -> {
      for (int column = 0; column < COLUMNS; column++) {
        VectorLoops.addThenRectify(sums, column * ROWS, ROWS, biases[column]);
      }
    }, () -> Samples.read(sums));
  }

  private static Kernel nd4j(INDArray sums, INDArray biases) {
    return new Kernel(() -> Transforms.relu(sums.addiRowVector(biases), false), () -> Samples.read(sums));
  }
}
