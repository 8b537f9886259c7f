package io.fulcrum.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StepTableTest {
    @Test
    void markdown_twoNetworks_hasALineForEachAndTheMachine() {
        List<BenchRow> rows = List.of(
                BenchRow.ratio(
                        "step/census-ple/ratio-to-pytorch",
                        "PyTorch time / ours, PyTorch's best: fused-adam",
                        new double[] {3, 3},
                        new double[] {2, 2}),
                BenchRow.of("step/census-ple/rows-per-second", "rows/s", new double[] {123_456.4}),
                BenchRow.of("step/census-ple/parameters", "besides tables", new double[] {150_001}),
                BenchRow.of("step/census-ple/pytorch-rows-per-second", "rows/s", new double[] {82_304}),
                BenchRow.of("step/wide-mmoe/rows-per-second", "rows/s", new double[] {43_000}));
        assertThat(StepTable.markdown(rows).lines())
                .containsExactly(
                        "| network | parameters | rows/s | PyTorch's rows/s | its best way | ratio |",
                        "|---|--:|--:|--:|---|--:|",
                        "| `ple` | 150,001 | 123,456 | 82,304 | fused-adam | 1.50 (0 %) |",
                        "| `wide-mmoe` | – | 43,000 | – | – | – |",
                        "",
                        "Medians of turns on one core; in parentheses the spread of the ratio. " + Machine.description()
                                + ".");
    }
}
