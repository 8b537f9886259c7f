package io.fulcrum.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.job.Progress;
import io.fulcrum.model.RecommenderModel;
import io.fulcrum.model.architecture.Mmoe;
import io.fulcrum.model.architecture.SharedBottom;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That every benchmark runs and tells what it measured, at sizes too small to tell anything else. */
class BenchesIT {
    private static final Progress PROGRESS = Progress.onStandardError();
    private static final Turns TURNS = new Turns(2, 0.01, 0.01);
    private static final RoundSize SIZE = new RoundSize(2, 16, 1);
    private static final GeneratedRows ROWS =
            new GeneratedRows(new GeneratedRows.Columns(List.of(4, 9, 30), 8, 2), GeneratedRows.Draw.ZIPF);
    private static final CensusRows CENSUS = new CensusRows(ROWS.columns(), ROWS.shard(1, 300));

    @TempDir
    private Path directory;

    @Test
    void step_allNets_compareWithPyTorchAndSgemm() {
        List<BenchRow> rows =
                new StepBench(FakePyTorch.in(directory), TURNS, StepNet.all(), 16, () -> CENSUS).run(PROGRESS);
        assertRows(
                rows,
                "step/census-mmoe/ratio-to-pytorch",
                "step/census-mmoe/rows-per-second",
                "step/census-shared-bottom/ratio-to-pytorch",
                "step/wide-mmoe/ratio-to-pytorch",
                "step/wide-mmoe/share-of-sgemm",
                "step/wide-mmoe/sgemm-gflops",
                "step/wide-mmoe/pytorch-gflops",
                "step/census-ple/ratio-to-pytorch",
                "step/census-esmm/pytorch-eager-rows-per-second",
                "step/census-esmm/pytorch-fused-adam-rows-per-second",
                "step/census-esmm/pytorch-compiled-rows-per-second");
        assertThat(row(rows, "step/census-mmoe/pytorch-rows-per-second").value())
                .isCloseTo(16 / 0.005, within(1e-6));
        assertThat(StepTable.markdown(rows).lines())
                .hasSize(2 + StepNet.all().size() + 2)
                .anyMatch(line -> line.matches("\\| `esmm` \\| [0-9,]+ \\| [0-9,]+ \\| 3,200 \\| .*%\\) \\|"));
    }

    @Test
    void step_noPyTorch_hasTheOtherRows() {
        List<BenchRow> rows =
                new StepBench(Sides.ofOurs("0"), TURNS, List.of(StepNet.WIDE_MMOE), 16, () -> CENSUS).run(PROGRESS);
        assertRows(rows, "step/wide-mmoe/share-of-sgemm", "step/wide-mmoe/rows-per-second");
        assertThat(rows).noneMatch(row -> row.name().contains("pytorch"));
    }

    @Test
    void serve_twoNets_compareWithBothAndGivePercentiles() {
        CensusRows census = new CensusRows(ROWS.columns(), ROWS.shard(1, 1200));
        List<BenchRow> rows = new ServeBench(
                        FakePyTorch.in(directory),
                        TURNS,
                        List.of(ServeNet.CENSUS_MMOE, ServeNet.CENSUS_SHARED_BOTTOM),
                        List.of(ServeRequests.values()),
                        () -> census)
                .run(PROGRESS);
        assertRows(
                rows,
                "serve/census-mmoe/one/ratio-to-pytorch",
                "serve/census-mmoe/candidates/ratio-to-onnx",
                "serve/census-mmoe/rows/p99-of-p50",
                "serve/census-shared-bottom/one/rows-per-second",
                "serve/census-shared-bottom/one/p99");
        assertThat(row(rows, "serve/census-mmoe/candidates/pytorch-rows-per-second")
                        .value())
                .isCloseTo(500 / 0.005, within(1e-6));
        assertThat(row(rows, "serve/census-mmoe/one/onnx-p50").value()).isCloseTo(4000, within(1e-6));
        assertThat(row(rows, "serve/census-mmoe/one/onnx-p99").value()).isCloseTo(9000, within(1e-6));
    }

    @Test
    void embedding_allParts_compareWithBothAndWithTenTimes() {
        List<BenchRow> rows = new EmbeddingBench(
                        FakePyTorch.in(directory),
                        TURNS,
                        new EmbeddingBench.Size(3, 50, 4, 16),
                        List.of(EmbeddingBench.Part.values()))
                .run(PROGRESS);
        assertRows(
                rows,
                "embedding/ratio-to-pytorch-dense",
                "embedding/ratio-to-pytorch-sparse",
                "embedding/share-of-step",
                "embedding/ten-times-table",
                "embedding/zipf/ratio-to-pytorch-dense",
                "embedding/500-ids/ratio-to-pytorch-dense");
        assertThat(row(rows, "embedding/pytorch-dense-ms").value()).isCloseTo(5, within(1e-9));
    }

    @Test
    void train_twoWorkers_comparesWithTheBestOfEachTrainer() {
        Sides sides = FakePyTorch.with(directory, "deepctr-torch", "libmtl");
        List<BenchRow> rows = new TrainBench(sides, TURNS, SIZE, CENSUS).run(PROGRESS);
        assertRows(
                rows,
                "train/census-mmoe-two-cores/ratio-to-pytorch",
                "train/census-mmoe-two-cores/rows-per-second",
                "train/census-mmoe-two-cores/pytorch-two-threads-rows-per-second",
                "train/census-mmoe-two-cores/pytorch-two-and-two-threads-rows-per-second",
                "train/census-mmoe-two-cores/pytorch-fused-adam-rows-per-second",
                "train/census-mmoe-two-cores/pytorch-one-thread-rows-per-second",
                "train/census-mmoe-two-cores/ratio-to-deepctr-torch",
                "train/census-mmoe-two-cores/deepctr-torch-two-threads-rows-per-second",
                "train/census-mmoe-two-cores/ratio-to-libmtl",
                "train/census-mmoe-two-cores/libmtl-one-thread-rows-per-second");
        assertThat(row(rows, "train/census-mmoe-two-cores/libmtl-two-threads-rows-per-second")
                        .value())
                .isCloseTo(16 / 0.005, within(1e-6));
    }

