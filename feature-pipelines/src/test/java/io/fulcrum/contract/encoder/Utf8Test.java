package io.fulcrum.contract.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {
    private final Utf8 text = new Utf8();

    @ParameterizedTest
    @ValueSource(longs = {0, 7, -7, 10, 1234567890123456789L, Long.MAX_VALUE, Long.MIN_VALUE, -1})
    void set_wholeNumber_isItsDecimalDigits(long value) {
        text.set(value);
        assertThat(text).hasToString(Long.toString(value));
        assertThat(text.length()).isEqualTo(Long.toString(value).length());
    }

    @Test
    void set_unpairedSurrogate_isAQuestionMark() {
        text.set("a\uD800b");
        assertThat(text).hasToString("a?b");
    }

    @Test
    void set_boolean_isItsWord() {
        text.setTrue();
        assertThat(text).hasToString("true");
        text.setFalse();
        assertThat(text).hasToString("false");
    }

    @Test
    void append_afterClear_joinsAndGrows() {
        byte[] letters = "abcdefghij".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        for (int round = 0; round < 2; round++) {
            text.clear();
            for (int i = 0; i < 20; i++) {
                text.append(letters, 0, 10);
            }
            assertThat(text).hasToString("abcdefghij".repeat(20));
        }
    }
}
