package io.fulcrum.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {
    record Pair(int left, String right) {}

    @Test
    void line_ofAMap_isSortedByKey() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("b", 1);
        map.put("a", 0.1);

        assertThat(Json.line(map)).isEqualTo("{\"a\":0.1,\"b\":1}");
    }

    @Test
    void parse_ofARecord_isEqual() {
        assertThat(Json.parse(Json.pretty(new Pair(1, "ü\n")), Pair.class, "pair"))
                .isEqualTo(new Pair(1, "ü\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"left\":1,\"right\":\"a\",\"other\":2}",
                "{\"left\":1}",
                "{\"left\":null,\"right\":\"a\"}",
                "{\"left\":1,\"left\":2,\"right\":\"a\"}",
                "{\"left\":1,\"right\":\"a\"} x",
                "{\"left\":1,",
                "null"
            })
    void parse_whatIsNotTheRecord_isRefused(String text) {
        assertThatThrownBy(() -> Json.parse(text, Pair.class, "pair p.json"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The pair p.json is damaged or of another version: ")
                .hasMessageEndingWith(". Create it again with this version of Fulcrum.")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    @Test
    void fingerprint_ofAbc_isTheStartOfItsSha256() {
        // FIPS 180-2, appendix B.1.
        assertThat(Fingerprint.of("abc")).isEqualTo("ba7816bf8f01cfea");
        assertThat(Fingerprint.of("abc".getBytes(StandardCharsets.UTF_8))).isEqualTo(Fingerprint.of("abc"));
    }
}