    @Test
    void train_aLibraryMissing_hasTheOtherRows() {
        List<BenchRow> rows = new TrainBench(FakePyTorch.with(directory, "libmtl"), TURNS, SIZE, CENSUS).run(PROGRESS);
        assertRows(rows, "train/census-mmoe-two-cores/ratio-to-pytorch", "train/census-mmoe-two-cores/ratio-to-libmtl");
        assertThat(rows).noneMatch(row -> row.name().contains("deepctr"));
    }

    @Test
    void probe_someRounds_isAShare() {
        List<BenchRow> rows = new ProbeBench(Sides.ofOurs("0,1"), 1, SIZE, CENSUS).run(PROGRESS);
        assertRows(rows, "probe/added-to-steps", "probe/share-of-round", "probe/ms", "probe/round-ms");
        assertThat(row(rows, "probe/share-of-round").value()).isLessThan(1);
    }

    /** Two halves of gradients are more to send than losses. */
    @Test
    void balance_someMethods_areComparedWithFixedWeights() {
        List<BenchRow> rows = new BalanceBench(Sides.ofOurs("0,1"), 1, SIZE, List.of("famo", "modo", "mgda-ub"), CENSUS)
                .run(PROGRESS);
        assertRows(
                rows,
                "balance/static-seconds",
                "balance/static-processor-seconds",
                "balance/famo",
                "balance/famo-by-parts",
                "balance/famo-probe-seconds",
                "balance/famo-bytes-up",
                "balance/modo",
                "balance/modo-by-parts",
                "balance/modo-probe-seconds",
                "balance/modo-bytes-up",
                "balance/mgda-ub",
                "balance/mgda-ub-by-parts",
                "balance/mgda-ub-probe-seconds",
                "balance/mgda-ub-bytes-up");
        assertThat(row(rows, "balance/mgda-ub-bytes-up").value())
                .as("products of two tasks more than losses")
                .isEqualTo(row(rows, "balance/famo-bytes-up").value() + 2 * 2 * 8);
        assertThat(row(rows, "balance/modo-bytes-up").value())
                .isGreaterThan(row(rows, "balance/famo-bytes-up").value());
    }

    @Test
    void round_fewRounds_hasCostShareSpeedupAndMemory() {
        List<BenchRow> rows =
                new RoundBench(Sides.ofOurs("0,1"), new Turns(1, 0.01, 0.01), SIZE, 200, CENSUS).run(PROGRESS);
        assertRows(
                rows.stream().filter(row -> !row.name().contains("growth")).toList(),
                "round/fixed-cost-ms",
                "round/sync-share",
                "round/two-workers-speedup",
                "round/heap-mb");
        assertThat(row(rows, "round/sync-share").value()).isLessThan(1);
        BenchRow growth = row(rows, "round/heap-growth-mb");
        assertThat(growth.value()).isFinite(); // may be negative
        assertThat(growth.unit()).isEqualTo("MB, round 2 to 20");
        assertThat(row(rows, "round/resident-growth-mb").value()).isFinite();
    }

    @Test
    void rows_twoSizes_growthIsTheLargerTimeOverTheSmaller() {
        List<BenchRow> rows = new RowsBench(Sides.ofOurs("0,1"), 1, SIZE, List.of(100L, 400L), 200).run(PROGRESS);
        assertRows(rows, "rows/growth", "rows/100/microseconds", "rows/400/microseconds");
        assertThat(row(rows, "rows/growth").value()).isGreaterThanOrEqualTo(1);
    }

    @Test
    void spec_smallShapes_hasAsManyParametersAsPyTorchsNetwork() {
        GeneratedRows.Columns columns = new GeneratedRows.Columns(List.of(3, 5), 2, 1);
        assertThat(parameters(WorkloadShape.of(new Mmoe(2, List.of(4, 3), List.of(3)), columns, 64, 32)))
                .isEqualTo(2 * 39 + 2 * 12 + 2 * 16); // as in deploy/bench/check_shapes.py, less the tables
        assertThat(parameters(WorkloadShape.of(new SharedBottom(List.of(4, 3), List.of(3)), columns, 64, 32)))
                .isEqualTo(39 + 2 * 16);
    }

    private static int parameters(WorkloadShape shape) {
        try (RecommenderModel model = new RecommenderModel(shape.spec(), StepWorker.ADAM)) {
            return model.layout().size();
        }
    }

    private static void assertRows(List<BenchRow> rows, String... names) {
        assertThat(rows).extracting(BenchRow::name).contains(names).doesNotHaveDuplicates();
        assertThat(rows).allSatisfy(row -> {
            assertThat(row.value()).as(row.name()).isFinite().isPositive();
            assertThat(row.unit()).as(row.name()).isNotBlank();
            assertThat(row.runs()).as(row.name()).isPositive();
        });
        Arrays.stream(names)
                .filter(name -> name.contains("ratio-to-pytorch"))
                .forEach(name -> assertThat(row(rows, name).unit()).contains("PyTorch"));
    }

    private static BenchRow row(List<BenchRow> rows, String name) {
        return rows.stream().filter(row -> row.name().equals(name)).findFirst().orElseThrow();
    }
}
