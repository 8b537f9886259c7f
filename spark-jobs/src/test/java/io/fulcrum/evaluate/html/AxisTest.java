package io.fulcrum.evaluate.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AxisTest {

    private static List<String> texts(Axis axis) {
        return axis.ticks().stream().map(Axis.Tick::text).toList();
    }

    @Test
    void linear_unitRange_hasRoundTicks() {
        assertThat(texts(Axis.linear(0, 1, ""))).containsExactly("0.0", "0.2", "0.4", "0.6", "0.8", "1.0");
        assertThat(texts(Axis.linear(-1, 1, ""))).containsExactly("−1.0", "−0.5", "0.0", "0.5", "1.0");
        assertThat(texts(Axis.linear(0.9012, 0.9309, ""))).containsExactly("0.91", "0.92", "0.93");
    }

    @Test
    void around_equalValues_staysVisible() {
        Axis axis = Axis.around(0.5, 0.5, "");
        assertThat(axis.high()).isGreaterThan(axis.low());
        assertThat(axis.position(0.5)).isBetween(0.0, 1.0);
    }

    @Test
    void linear_spanBelowDoublePrecision_endsAndStaysFinite() {
        Axis axis = Axis.linear(1e15, 1e15 + 0.125, "");
        assertThat(axis.ticks()).hasSizeLessThan(3);
        assertThat(Axis.around(1e15, 1e15 + 0.125, "").position(1e15)).isBetween(0.0, 1.0);
    }

    @Test
    void coordinate_anyNumber_hasATenthAtMost() {
        assertThat(List.of(Numbers.coordinate(12.0), Numbers.coordinate(-0.46), Numbers.coordinate(3.14)))
                .containsExactly("12", "-0.5", "3.1");
    }

    @Test
    void whole_oneRound_hasWholeTicks() {
        assertThat(texts(Axis.whole(7, 7, ""))).containsExactly("7", "8");
        assertThat(texts(Axis.whole(0, 119, ""))).containsExactly("0", "50", "100");
    }

    @Test
    void logarithmic_decades_areEquallyFar() {
        Axis axis = Axis.logarithmic(0.02, 300, "");
        assertThat(texts(axis)).containsExactly("0.01", "0.1", "1", "10", "100", "1,000");
        assertThat(axis.position(0.1)).isCloseTo(0.2, within(1e-12));
    }

    @Test
    void logit_wideRange_leavesOutTicksWithoutRoom() {
        assertThat(texts(Axis.logit(-3, 3, ""))).containsExactlyInAnyOrder("10 %", "50 %", "90 %");
        assertThat(texts(Axis.logit(-12, 12, "")))
                .contains("50 %", "1 %", "99 %")
                .doesNotContain("90 %");
    }

    @Test
    void reversed_lowIsRight() {
        assertThat(Axis.linear(0, 4, "").reversed().position(1)).isEqualTo(0.75);
    }

    @Test
    void thinned_longSeries_keepsItsMean() {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            points.add(new Point(i, i % 5));
        }
        Series thinned = new Series("a", 0, points).thinned();
        assertThat(thinned.points()).hasSize(200).allMatch(point -> point.y() == 2);
    }

    @Test
    void verbatim_markup_isRefused() {
        assertThatThrownBy(() -> Element.of("style").verbatim("a<b"))
                .hasMessage("Verbatim text of the page must be free of < and &. Escape it as text.");
    }
}
