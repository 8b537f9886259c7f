package io.fulcrum.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Arrays of numbers as little-endian bytes, which Java's serialisation passes on as they are instead of one by one. */
public final class ArrayBytes {
    private ArrayBytes() {}

    public static byte[] of(float[] values) {
        ByteBuffer buffer = buffer(new byte[Math.multiplyExact(Float.BYTES, values.length)]);
        buffer.asFloatBuffer().put(values);
        return buffer.array();
    }

    public static byte[] of(double[] values) {
        ByteBuffer buffer = buffer(new byte[Math.multiplyExact(Double.BYTES, values.length)]);
        buffer.asDoubleBuffer().put(values);
        return buffer.array();
    }

    public static float[] floats(byte[] bytes) {
        float[] values = new float[bytes.length / Float.BYTES];
        buffer(bytes).asFloatBuffer().get(values);
        return values;
    }

    public static double[] doubles(byte[] bytes) {
        double[] values = new double[bytes.length / Double.BYTES];
        buffer(bytes).asDoubleBuffer().get(values);
        return values;
    }

    private static ByteBuffer buffer(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
