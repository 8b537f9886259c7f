package io.fulcrum.dl4j;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Off-heap memory that is handed out again for every batch: it grows to the largest shape asked for and never
 * shrinks, and equal shapes get the very same array object.
 */
final class ReusedMatrix implements AutoCloseable {

    private static final INDArray NOTHING = Nd4j.empty(DataType.FLOAT);

    private final char order;
    private INDArray memory = NOTHING;
    private INDArray handedOut = NOTHING;

    ReusedMatrix(char order) {
        this.order = order;
    }

    /** An array of this shape whose content is whatever was there before. */
    INDArray of(DataType type, long... shape) {
        if (handedOut.dataType() != type || !Arrays.equals(handedOut.shape(), shape)) {
            handedOut = view(type, shape);
        }
        return handedOut;
    }

    private INDArray view(DataType type, long[] shape) {
        long length = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        try (MemoryWorkspace opened = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            if (memory.dataType() != type || memory.length() < length) {
                close();
                memory = Nd4j.create(type, length);
            }
            INDArray front = length == memory.length() ? memory : memory.get(NDArrayIndex.interval(0, length));
            return front.reshape(order, shape);
        }
    }

    @Override
    public void close() {
        if (memory.closeable()) {
            memory.close();
        }
        memory = NOTHING;
        handedOut = NOTHING;
    }
}
