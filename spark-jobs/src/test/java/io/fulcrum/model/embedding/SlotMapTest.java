package io.fulcrum.model.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlotMapTest {
    /** Tables below and above the size where a hash takes over, with few and many rows touched. */
    @ParameterizedTest
    @CsvSource({"1, 10", "100, 1000", "131072, 50000", "131073, 500", "131073, 60000", "2000000000, 40000"})
    void slot_randomRows_agreesWithAHashMap(int tableRows, int touches) {
        SplittableRandom random = new SplittableRandom(tableRows);
        SlotMap slots = new SlotMap(tableRows);
        Map<Integer, Integer> expected = new HashMap<>();
        for (int i = 0; i < touches; i++) {
            int row = random.nextInt(tableRows);
            Integer next = expected.size();
            Integer before = expected.putIfAbsent(row, next);

            assertThat(slots.slot(row)).isEqualTo(before == null ? next : before);
            assertThat(slots.size()).isEqualTo(expected.size());
        }
        expected.forEach((row, slot) -> {
            assertThat(slots.row(slot)).isEqualTo(row);
            assertThat(slots.slot(row)).isEqualTo(slot);
        });
    }

    @Test
    void slot_rowsThatShareHashBits_keepApart() {
        SlotMap slots = new SlotMap(Integer.MAX_VALUE);
        IntStream.range(0, 5000).forEach(i -> assertThat(slots.slot(i << 18)).isEqualTo(i));

        IntStream.range(0, 5000).forEach(i -> assertThat(slots.slot(i << 18)).isEqualTo(i));
    }
}
