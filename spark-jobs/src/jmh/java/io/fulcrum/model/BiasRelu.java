package io.fulcrum.model;

import io.fulcrum.model.kernel.ColumnLoops;
import java.nio.ByteBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Adds biases to 1 MB of sums and rectifies them, column after column. */
public class BiasRelu extends LoopBench {
    private static final int ROWS = 1024;
    private static final int COLUMNS = 256;

    @Override
    Kernel kernel(Way chosen) {
        float[] sums = Samples.random(ROWS * COLUMNS, 1);
        float[] biases = Samples.random(COLUMNS, 2);
        return switch (chosen) {
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
        return new Kernel(
                () -> {
                    for (int column = 0; column < COLUMNS; column++) {
                        VectorLoops.addThenRectify(sums, column * ROWS, ROWS, biases[column]);
                    }
                },
                () -> Samples.read(sums));
    }

    private static Kernel nd4j(INDArray sums, INDArray biases) {
        return new Kernel(() -> Transforms.relu(sums.addiRowVector(biases), false), () -> Samples.read(sums));
    }
}
