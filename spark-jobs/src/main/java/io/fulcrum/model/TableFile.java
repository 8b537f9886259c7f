package io.fulcrum.model;

import io.fulcrum.contract.Fingerprint;
import io.fulcrum.job.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.apache.hadoop.fs.Path;

/**
 * The trained rows of one embedding table as a file: for each its number and its parameters, little-endian, rows
 * ascending. The others have their first values, which the model's seed gives. Read and written through a small buffer.
 */
final class TableFile {
  private static final int BUFFER_ROWS = 1 << 12;

  private final String location;
  private final MessageDigest digest = Fingerprint.sha256();
  private final float[] row;
  private final ByteBuffer buffer;

  private TableFile(String location, int width) {
    this.location = location;
    row = new float[width];
    buffer = ByteBuffer.allocate(BUFFER_ROWS * Integer.BYTES * (1 + width)).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Writes a table's trained rows into a directory and returns the description of the file. */
  static ModelDescription.ArrayFile write(String directory, String file, EmbeddingTables tables, int table) {
    int width = tables.spec().width();
    int[] rows = tables.storedRows(table);
    TableFile written = new TableFile(directory + "/" + file, width);
    try (OutputStream out = Storage.fileSystem(written.location).create(new Path(written.location), true)) {
      written.write(Channels.newChannel(out), rows, tables, table);
    } catch (IOException e) {
      throw Storage.cannotWrite(written.location, e);
    }
    return new ModelDescription.ArrayFile(file, (long) rows.length * (1 + width), written.hexDigest());
  }

  /**
   * Reads a table's rows into tables that hold none of them.
   *
   * @throws IllegalArgumentException if the file is missing or is not what {@code array} says and the table allows
   */
  static void read(String directory, ModelDescription.ArrayFile array, EmbeddingTables tables, int table) {
    TableFile file = new TableFile(directory + "/" + array.file(), tables.spec().width());
    EmbeddingSpec.Table shape = tables.spec().tables().get(table);
    int numbers = 1 + tables.spec().width();
    file.require(array.floats() % numbers == 0 && array.floats() >= 0 && array.floats() / numbers <= shape.rows(),
        "is listed with " + array.floats() + " numbers, but table \"" + shape.name() + "\" has at most "
            + shape.rows() + " rows of " + numbers
            + ". The description and the file are not of one model; train again.");
    try {
      Path path = new Path(file.location);
      var files = Storage.fileSystem(file.location);
      file.require(files.exists(path), "is missing. The copy is incomplete; copy the whole directory again.");
      long bytes = files.getFileStatus(path).getLen();
      file.require(bytes == Integer.BYTES * array.floats(), "has " + bytes + " bytes, its description says "
          + Integer.BYTES * array.floats() + ". The file is damaged; copy it again.");
      try (InputStream in = files.open(path)) {
        file.read(Channels.newChannel(in), array.floats() / numbers, tables, table);
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("Model file " + file.location + " cannot be read: " + e.getMessage()
          + ". Check the path and its permissions.", e);
    }
    file.require(file.hexDigest().equals(array.sha256()), "has another digest than the " + array.sha256()
        + " of its description. The file is damaged; copy it again.");
  }

  private void write(WritableByteChannel out, int[] rows, EmbeddingTables tables, int table) throws IOException {
    for (int i = 0; i < rows.length; i++) {
      tables.copyTo(table, rows[i], row, 0);
      buffer.putInt(rows[i]);
      for (float value : row) {
        buffer.putFloat(value);
      }
      if (!buffer.hasRemaining() || i == rows.length - 1) {
        digest.update(buffer.flip().duplicate());
        out.write(buffer);
        buffer.clear();
      }
    }
  }

  private void read(ReadableByteChannel in, long rows, EmbeddingTables tables, int table) throws IOException {
    int before = -1;
    buffer.limit(0);
    for (long left = rows; left > 0; left--) {
      if (!buffer.hasRemaining()) {
        fill(in, left);
      }
      int next = buffer.getInt();
      require(next > before && next < tables.spec().tables().get(table).rows(), "has row " + next + " after row "
          + before + " of " + tables.spec().tables().get(table).rows() + ". The file is damaged; copy it again.");
      for (int i = 0; i < row.length; i++) {
        row[i] = buffer.getFloat();
      }
      tables.put(table, next, row);
      before = next;
    }
  }

  private void fill(ReadableByteChannel in, long rowsLeft) throws IOException {
    int bytes = Integer.BYTES * (1 + row.length);
    buffer.clear().limit((int) Math.min(buffer.capacity(), rowsLeft * bytes));
    while (buffer.hasRemaining() && in.read(buffer) >= 0) {
      continue;
    }
    require(!buffer.hasRemaining(), "ends early. The file is damaged; copy it again.");
    digest.update(buffer.flip().duplicate());
  }

  private String hexDigest() {
    return HexFormat.of().formatHex(digest.digest());
  }

  private void require(boolean rule, String message) {
    if (!rule) {
      throw new IllegalArgumentException("Model file " + location + " " + message);
    }
  }
}
