package io.fulcrum.model.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fulcrum.model.graph.ColumnOperation.Range;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where named features stand in the input. */
class InputFieldsTest {
    private static final InputFields FIELDS = new InputFields(List.of("item", "history"), List.of("age", "price"), 3);

    @Test
    void ranges_named_areAscendingColumns() {
        assertThat(FIELDS.ranges("here", List.of("price", "history", "price")))
                .containsExactly(new Range(3, 3), new Range(7, 1));
        assertThat(FIELDS.embeddedRanges()).containsExactly(new Range(0, 3), new Range(3, 3));
        assertThat(FIELDS.numberRanges()).containsExactly(new Range(6, 2));
        assertThat(FIELDS.columns()).isEqualTo(8);
        assertThat(InputFields.numbers(2).numberRanges()).containsExactly(new Range(0, 2));
    }

    @Test
    void ranges_ofSeveralWidths_followEachOther() {
        InputFields fields = new InputFields(List.of("a", "b", "c"), List.of(5, 1, 2), List.of("n", "m"));

        assertThat(fields.embeddedRanges()).containsExactly(new Range(0, 5), new Range(5, 1), new Range(6, 2));
        assertThat(fields.ranges("here", List.of("m", "c"))).containsExactly(new Range(6, 2), new Range(9, 1));
        assertThat(fields.numberRanges()).containsExactly(new Range(8, 2));
        assertThat(fields.columns()).isEqualTo(10);
    }

    @Test
    void ranges_unknownName_isRefusedWithThoseThatThereAre() {
        assertThatThrownBy(() -> FIELDS.ranges("network.mmoe.gate-features", List.of("user")))
                .hasMessage(
                        "network.mmoe.gate-features names feature \"user\", which the data does not have. It has item,"
                                + " history, age, price. Name one of them, or remove it from the setting.");
    }
}
