package io.fulcrum.contract.encoder;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The 64-bit xxHash of bytes (Collet, "xxHash fast digest algorithm", specification 0.1.1). Stored models depend on
 * these values: golden values in its test must never change.
 */
public final class XxHash64 {
    /** The seed of Spark's {@code xxhash64} function. */
    public static final long SPARK_SEED = 42;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long PRIME_1 = 0x9E3779B185EBCA87L;
    private static final long PRIME_2 = 0xC2B2AE3D27D4EB4FL;
    private static final long PRIME_3 = 0x165667B19E3779F9L;
    private static final long PRIME_4 = 0x85EBCA77C2B2AE63L;
    private static final long PRIME_5 = 0x27D4EB2F165667C5L;
    private static final int BLOCK = 32;

    private XxHash64() {}

    /** Returns the hash of a text's UTF-8 bytes. */
    public static long hash(String text, long seed) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return hash(bytes, 0, bytes.length, seed);
    }

    /** Returns the hash of {@code length} bytes from {@code offset} on. */
    public static long hash(byte[] bytes, int offset, int length, long seed) {
        int end = offset + length;
        int at = offset + length / BLOCK * BLOCK;
        long hash = length >= BLOCK ? blocks(bytes, offset, at, seed) : seed + PRIME_5;
        hash += length;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            hash = Long.rotateLeft(hash ^ round(0, (long) LONGS.get(bytes, at)), 27) * PRIME_1 + PRIME_4;
        }
        if (at + Integer.BYTES <= end) {
            hash = Long.rotateLeft(hash ^ ((int) INTS.get(bytes, at) & 0xFFFFFFFFL) * PRIME_1, 23) * PRIME_2 + PRIME_3;
            at += Integer.BYTES;
        }
        for (; at < end; at++) {
            hash = Long.rotateLeft(hash ^ (bytes[at] & 0xFF) * PRIME_5, 11) * PRIME_1;
        }
        return avalanche(hash);
    }

    /** Returns the hash of a number's eight bytes, the lowest first. */
    public static long hash(long value, long seed) {
        long hash = seed + PRIME_5 + Long.BYTES;
        return avalanche(Long.rotateLeft(hash ^ round(0, value), 27) * PRIME_1 + PRIME_4);
    }

    /** Returns a number whose every bit depends on every bit of another: the last step of the hash. */
    public static long avalanche(long hash) {
        long mixed = (hash ^ hash >>> 33) * PRIME_2;
        mixed = (mixed ^ mixed >>> 29) * PRIME_3;
        return mixed ^ mixed >>> 32;
    }

    private static long blocks(byte[] bytes, int from, int to, long seed) {
        long lane1 = seed + PRIME_1 + PRIME_2;
        long lane2 = seed + PRIME_2;
        long lane3 = seed;
        long lane4 = seed - PRIME_1;
        for (int at = from; at < to; at += BLOCK) {
            lane1 = round(lane1, (long) LONGS.get(bytes, at));
            lane2 = round(lane2, (long) LONGS.get(bytes, at + 8));
            lane3 = round(lane3, (long) LONGS.get(bytes, at + 16));
            lane4 = round(lane4, (long) LONGS.get(bytes, at + 24));
        }
        long hash = Long.rotateLeft(lane1, 1)
                + Long.rotateLeft(lane2, 7)
                + Long.rotateLeft(lane3, 12)
                + Long.rotateLeft(lane4, 18);
        hash = merge(hash, lane1);
        hash = merge(hash, lane2);
        hash = merge(hash, lane3);
        return merge(hash, lane4);
    }

    private static long round(long lane, long input) {
        return Long.rotateLeft(lane + input * PRIME_2, 31) * PRIME_1;
    }

    private static long merge(long hash, long lane) {
        return (hash ^ round(0, lane)) * PRIME_1 + PRIME_4;
    }
}
