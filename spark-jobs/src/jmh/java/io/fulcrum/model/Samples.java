package io.fulcrum.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The same random numbers in each kind of memory. */
final class Samples {
    private Samples() {}

    /** Returns numbers between -1 and 1. */
    static float[] random(int size, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] numbers = new float[size];
        for (int i = 0; i < size; i++) {
            numbers[i] = (float) (2 * random.nextDouble() - 1);
        }
        return numbers;
    }

    /** Returns a copy off the heap. */
    static ByteBuffer direct(float[] numbers) {
        ByteBuffer bytes =
                ByteBuffer.allocateDirect(numbers.length * Float.BYTES).order(ByteOrder.nativeOrder());
        bytes.asFloatBuffer().put(numbers);
        return bytes;
    }

    static float[] read(ByteBuffer direct) {
        float[] numbers = new float[direct.capacity() / Float.BYTES];
        direct.asFloatBuffer().get(numbers);
        return numbers;
    }

    /** Returns the numbers of a matrix, column after column. */
    static float[] read(INDArray matrix) {
        return matrix.dup('f').data().asFloat();
    }
}
