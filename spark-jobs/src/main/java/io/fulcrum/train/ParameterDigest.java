package io.fulcrum.train;

import io.fulcrum.contract.Fingerprint;
import io.fulcrum.data.ArrayBytes;
import io.fulcrum.model.embedding.RowRecords;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * A running SHA-256 over everything that training changed: two runs with one digest went through the same parameters to
 * the bit. Each round adds its dense parameters and the rows it changed, so its cost follows touched rows.
 */
public final class ParameterDigest {
    private byte[] digest = new byte[0];

    /** Returns all of it in hex; empty before the first round. */
    String hex() {
        return HexFormat.of().formatHex(digest);
    }

    /** Goes on from what {@link #hex} returned. */
    public void restore(String hex) {
        digest = HexFormat.of().parseHex(hex);
    }

    /** Adds a round and returns 16 hex digits of the digest so far. */
    String add(float[] parameters, RowRecords rows) {
        MessageDigest sha = Fingerprint.sha256();
        sha.update(digest);
        sha.update(ArrayBytes.of(parameters));
        for (int table = 0; table < rows.tables(); table++) {
            sha.update(bytes(rows.rows(table)));
            sha.update(ArrayBytes.of(rows.records(table)));
            if (rows.evicted(table).length > 0) {
                sha.update(bytes(rows.evicted(table)));
            }
        }
        digest = sha.digest();
        return HexFormat.of().formatHex(digest, 0, 8);
    }

    /** Their number, then the rows. */
    private static byte[] bytes(int[] rows) {
        ByteBuffer buffer =
                ByteBuffer.allocate(Integer.BYTES * (1 + rows.length)).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asIntBuffer().put(rows.length).put(rows);
        return buffer.array();
    }
}
