package io.fulcrum.export;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A matrix of floats that is read a row at a time while it is written.
 *
 * @param width numbers of a row
 */
record FloatRows(int rows, int width, Reader reader) implements RawData {
    private static final int BUFFER = 1 << 16; // bytes, unless a row has more

    /** Reads a row into an array of its width. */
    interface Reader {
        void read(int row, float[] target);
    }

    /** Returns a stretch of an array as a matrix of {@code width} columns. */
    static FloatRows of(float[] values, int from, int rows, int width) {
        return new FloatRows(
                rows,
                width,
                (row, target) -> System.arraycopy(
                        values, Math.addExact(from, Math.multiplyExact(row, width)), target, 0, width));
    }

    @Override
    public long bytes() {
        return (long) rows * width * Float.BYTES;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        float[] row = new float[width];
        int rowsOfBuffer = Math.max(1, BUFFER / Math.max(1, width * Float.BYTES));
        ByteBuffer buffer =
                ByteBuffer.allocate(rowsOfBuffer * width * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < rows; i++) {
            reader.read(i, row);
            for (float value : row) {
                buffer.putFloat(value);
            }
            if (!buffer.hasRemaining() || i == rows - 1) {
                out.write(buffer.array(), 0, buffer.position());
                buffer.clear();
            }
        }
    }
}
