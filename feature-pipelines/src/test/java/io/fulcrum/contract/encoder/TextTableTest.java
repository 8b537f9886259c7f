package io.fulcrum.contract.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TextTableTest {
    @Test
    void add_randomTexts_numbersThemByFirstArrival() {
        SplittableRandom random = new SplittableRandom(5);
        TextTable table = new TextTable();
        Map<String, Integer> expected = new LinkedHashMap<>();
        for (int i = 0; i < 20_000; i++) {
            String text = "ü" + random.nextInt(3000) + "x".repeat(random.nextInt(3));
            assertThat(add(table, text)).isEqualTo(expected.computeIfAbsent(text, key -> expected.size()));
        }
        assertThat(table.size()).isEqualTo(expected.size());
        expected.forEach((text, number) -> {
            assertThat(table.find(text)).hasValue(number);
            assertThat(table.text(number)).isEqualTo(text);
        });
        assertThat(table.find("absent")).isEmpty();
    }

    @Test
    void find_emptyTable_findsNothing() {
        assertThat(new TextTable().find("")).isEmpty();
        assertThat(new TextTable().bytes()).isZero();
    }

    @Test
    void compare_texts_isByCodePoint() {
        TextTable table = new TextTable();
        add(table, "\uFFFD"); // before the emoji as a code point, after it as UTF-16
        add(table, "🙂");
        add(table, "");
        assertThat(table.compare(0, 1)).isNegative();
        assertThat(table.compare(0, 2)).isPositive();
        assertThat(table.compare(1, 1)).isZero();
    }

    static int add(TextTable table, String text) {
        Utf8 bytes = new Utf8();
        bytes.set(text);
        return table.add(bytes.bytes(), bytes.offset(), bytes.length());
    }
}
