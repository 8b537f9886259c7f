package io.fulcrum.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.data.Batch;
import io.fulcrum.data.Shard;
import io.fulcrum.model.architecture.Mmoe;
import io.fulcrum.model.architecture.SharedBottom;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WorkloadTest {
    private static final GeneratedRows ROWS =
            new GeneratedRows(new GeneratedRows.Columns(List.of(5, 900), 4, 3), GeneratedRows.Draw.ZIPF);
    private static final Mmoe MMOE = new Mmoe(2, List.of(8, 6), List.of(5));

    @Test
    void read_whatWasWritten_isTheSame(@TempDir Path directory) {
        Workload written = Workload.of(MMOE, ROWS.columns(), ROWS.shard(3, 50), 8);
        written.write(directory);
        Workload read = Workload.read(directory);
        assertThat(read.shape()).isEqualTo(written.shape());
        assertThat(read.order()).isEqualTo(written.order());
        assertThat(read.shard().ids()).isDeepEqualTo(written.shard().ids());
        assertThat(read.shard().numbers()).isDeepEqualTo(written.shard().numbers());
        assertThat(read.shard().labels()).isDeepEqualTo(written.shard().labels());
    }

    @Test
    void batches_rowsThatFillNone_areLeftOut() {
        List<Batch> batches =
                Workload.of(MMOE, ROWS.columns(), ROWS.shard(3, 50), 8).batches();
        assertThat(batches)
                .hasSize(6)
                .allSatisfy(batch -> assertThat(batch.size()).isEqualTo(8));
        assertThat(Workload.of(MMOE, ROWS.columns(), ROWS.shard(3, 7), 8).batches())
                .isEmpty();
    }

    @Test
    void batches_oneAfterTheOther_areTheRowsInTheirOrder() {
        Workload workload = Workload.of(MMOE, ROWS.columns(), ROWS.shard(3, 50), 8);
        int at = 0;
        for (Batch batch : workload.batches()) {
            for (int i = 0; i < batch.size(); i++) {
                int row = workload.order()[at++];
                assertThat(batch.shard().ids()[1][batch.row(i)])
                        .isEqualTo(workload.shard().ids()[1][row]);
                assertThat(batch.shard().numbers()[2][batch.row(i)])
                        .isEqualTo(workload.shard().numbers()[2][row]);
                assertThat(batch.shard().labels()[0][batch.row(i)])
                        .isEqualTo(workload.shard().labels()[0][row]);
            }
        }
    }

    @Test
    void slices_allTogether_areTheRowsInTheirOrder(@TempDir Path directory) {
        Workload workload = Workload.of(MMOE, ROWS.columns(), ROWS.shard(3, 50), 8);
        workload.write(directory);
        int at = 0;
        for (int shard = 0; shard < 3; shard++) {
            Shard slice = new Slices(directory.toString(), 3).call(shard);
            for (int row = 0; row < slice.rows(); row++, at++) {
                assertThat(slice.ids()[1][row]).isEqualTo(workload.shard().ids()[1][workload.order()[at]]);
                assertThat(slice.labels()[0][row]).isEqualTo(workload.shard().labels()[0][workload.order()[at]]);
            }
        }
        assertThat(at).isEqualTo(50);
    }

    @Test
    void stepFlops_mmoeOverEmbeddings_areTheProductsThrice() {
        // input 2 × 4 + 3 = 11; experts 2 × (11·8 + 8·6) = 272, gates 2 × 11·2 = 44, heads 2 × (6·5 + 5·1) = 70
        WorkloadShape shape = WorkloadShape.of(MMOE, ROWS.columns(), 50, 8);
        assertThat(shape.stepFlops()).isCloseTo(2.0 * 3 * (272 + 44 + 70) * 8, within(1e-9));
    }

    @Test
    void stepFlops_numbersAlone_needNoGradientOfTheInput() {
        // bottom 11·8 twice and 8·6 thrice, heads 2 × (6·5 + 5·1) = 70 thrice
        GeneratedRows.Columns numbers = new GeneratedRows.Columns(List.of(), 1, 11);
        WorkloadShape shape = WorkloadShape.of(new SharedBottom(List.of(8, 6), List.of(5)), numbers, 50, 8);
        assertThat(shape.stepFlops()).isCloseTo(2.0 * (2 * 88 + 3 * (48 + 70)) * 8, within(1e-9));
    }

    @ParameterizedTest
    @EnumSource
    void shard_anyDraw_isAFunctionOfItsSeedWithIdsInRange(GeneratedRows.Draw draw) {
        GeneratedRows rows = new GeneratedRows(ROWS.columns(), draw);
        Shard shard = rows.shard(7, 2000);
        assertThat(rows.shard(7, 2000).ids()).isDeepEqualTo(shard.ids());
        assertThat(Arrays.stream(shard.ids()[1]).min().orElseThrow()).isNotNegative();
        assertThat(Arrays.stream(shard.ids()[1]).max().orElseThrow()).isBetween(450, 899);
        assertThat(shard.labels()[0]).containsOnly(0f, 1f).contains(0f, 1f);
    }

    @Test
    void shard_zipf_drawsLowIdsMostOften() {
        long low = Arrays.stream(ROWS.shard(7, 2000).ids()[1])
                .filter(id -> id < 30)
                .count();
        assertThat(low).isBetween(900L, 1100L); // ln(31) / ln(901) = 0.505
    }
}
