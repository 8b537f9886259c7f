package io.fulcrum.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskSpaceTest {
    @ParameterizedTest
    @CsvSource({
        "click=1, click = 1",
        "'  click != 0 ', click != 0",
        "watch>=30.50 and   click = 1, watch >= 30.5 and click = 1",
        "a-b_1 < -2e3 AND and <= .5, a-b_1 < -2000 and and <= 0.5",
        "watch > 12345678901234567890, watch > 1.2345678901234567E19"
    })
    void parse_writtenInAnyWay_isOneForm(String text, String form) {
        TaskSpace space = TaskSpace.parse(text);
        assertThat(space).hasToString(form);
        assertThat(TaskSpace.parse(space.toString())).isEqualTo(space);
    }

    @Test
    void parse_eachComparison_isItsOwn() {
        assertThat(TaskSpace.parse("a = 1 and a != 1 and a <= 1 and a >= 1 and a < 1 and a > 1")
                        .parts())
                .extracting(TaskSpace.Part::comparison)
                .containsExactly(TaskSpace.Comparison.values());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "click",
                "click == 1",
                "click = yes",
                "click = NaN",
                "click = 1e999",
                "= 1",
                "click = 1 and",
                "click = 1 or buy = 1",
                "click = 1, buy = 1",
                "1 = click = 1",
                "click = 0x1p3",
                "click = 1d"
            })
    void parse_textThatIsNone_isRefused(String text) {
        assertThatThrownBy(() -> TaskSpace.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must compare labels of other tasks with numbers, such as \"click = 1\" or \"click = 1 and"
                        + " watch >= 30\"");
    }
}
