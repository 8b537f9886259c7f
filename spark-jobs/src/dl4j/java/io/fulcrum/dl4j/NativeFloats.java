package io.fulcrum.dl4j;

import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Bulk copies between Java arrays and contiguous ND4J arrays, in memory order. */
final class NativeFloats {

    private NativeFloats() {}

    /** Copies all of {@code from} to {@code target}, starting at {@code offset}. */
    static void read(INDArray from, float[] target, int offset) {
        int length = Math.toIntExact(from.length());
        if (from.dataType() == DataType.FLOAT) {
            address(from).get(target, offset, length);
        } else {
            float[] values = from.castTo(DataType.FLOAT).data().asFloat();
            System.arraycopy(values, 0, target, offset, length);
        }
    }

    /** Fills all of {@code target} from {@code source}, starting at {@code offset}. */
    static void write(float[] source, int offset, INDArray target) {
        int length = Math.toIntExact(target.length());
        if (target.dataType() == DataType.FLOAT) {
            address(target).put(source, offset, length);
        } else {
            float[] values = Arrays.copyOfRange(source, offset, offset + length);
            target.assign(Nd4j.createFromArray(values).reshape(target.ordering(), target.shape()));
        }
    }

    private static FloatPointer address(INDArray array) {
        if (array.elementWiseStride() != 1) {
            throw new IllegalStateException("An ND4J array of shape " + Arrays.toString(array.shape())
                    + " is a strided view: bulk copies need contiguous arrays. Duplicate it before copying.");
        }
        FloatPointer start = new FloatPointer(array.data().addressPointer());
        return start.limit(start.position() + array.length());
    }
}
