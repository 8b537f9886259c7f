package io.fulcrum.data;

import java.util.SplittableRandom;

/** Every random number has an address: a seed made of the run's seed, a purpose and up to two coordinates. */
public final class Seeds {
    /**
     * What a random number is for; two purposes never share a stream. Their numbers never change: whoever reads a model
     * draws the first values of its untrained rows anew.
     */
    public enum Purpose {
        SHARDING(1),
        SHARD_ORDER(2),
        ROW_ORDER(3),
        PARAMETERS(5),
        EMBEDDING_ROWS(6),
        ROUND(7),
        NOISE(8),
        DELTA(9),
        BALANCE(10),
        SKETCH(11);

        private final int stream;

        Purpose(int stream) {
            this.stream = stream;
        }
    }

    /** 2^64 over the golden ratio, odd: multiples of it spread over all longs, and a product with it loses nothing. */
    public static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

    private Seeds() {}

    /** Returns the seed at an address, such as (run, ROW_ORDER, epoch, shard). */
    public static long of(long runSeed, Purpose purpose, long first, long second) {
        return of(prefix(runSeed, purpose, first), second);
    }

    /** Returns what all seeds at an address have in common whose second coordinates differ. */
    public static long prefix(long runSeed, Purpose purpose, long first) {
        return of(mix(runSeed + GOLDEN_RATIO * purpose.stream), first);
    }

    /** Returns the seed at a further coordinate. */
    public static long of(long prefix, long coordinate) {
        return mix(prefix + GOLDEN_RATIO * (coordinate + 1));
    }

    /** Returns a uniformly random order of 0 … size - 1 (Fisher-Yates). */
    public static int[] permutation(int size, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /** The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). */
    public static long mix(long z) {
        long x = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
        return x ^ (x >>> 31);
    }
}
