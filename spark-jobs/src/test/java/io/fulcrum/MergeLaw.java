package io.fulcrum;

import java.util.SplittableRandom;
import java.util.function.BiConsumer;

/** The law of mergeable states: however a row of parts is cut and merged, the state is that of all parts. */
public final class MergeLaw {
    private MergeLaw() {}

    /** Makes the state of some of the parts. */
    public interface Parts<S> {
        /** @param to exclusive */
        S state(int from, int to);
    }

    /**
     * Cuts the parts in three, some perhaps empty, and merges them from the left and from the right.
     *
     * @param seed of the cuts
     * @param count number of parts
     * @param merge adds its second state to the first
     * @param same asserts that two states are the same
     */
    public static <S> void assertAssociative(
            long seed, int count, Parts<S> parts, BiConsumer<S, S> merge, BiConsumer<S, S> same) {
        SplittableRandom random = new SplittableRandom(seed);
        int one = random.nextInt(count + 1);
        int two = random.nextInt(one, count + 1);
        S left = parts.state(0, one);
        merge.accept(left, parts.state(one, two));
        merge.accept(left, parts.state(two, count));
        S rest = parts.state(one, two);
        merge.accept(rest, parts.state(two, count));
        S right = parts.state(0, one);
        merge.accept(right, rest);
        same.accept(left, right);
        same.accept(left, parts.state(0, count));
    }
}
