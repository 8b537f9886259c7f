package io.fulcrum.train.checkpoint;

import io.fulcrum.config.Excerpt;
import io.fulcrum.contract.Fingerprint;
import io.fulcrum.job.Location;
import io.fulcrum.job.Storage;
import io.fulcrum.train.checkpoint.CheckpointManifest.ArrayFile;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The files of one checkpoint: raw little-endian numbers, written and read in pieces, each file with its digest. */
final class CheckpointFolder {
    private static final int PIECE = 1 << 16; // bytes read or digested at a time

    private final FileSystem files;
    private final Path path;

    CheckpointFolder(FileSystem files, Path path) {
        this.files = files;
        this.path = path;
    }

    Path path() {
        return path;
    }

    /** A name for messages. */
    @Override
    public String toString() {
        return Storage.forPeople(path.toString());
    }

    /** A file being written; closing it tells what was written. */
    final class Sink {
        private final String name;
        private final MessageDigest sha = Fingerprint.sha256();
        private final OutputStream out;
        private long bytes;

        private Sink(String name) throws IOException {
            this.name = name;
            out = new BufferedOutputStream(
                    new DigestOutputStream(files.create(new Path(path, name), true), sha), PIECE);
        }

        void floats(float[] values) throws IOException {
            ByteBuffer buffer = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
            buffer.asFloatBuffer().put(values);
            bytes(buffer.array());
        }

        void ints(int[] values) throws IOException {
            ByteBuffer buffer =
                    ByteBuffer.allocate(Integer.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
            buffer.asIntBuffer().put(values);
            bytes(buffer.array());
        }

        void bytes(byte[] values) throws IOException {
            out.write(values);
            bytes += values.length;
        }

        ArrayFile close() throws IOException {
            out.close();
            return new ArrayFile(name, bytes, HexFormat.of().formatHex(sha.digest()));
        }
    }

    Sink create(String name) throws IOException {
        return new Sink(name);
    }

    /** Writes the file that makes the checkpoint one. */
    void manifest(String json) throws IOException {
        Sink sink = create(CheckpointManifest.FILE);
        sink.bytes(json.getBytes(StandardCharsets.UTF_8));
        sink.close();
    }

    /** Refuses a file that is missing, or of another size or digest than stated. */
    void verify(ArrayFile stated) throws IOException {
        Path file = Location.child(path, stated.file());
        if (!files.exists(file)) {
            throw new IllegalArgumentException(name(stated) + " is missing");
        }
        long length = files.getFileStatus(file).getLen();
        if (length != stated.bytes()) {
            throw new IllegalArgumentException(
                    name(stated) + " has " + length + " bytes, its manifest says " + stated.bytes());
        }
        MessageDigest sha = Fingerprint.sha256();
        byte[] piece = new byte[PIECE];
        try (InputStream in = files.open(file)) {
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                sha.update(piece, 0, read);
            }
        }
        String digest = HexFormat.of().formatHex(sha.digest());
        if (!digest.equals(stated.sha256())) {
            throw new IllegalArgumentException(
                    name(stated) + " has digest " + digest + ", its manifest says " + Excerpt.of(stated.sha256()));
        }
    }

    /** Reads a verified file of exactly so many floats. */
    float[] floats(ArrayFile stated, int count) throws IOException {
        if (stated.bytes() != (long) Float.BYTES * count) {
            throw new IllegalArgumentException(name(stated) + " has " + stated.bytes() + " bytes, but " + count
                    + " floats need " + (long) Float.BYTES * count
                    + ": it is damaged or of another model. Restart with"
                    + " --overwrite.");
        }
        try (DataInputStream in = open(stated)) {
            return floats(in, count);
        }
    }

    DataInputStream open(ArrayFile stated) throws IOException {
        return new DataInputStream(files.open(Location.child(path, stated.file())));
    }

    static float[] floats(DataInputStream in, int count) throws IOException {
        float[] values = new float[count];
        little(in, count).asFloatBuffer().get(values);
        return values;
    }

    static int[] ints(DataInputStream in, int count) throws IOException {
        int[] values = new int[count];
        little(in, count).asIntBuffer().get(values);
        return values;
    }

    private static ByteBuffer little(DataInputStream in, int count) throws IOException {
        byte[] bytes = new byte[Math.multiplyExact(Float.BYTES, count)];
        in.readFully(bytes);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private String name(ArrayFile stated) {
        return this + "/" + stated.file();
    }
}
