package io.fulcrum.model;

import io.fulcrum.model.kernel.ColumnLoops;
import java.nio.ByteBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.factory.Nd4j;

/** Sets 1 MB of gradients to zero where a rectified value is. */
public class ReluMask extends LoopBench {
    private static final int SIZE = 1024 * 256;

    @Override
    Kernel kernel(Way chosen) {
        float[] values = Samples.random(SIZE, 1);
        ColumnLoops.rectify(values, 0, SIZE);
        float[] gradients = Samples.random(SIZE, 2);
        return switch (chosen) {
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
