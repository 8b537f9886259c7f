package io.fulcrum.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class BenchRowTest {
    @Test
    void of_evenNumberOfRuns_hasMedianAndSpread() {
        BenchRow row = BenchRow.of("a/b", "s", new double[] {4, 1, 2, 3});
        assertThat(row.value()).isEqualTo(2.5);
        assertThat(row.median()).isEqualTo(2.5);
        assertThat(row.runs()).isEqualTo(4);
        assertThat(row.spread()).isCloseTo((4 - 1) / 2.5, within(1e-12));
        assertThat(row.machine()).contains("Java 17");
    }

    @Test
    void ratio_ofTurns_dividesMediansAndSpreadsTurns() {
        // medians 6 and 3; turns 2, 2 and 4, whose range of 2 is as much as the ratio
        BenchRow row = BenchRow.ratio("a/b", "x / y", new double[] {4, 6, 20}, new double[] {2, 3, 5});
        assertThat(row.value()).isEqualTo(2);
        assertThat(row.median()).isEqualTo(2);
        assertThat(row.runs()).isEqualTo(3);
        assertThat(row.spread()).isCloseTo((4 - 2) / 2.0, within(1e-12));
    }
}
