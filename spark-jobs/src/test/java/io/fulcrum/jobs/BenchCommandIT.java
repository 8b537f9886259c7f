package io.fulcrum.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.bench.BenchRow;
import io.fulcrum.contract.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command lines of the benchmarks. */
class BenchCommandIT {
    @TempDir
    private Path directory;

    @Test
    void step_noPyTorch_showsTheOtherRowsAndSaysWhatToDo() throws IOException {
        Path json = directory.resolve("rows.json");
        CommandRun run = CommandRun.of(
                "bench",
                "step",
                "--nets",
                "wide-mmoe",
                "--batch-size",
                "16",
                "--runs",
                "1",
                "--seconds",
                "0.01",
                "--warm-up",
                "0.01",
                "--pytorch",
                directory.resolve("none").toString(),
                "--json",
                json.toString());
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).contains("step/wide-mmoe/share-of-sgemm").doesNotContain("ratio-to-pytorch");
        assertThat(run.err())
                .contains("There is no PyTorch for the comparison", "deploy/bench/setup", "--pytorch")
                .doesNotContain("\tat ");
        BenchRow[] rows = Json.parse(Files.readString(json), BenchRow[].class, "rows");
        assertThat(rows).extracting(BenchRow::name).contains("step/wide-mmoe/share-of-sgemm");
    }

    @Test
    void step_aSecondInterpreterWithoutTorch_isRefused() {
        Path python = directory.resolve("none");
        CommandRun run = CommandRun.of("bench", "step", "--nets", "wide-mmoe", "--pytorch-openblas", python.toString());
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .startsWith("--pytorch-openblas " + python + " cannot run ")
                .contains("Name an interpreter that has torch, or leave the option out.")
                .doesNotContain("\tat ");
    }

    @Test
    void prepare_fulcrumAlone_showsItsFiguresAndNoRatio() throws IOException {
        Path json = directory.resolve("rows.json");
        CommandRun run = CommandRun.of(
                "bench",
                "prepare",
                "--rows",
                "3000",
                "--runs",
                "1",
                "--sides",
                "fulcrum",
                "--cores",
                "0",
                "--json",
                json.toString());
        assertThat(run.status()).isZero();
        BenchRow[] rows = Json.parse(Files.readString(json), BenchRow[].class, "rows");
        assertThat(rows)
                .extracting(BenchRow::name)
                .containsExactly(
                        "prepare/3000/fulcrum-rows-per-second",
                        "prepare/3000/fulcrum-processor",
                        "prepare/3000/fulcrum-peak",
                        "prepare/3000/fulcrum-written");
        assertThat(rows).allMatch(row -> row.median() > 0);
    }

    @Test
    void prepare_unknownSide_isRefused() {
        CommandRun run = CommandRun.of("bench", "prepare", "--sides", "dask");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("--sides", "dask", "fulcrum");
    }

    @Test
    void step_noRuns_isRefused() {
        CommandRun run = CommandRun.of("bench", "step", "--nets", "wide-mmoe", "--runs", "0");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("--runs 0 --seconds 2.0 --warm-up 6.0 must all be above 0");
    }

    @Test
    void balance_unknownMethod_isRefused() {
        CommandRun run = CommandRun.of("bench", "balance", "--methods", "pareto,upgard");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("--methods upgard is not a balancing method. Did you mean \"upgrad\"?");
    }

    @Test
    void all_oneFails_runsTheOthersAndSaysWhich() {
        CommandRun run = CommandRun.of("bench", "all", "--only", "nothing,rows", "--runs", "0");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err())
                .contains(
                        "fulcrum bench rows",
                        "Of the benchmarks [nothing, rows] these failed: [nothing, rows]",
                        "fulcrum bench nothing.");
    }
}
