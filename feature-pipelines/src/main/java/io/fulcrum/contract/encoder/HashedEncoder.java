package io.fulcrum.contract.encoder;

/**
 * A text as one of {@code buckets} ids by its hash: 1 + (xxHash64 of its UTF-8 bytes, seeded by the table's name)
 * modulo buckets. Weinberger et al., "Feature Hashing for Large Scale Multitask Learning" (2009), without the sign.
 */
public record HashedEncoder(String table, int buckets) implements TextEncoder {
    public HashedEncoder {
        if (buckets < 1 || buckets == Integer.MAX_VALUE) {
            throw new IllegalArgumentException("Table \"" + table + "\" has " + buckets
                    + " buckets, but needs at least 1. Prepare the data again.");
        }
    }

    @Override
    public int rows() {
        return buckets + 1;
    }

    /** Returns the id of a text. */
    public static int id(Utf8 text, long seed, int buckets) {
        return id(XxHash64.hash(text.bytes(), text.offset(), text.length(), seed), buckets);
    }

    /** Returns the id of a hash. */
    public static int id(long hash, int buckets) {
        return 1 + (int) Math.floorMod(hash, (long) buckets);
    }
}
