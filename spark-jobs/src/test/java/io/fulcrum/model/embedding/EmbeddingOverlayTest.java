package io.fulcrum.model.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.model.AllRows;
import io.fulcrum.model.OneRow;
import io.fulcrum.model.kernel.Matrix;
import io.fulcrum.model.optimizer.UpdateLanes;
import io.fulcrum.model.optimizer.UpdateRule;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EmbeddingOverlayTest {
    private static final int WIDTH = 3;
    private static final int ROWS = 200;

    private static EmbeddingTables tables(UpdateRule rule) {
        return EmbeddingTables.initial(new EmbeddingSpec(
                List.of(new EmbeddingSpec.Table("a", ROWS), new EmbeddingSpec.Table("b", 100_000)),
                WIDTH,
                rule.stateWidth(WIDTH),
                7));
    }

    static Stream<UpdateRule> rules() {
        return Stream.of(
                new UpdateRule.Sgd(),
                new UpdateRule.Adagrad(1e-8),
                new UpdateRule.Adam(0.9, 0.999, 1e-8),
                new UpdateRule.Ftrl(1, 0.01, 0.1));
    }

    /** Steps one row of a table's records as the dense optimiser would, in place. */
    private static void denseStep(UpdateRule rule, float[] records, int row, float[] gradient, long step) {
        UpdateRule.Row cursor = new UpdateRule.Row();
        cursor.values = records;
        cursor.at = row * (WIDTH + rule.stateWidth(WIDTH));
        cursor.state = records;
        cursor.stateAt = cursor.at + WIDTH;
        cursor.gradient = gradient;
        cursor.width = WIDTH;
        OneRow.update(rule, cursor, 0.1, step);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void step_rowsWithGradients_equalTheDenseRuleToTheBit(UpdateRule rule) {
        EmbeddingTables base = tables(rule);
        float[][] dense = {AllRows.of(base, 0), AllRows.of(base, 1)};
        EmbeddingOverlay overlay = new EmbeddingOverlay(base);
        SplittableRandom random = new SplittableRandom(3);
        for (int step = 1; step <= 30; step++) {
            float[][][] gradients = new float[2][ROWS][];
            for (int i = 0; i < 20; i++) {
                int table = random.nextInt(2);
                int row = random.nextInt(ROWS);
                gradients[table][row] = new float[] {random.nextInt(9), random.nextInt(9), 1};
            }
            for (int table = 0; table < 2; table++) {
                for (int row = 0; row < ROWS; row++) {
                    if (gradients[table][row] != null) {
                        overlay.addGradient(table, overlay.slot(table, row), gradients[table][row], 0, 1);
                        denseStep(rule, dense[table], row, gradients[table][row], step);
                    }
                }
            }
            overlay.step(rule, 0.1, step, 1);
        }
        assertThat(AllRows.of(base, 0)).as("the replica is only read").isEqualTo(AllRows.of(tables(rule), 0));
        base.apply(overlay.touched());
        assertThat(AllRows.of(base, 0)).isEqualTo(dense[0]);
        assertThat(AllRows.of(base, 1)).isEqualTo(dense[1]);
    }

    @Test
    void addGradient_severalPartsOfOneRow_areSummedAndForgottenAfterAStep() {
        UpdateRule sgd = new UpdateRule.Sgd();
        EmbeddingOverlay overlay = new EmbeddingOverlay(tables(sgd));
        int slot = overlay.slot(0, 5);
        float[] before = new float[WIDTH];
        overlay.copyTo(0, slot, before, 0);
        overlay.addGradient(0, slot, new float[] {9, 1, 2, 3}, 1, 1);
        overlay.addGradient(0, slot, new float[] {4, 0, -2}, 0, 0.5f);

        assertThat(overlay.squaredGradientNorm()).isEqualTo(3 * 3 + 2 * 2 + 2 * 2);
        overlay.step(sgd, 1, 1, 0.5f);
        assertThat(overlay.squaredGradientNorm()).isZero();
        overlay.step(sgd, 1, 2, 1);

        float[] after = new float[WIDTH];
        overlay.copyTo(0, slot, after, 0);
        assertThat(after).containsExactly(new float[] {before[0] - 1.5f, before[1] - 1, before[2] - 1}, within(1e-6f));
    }

    @Test
    void touched_rowsOfSteps_ascendWithTheirRecordsAndThoseOnlyReadAreLeftOut() {
        EmbeddingTables base = tables(new UpdateRule.Sgd());
        EmbeddingOverlay overlay = new EmbeddingOverlay(base);
        for (int row : new int[] {70, 3, 99, 3, 12}) {
            overlay.addGradient(1, overlay.slot(1, row), new float[WIDTH], 0, 1);
        }
        overlay.slot(1, 50);
        overlay.step(new UpdateRule.Sgd(), 1, 1, 1);
        RowRecords touched = overlay.touched();

        assertThat(touched.rows(0)).isEmpty();
        assertThat(touched.rows(1)).containsExactly(3, 12, 70, 99);
        assertThat(touched.records(1))
                .isEqualTo(base.recordsOf(new int[][] {{}, {3, 12, 70, 99}}).records(1));
    }

    @Test
    void restart_afterARound_startsAgainAsIfFresh() {
        UpdateRule adam = new UpdateRule.Adam(0.9, 0.999, 1e-8);
        EmbeddingTables base = tables(adam);
        EmbeddingOverlay overlay = new EmbeddingOverlay(base);
        for (int row = 0; row < 300; row++) {
            overlay.addGradient(1, overlay.slot(1, 3 * row), new float[] {1, 2, 3}, 0, 1);
        }
        overlay.step(adam, 0.1, 1, 1);
        overlay.addGradient(1, overlay.slot(1, 6), new float[] {9, 9, 9}, 0, 1);
        base.apply(overlay.touched());
        overlay.restart(base);
        EmbeddingOverlay fresh = new EmbeddingOverlay(base);

        assertThat(overlay.touched().count()).isZero();
        for (EmbeddingOverlay each : List.of(overlay, fresh)) {
            each.addGradient(0, each.slot(0, 4), new float[] {1, 1, 1}, 0, 1);
            each.addGradient(1, each.slot(1, 9), new float[] {1, 1, 1}, 0, 1);
            each.step(adam, 0.1, 2, 1);
        }
        for (int table = 0; table < 2; table++) {
            assertThat(overlay.touched().rows(table)).isEqualTo(fresh.touched().rows(table));
            assertThat(overlay.touched().records(table))
                    .isEqualTo(fresh.touched().records(table));
        }
    }

    @Test
    void slots_manyRowsAtOnce_areThoseOfOneByOne() {
        EmbeddingTables base = tables(new UpdateRule.Adagrad(1e-8));
        EmbeddingOverlay together = new EmbeddingOverlay(base);
        EmbeddingOverlay single = new EmbeddingOverlay(base);
        SplittableRandom random = new SplittableRandom(2);
        for (int batch = 0; batch < 5; batch++) {
            int[] rows = random.ints(900, 0, 1500).toArray();
            int[] slots = new int[1000];
            together.slots(1, rows, 900, slots);
            for (int i = 0; i < rows.length; i++) {
                assertThat(slots[i]).isEqualTo(single.slot(1, rows[i]));
                float[] row = new float[WIDTH];
                single.copyTo(1, slots[i], row, 0);
                Matrix parameters = together.parameters(1);
                int at = slots[i] * parameters.stride();
                assertThat(Arrays.copyOfRange(parameters.values(), at, at + WIDTH))
                        .isEqualTo(row);
            }
        }
    }

    @Test
    void step_rowsWiderThanTheLanes_equalTheDenseRuleToTheBit() {
        int width = UpdateLanes.SIZE + 3;
        UpdateRule adam = new UpdateRule.Adam(0.9, 0.999, 1e-8);
        EmbeddingTables base = EmbeddingTables.initial(
                new EmbeddingSpec(List.of(new EmbeddingSpec.Table("a", 3)), width, adam.stateWidth(width), 7));
        float[] gradient = AllRows.of(base, 0);
        float[] dense = AllRows.of(base, 0);
        UpdateRule.Row row = new UpdateRule.Row();
        row.values = dense;
        row.state = dense;
        row.stateAt = width;
        row.gradient = gradient;
        row.width = width;
        OneRow.update(adam, row, 0.1, 1);
        EmbeddingOverlay overlay = new EmbeddingOverlay(base);
        overlay.addGradient(0, overlay.slot(0, 0), gradient, 0, 1);
        overlay.step(adam, 0.1, 1, 1);

        assertThat(overlay.touched().records(0))
                .isEqualTo(Arrays.copyOf(dense, base.spec().stride(0)));
    }

    @Test
    void slot_manyRows_growsAndKeepsRecordsAndGradients() {
        UpdateRule sgd = new UpdateRule.Sgd();
        EmbeddingTables base = tables(sgd);
        EmbeddingOverlay overlay = new EmbeddingOverlay(base);
        int first = overlay.slot(1, 0);
        overlay.addGradient(1, first, new float[] {1, 1, 1}, 0, 1);
        for (int row = 1; row < 5000; row++) {
            overlay.addGradient(1, overlay.slot(1, row * 17), new float[WIDTH], 0, 1);
        }
        overlay.step(sgd, 1, 1, 1);
        float[] records = overlay.touched().records(1);

        assertThat(records[0]).isEqualTo(AllRows.of(base, 1)[0] - 1);
        assertThat(records).hasSize(5000 * WIDTH);
        assertThat(records[4999 * WIDTH]).isEqualTo(AllRows.of(base, 1)[4999 * 17 * WIDTH]);
    }
}
