package io.fulcrum.features.read;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;

/**
 * A Parquet file with another footer: types of later versions of the format are left out of it, because Spark's Parquet
 * library fails on a file that has one, used or not.
 *
 * @param dataLength bytes before the footer, which are those of the file
 * @param tail the footer that follows them
 */
record FooterView(long dataLength, byte[] tail) {
    private static final int TRAILER = 8; // the footer's length and the magic
    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

    /** Reads the footer of a whole file and returns the view of it. */
    static FooterView of(FSDataInputStream in, long length) throws IOException {
        byte[] trailer = new byte[TRAILER];
        in.readFully(length - TRAILER, trailer);
        int size = littleEndian(ByteBuffer.wrap(trailer)).getInt();
        byte[] footer = new byte[size];
        in.readFully(length - TRAILER - size, footer);
        FileMetaData metadata = Util.readFileMetaData(new ByteArrayInputStream(footer));
        metadata.getSchema().stream().filter(Unreadable::isUnknown).forEach(element -> element.setLogicalType(null));
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        Util.writeFileMetaData(metadata, written);
        ByteBuffer tail = littleEndian(ByteBuffer.allocate(written.size() + TRAILER));
        tail.put(written.toByteArray()).putInt(written.size()).put(MAGIC);
        return new FooterView(length - TRAILER - size, tail.array());
    }

    long length() {
        return dataLength + tail.length;
    }

    private static ByteBuffer littleEndian(ByteBuffer buffer) {
        return buffer.order(ByteOrder.LITTLE_ENDIAN);
    }
}
