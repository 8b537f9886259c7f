package io.fulcrum.export;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The numbers of a tensor as little-endian bytes. */
interface RawData {
    /** Returns how many bytes {@link #writeTo} writes. */
    long bytes();

    void writeTo(OutputStream out) throws IOException;

    static RawData ofLongs(long... values) {
        ByteBuffer buffer = littleEndian(Long.BYTES * values.length);
        buffer.asLongBuffer().put(values);
        return new Small(buffer.array());
    }

    static RawData ofDouble(double value) {
        return new Small(littleEndian(Double.BYTES).putDouble(value).array());
    }

    static RawData ofFloat(float value) {
        return new Small(littleEndian(Float.BYTES).putFloat(value).array());
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A few numbers that are in memory. */
    record Small(byte[] content) implements RawData {
        @Override
        public long bytes() {
            return content.length;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(content);
        }
    }
}
