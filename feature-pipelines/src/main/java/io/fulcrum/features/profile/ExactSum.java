package io.fulcrum.features.profile;

import java.io.Serializable;
import java.math.BigInteger;

/**
 * The exact sum of doubles, so that any order and any grouping give the same bits. A superaccumulator after Neal, "Fast
 * exact summation using small and large superaccumulators" (2015): chunk i counts multiples of 2^(32 i - 1074).
 */
final class ExactSum implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int CHUNKS = 70;
    private static final long LOW = 0xFFFFFFFFL;
    /** Additions that a 64-bit chunk of 32-bit parts surely holds; half, so that two sums can be merged first. */
    private static final int ADDITIONS_BETWEEN_CARRIES = 1 << 29;

    private final long[] chunks = new long[CHUNKS];
    private int pending;

    /** Adds a finite number. */
    void add(double value) {
        long bits = Double.doubleToRawLongBits(value);
        int exponent = (int) (bits >>> 52) & 0x7FF;
        long fraction = bits & 0xFFFFFFFFFFFFFL;
        long mantissa = exponent == 0 ? fraction : fraction | 1L << 52;
        int position = Math.max(exponent, 1) - 1;
        int shift = position & 31;
        long sign = bits < 0 ? -1 : 1;
        int chunk = position >>> 5;
        chunks[chunk] += sign * (mantissa << shift & LOW);
        chunks[chunk + 1] += sign * (mantissa >>> 32 - shift & LOW);
        chunks[chunk + 2] += sign * (mantissa >>> 32 >>> 32 - shift);
        if (++pending == ADDITIONS_BETWEEN_CARRIES) {
            carry();
        }
    }

    void merge(ExactSum other) {
        carry();
        other.carry();
        for (int i = 0; i < CHUNKS; i++) {
            chunks[i] += other.chunks[i];
        }
        carry();
    }

    /** Returns the sum in units of 2^-1074, the smallest double. */
    BigInteger units() {
        BigInteger total = BigInteger.ZERO;
        for (int i = CHUNKS - 1; i >= 0; i--) {
            total = total.shiftLeft(32).add(BigInteger.valueOf(chunks[i]));
        }
        return total;
    }

    private void carry() {
        for (int i = 0; i < CHUNKS - 1; i++) {
            chunks[i + 1] += chunks[i] >> 32;
            chunks[i] &= LOW;
        }
        pending = 0;
    }
}
