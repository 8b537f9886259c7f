package io.fulcrum.train.exchange;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import io.fulcrum.data.ArrayBytes;
import java.io.Serializable;

/** A vector to the bit, which must not change afterwards. Kryo leaves it to Java, as all records. */
@DefaultSerializer(JavaSerializer.class)
public record ExactFloats(float[] floats) implements PackedFloats {
    public static final ExactFloats NONE = new ExactFloats(new float[0]);

    @Override
    public long bytes() {
        return (long) Float.BYTES * floats.length;
    }

    @Override
    public boolean isFinite() {
        float zero = 0;
        for (float value : floats) {
            zero += value * 0f; // NaN for what is not finite
        }
        return zero == 0;
    }

    private Object writeReplace() {
        return new Wire(ArrayBytes.of(floats));
    }

    /** How it travels. */
    private record Wire(byte[] floats) implements Serializable {
        private Object readResolve() {
            return new ExactFloats(ArrayBytes.floats(floats));
        }
    }
}
