package io.fulcrum.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RadixOrderTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 100, 2048, 1L << 31, 1L << 45, Long.MAX_VALUE, -1})
    void of_isTheStableOrderByUnsignedKey(long bound) {
        SplittableRandom random = new SplittableRandom(bound);
        for (int size : new int[] {1, 2, 5, 300, 5000}) {
            long[] keys = random.longs(size)
                    .map(key -> bound < 0 ? key : Math.floorMod(key, bound))
                    .toArray();

            int[] expected = IntStream.range(0, size)
                    .boxed()
                    .sorted(Comparator.comparing(i -> keys[i], Long::compareUnsigned))
                    .mapToInt(i -> i)
                    .toArray();

            assertThat(RadixOrder.of(keys)).isEqualTo(expected);
        }
    }

    @Test
    void of_noKeys_isEmpty() {
        assertThat(RadixOrder.of(new long[0])).isEmpty();
    }
}
