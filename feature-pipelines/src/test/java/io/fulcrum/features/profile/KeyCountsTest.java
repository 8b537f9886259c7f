package io.fulcrum.features.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyCountsTest {
    private static KeyCounts of(int limit, long... hashes) {
        KeyCounts counts = new KeyCounts(limit);
        LongStream.of(hashes).forEach(counts::add);
        return counts;
    }

    @Test
    void repeats_byHand_countRowsBeyondTheFirst() {
        KeyCounts counts = of(10, 0, 7, -3, 7, 0, 0);
        counts.addNull();

        assertThat(counts.repeats()).isEqualTo(3);
        assertThat(counts.repeated()).hasValue(0);
        assertThat(counts.nulls()).isEqualTo(1);
        assertThat(of(10, 1, 2, 3).repeats()).isZero();
        assertThat(of(10, 1, 2, 3).repeated()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void merge_anyGrouping_isTheUnion(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] hashes = random.longs(3000, -2000, 2000).toArray();
        Map<Long, Integer> times = new HashMap<>();
        LongStream.of(hashes).forEach(hash -> times.merge(hash, 1, Integer::sum));
        List<KeyCounts> parts =
                LongStream.range(0, 7).mapToObj(i -> new KeyCounts(5000)).toList();
        LongStream.of(hashes).forEach(hash -> parts.get(random.nextInt(7)).add(hash));

        KeyCounts right = parts.get(3).merge(parts.get(4).merge(parts.get(5).merge(parts.get(6))));
        KeyCounts all = new KeyCounts(5000)
                .merge(parts.get(0))
                .merge(parts.get(1))
                .merge(parts.get(2))
                .merge(right);

        assertThat(all.repeats()).isEqualTo(3000 - times.size());
        assertThat(all.repeated())
                .hasValue(times.entrySet().stream()
                        .filter(entry -> entry.getValue() > 1)
                        .mapToLong(Map.Entry::getKey)
                        .min()
                        .orElseThrow());
    }

    @Test
    void overflowed_inAnyGrouping_dependsOnTheUnionAlone() {
        KeyCounts whole = of(3, 1, 2, 3, 4, 1);
        KeyCounts merged = of(3, 1, 2).merge(of(3, 3, 4, 1));
        KeyCounts late = of(3, 1).merge(of(3, 1, 2, 3, 4));

        for (KeyCounts counts : List.of(whole, merged, late)) {
            assertThat(counts.overflowed()).isTrue();
            assertThat(counts.repeated()).isEmpty();
            assertThatThrownBy(counts::repeats).hasMessageContaining("Ask overflowed() first.");
        }
        assertThat(of(3, 1, 2, 3, 1).overflowed()).isFalse();
    }
}
