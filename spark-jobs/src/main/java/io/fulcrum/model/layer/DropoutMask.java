package io.fulcrum.model.layer;

import io.fulcrum.data.Seeds;

/**
 * Which entries a dropout leaves: a function of a step's address and an entry's place. A 64-bit number decides on four
 * entries, so shares are whole numbers of 1/65536.
 *
 * @param least of 65536 numbers, the smallest that leaves an entry
 */
public record DropoutMask(int least) {
    private static final int NUMBERS = 1 << Short.SIZE;
    private static final int AT_ONCE = Long.SIZE / Short.SIZE;

    public static DropoutMask of(double share) {
        return new DropoutMask((int) Math.min(NUMBERS - 1, Math.round(share * NUMBERS)));
    }

    /** What is left is multiplied by this, so that its mean stays as it is. */
    private float factor() {
        return (float) NUMBERS / (NUMBERS - least);
    }

    /** Returns the factor of one entry. */
    public float at(long address, int entry) {
        long bits = Seeds.of(address, entry / AT_ONCE) >>> entry % AT_ONCE * Short.SIZE;
        return (int) (bits & NUMBERS - 1) < least ? 0 : factor();
    }

    /** Sets the factors of the first entries; {@code mask} has room for a multiple of four. */
    void fill(long address, float[] mask, int entries) {
        float factor = factor();
        for (int i = 0; i < entries; i += AT_ONCE) {
            long bits = Seeds.of(address, i / AT_ONCE);
            for (int j = 0; j < AT_ONCE; j++) {
                int isLeft = (least - 1 - (int) (bits & NUMBERS - 1)) >>> Integer.SIZE - 1; // no branch to mispredict
                mask[i + j] = factor * isLeft;
                bits >>>= Short.SIZE;
            }
        }
    }

    /** Returns an array with room for the factors of entries. */
    static float[] room(int entries) {
        return new float[(entries + AT_ONCE - 1) / AT_ONCE * AT_ONCE];
    }
}
