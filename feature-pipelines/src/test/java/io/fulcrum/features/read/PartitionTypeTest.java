package io.fulcrum.features.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartitionTypeTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        007 010                | ANY              | string
        007 010                | CATEGORY NUMBER  | string
        007 010                | NUMBER           | bigint
        7 10                   | CATEGORY NUMBER  | bigint
        0.5 1                  | NUMBER           | double
        2026-01-01 2026-01-02  | TIME             | date
        2026-01-01 2026-01-02  | ANY TIME         | date
        2026-01-01 2026-01-02  | ANY              | string
        20260101               | TIME             | bigint
        020                    | ANY TIME         | string
        2026-01-01T05:00:00    | TIME             | timestamp
        true False             | NUMBER_OR_BOOLEAN | boolean
        a 1                    | NUMBER           | string
        """)
    void of_valuesAndUses_isTheTypeThatKeepsBoth(String values, String uses, String type) {
        List<ColumnNeed> needs = Arrays.stream(uses.split(" "))
                .map(use -> new ColumnNeed("c", use, ColumnType.valueOf(use)))
                .toList();
        assertThat(PartitionType.of(List.of(values.split(" ")), needs).type().simpleString())
                .isEqualTo(type);
    }

    @Test
    void accepts_textsOfNumbers_areNumbersButNoTimes() {
        assertThat(accepts("007", ColumnType.NUMBER)).isTrue();
        assertThat(accepts("007", ColumnType.TIME)).isFalse();
        assertThat(accepts("a", ColumnType.NUMBER)).isFalse();
    }

    private static boolean accepts(String value, ColumnType use) {
        List<ColumnNeed> needs =
                List.of(new ColumnNeed("c", "data.key", ColumnType.ANY), new ColumnNeed("c", "use", use));
        return PartitionType.of(List.of(value), needs).accepts(use);
    }
}
