package io.fulcrum.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.data.Seeds.Purpose;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeedsTest {
    @Test
    void of_distinctAddresses_areDistinct() {
        Set<Long> seeds = new HashSet<>();
        for (long run = -1; run <= 2; run++) {
            for (Purpose purpose : Purpose.values()) {
                for (int first = 0; first < 50; first++) {
                    for (int second = 0; second < 50; second++) {
                        assertThat(seeds.add(Seeds.of(run, purpose, first, second)))
                                .isTrue();
                    }
                }
            }
        }
    }

    @Test
    void of_sameAddress_isTheSameSeed() {
        assertThat(Seeds.of(7, Purpose.ROW_ORDER, 2, 3)).isEqualTo(Seeds.of(7, Purpose.ROW_ORDER, 2, 3));
    }

    @Test
    void of_neighbouringAddresses_differInHalfTheirBits() {
        double bits = IntStream.range(0, 2000)
                .map(i -> Long.bitCount(Seeds.of(1, Purpose.ROUND, 0, i) ^ Seeds.of(1, Purpose.ROUND, 0, i + 1)))
                .average()
                .orElseThrow();

        assertThat(bits).isCloseTo(32, within(0.5)); // 5 standard errors: 5 × 4 / √2000
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 17, 1000})
    void permutation_anySize_holdsEachNumberOnceAndRepeats(int size) {
        int[] order = Seeds.permutation(size, 3);

        assertThat(IntStream.of(order).sorted().toArray())
                .isEqualTo(IntStream.range(0, size).toArray());
        assertThat(Seeds.permutation(size, 3)).isEqualTo(order);
    }

    @Test
    void permutation_manySeeds_reachAllOrdersEquallyOften() {
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < 24_000; i++) {
            counts.merge(Arrays.toString(Seeds.permutation(4, Seeds.of(1, Purpose.ROUND, i, 0))), 1, Integer::sum);
        }

        assertThat(counts).hasSize(24);
        // Each count is binomial around 1000 with standard deviation 31.
        assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(850, 1150));
    }
}
