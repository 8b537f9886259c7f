package io.fulcrum.model.store;

import io.fulcrum.contract.Fingerprint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.HexFormat;

/** A file of little-endian 32-bit floats, moved through a small buffer however large it is, with its SHA-256. */
final class FloatFile {
    private static final int MOST = 1 << 16; // floats of the buffer

    private final int floats; // of the buffer
    private final ByteBuffer buffer;
    private final MessageDigest digest = Fingerprint.sha256();

    private FloatFile(int size) {
        floats = Math.min(MOST, Math.max(1, size));
        buffer = ByteBuffer.allocate(floats * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Writes all values and returns the digest of the file. */
    static String write(OutputStream out, float[] values) throws IOException {
        return new FloatFile(values.length).writeAll(out, values);
    }

    /** Fills {@code target} and returns the digest of what was read; a shorter file is an error. */
    static String read(InputStream in, float[] target) throws IOException {
        return new FloatFile(target.length).readAll(in, target);
    }

    private String writeAll(OutputStream out, float[] values) throws IOException {
        for (int at = 0; at < values.length; at += floats) {
            int count = Math.min(floats, values.length - at);
            buffer.asFloatBuffer().put(values, at, count);
            out.write(digested(count), 0, count * Float.BYTES);
        }
        return hex();
    }

    private String readAll(InputStream in, float[] target) throws IOException {
        for (int at = 0; at < target.length; at += floats) {
            int count = Math.min(floats, target.length - at);
            if (in.readNBytes(buffer.array(), 0, count * Float.BYTES) < count * Float.BYTES) {
                throw new IOException("it ends before float " + target.length);
            }
            digested(count);
            buffer.asFloatBuffer().get(target, at, count);
        }
        return hex();
    }

    private byte[] digested(int count) {
        digest.update(buffer.array(), 0, count * Float.BYTES);
        return buffer.array();
    }

    private String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
