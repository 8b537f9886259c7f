package io.fulcrum.model.store;

import io.fulcrum.contract.Fingerprint;
import io.fulcrum.job.FileSource;
import io.fulcrum.model.embedding.EmbeddingSpec;
import io.fulcrum.model.embedding.EmbeddingTables;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The trained rows of one embedding table as a file: for each its number and its parameters, little-endian, rows
 * ascending. The others have their first values, which the model's seed gives. Moved through a small buffer.
 */
final class TableFile {
    private static final int MOST = 1 << 18; // numbers of the buffer, unless one row has more

    private final EmbeddingTables tables;
    private final int table;
    private final MessageDigest digest = Fingerprint.sha256();
    private final float[] row;
    private final ByteBuffer buffer;
    private Optional<String> notFinite = Optional.empty();

    private TableFile(EmbeddingTables tables, int table) {
        this.tables = tables;
        this.table = table;
        row = new float[tables.spec().width(table)];
        int numbers = numbers(tables.spec(), table);
        int rows = Math.max(
                1, Math.min(MOST / numbers, tables.spec().tables().get(table).rows()));
        buffer = ByteBuffer.allocate(rows * numbers * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Numbers that a row of a table takes in its file. */
    static int numbers(EmbeddingSpec spec, int table) {
        return 1 + spec.width(table);
    }

    /** Writes a table's trained rows and returns the digest of the file. */
    static String write(OutputStream out, EmbeddingTables tables, int table) throws IOException {
        return new TableFile(tables, table).write(out, tables.storedRows(table));
    }

    /**
     * Reads a file of the size that {@code array} says into tables that hold none of its rows.
     *
     * @param table of the tables that the file is of
     * @throws IllegalArgumentException if its content is not what {@code array} says and the table allows
     */
    static void read(
            FileSource files, String location, ModelDescription.ArrayFile array, EmbeddingTables tables, int table) {
        TableFile file = new TableFile(tables, table);
        String digest =
                files.read(location, in -> file.read(in, array.floats() / numbers(tables.spec(), table), location));
        ModelReader.requireDigest(location, digest, array);
        file.notFinite.ifPresent(what -> ModelReader.refuseNotFinite(location, what));
    }

    private String write(OutputStream out, int[] rows) throws IOException {
        for (int i = 0; i < rows.length; i++) {
            tables.copyTo(table, rows[i], row, 0);
            buffer.putInt(rows[i]);
            for (float value : row) {
                buffer.putFloat(value);
            }
            if (!buffer.hasRemaining() || i == rows.length - 1) {
                digest.update(buffer.array(), 0, buffer.position());
                out.write(buffer.array(), 0, buffer.position());
                buffer.clear();
            }
        }
        return hexDigest();
    }

    private String read(InputStream in, long rows, String location) throws IOException {
        int count = tables.spec().tables().get(table).rows();
        int before = -1;
        buffer.limit(0);
        for (long left = rows; left > 0; left--) {
            if (!buffer.hasRemaining()) {
                fill(in, left);
            }
            int next = buffer.getInt();
            if (next <= before || next >= count) {
                throw new IllegalArgumentException("Model file " + location + " has row " + next + " after row "
                        + before + " of " + count + ". The file is damaged; copy it again.");
            }
            readRow(next);
            before = next;
        }
        return hexDigest();
    }

    private void readRow(int number) {
        for (int i = 0; i < row.length; i++) {
            row[i] = buffer.getFloat();
            if (!Float.isFinite(row[i]) && notFinite.isEmpty()) {
                notFinite = Optional.of(row[i] + " in row " + number);
            }
        }
        tables.put(table, number, row);
    }

    private void fill(InputStream in, long rowsLeft) throws IOException {
        int bytes = (int) Math.min(buffer.capacity(), rowsLeft * numbers(tables.spec(), table) * Integer.BYTES);
        if (in.readNBytes(buffer.array(), 0, bytes) < bytes) {
            throw new IOException("it ends " + rowsLeft + " rows early");
        }
        digest.update(buffer.array(), 0, bytes);
        buffer.clear().limit(bytes);
    }

    private String hexDigest() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
