package io.fulcrum.model.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.model.AllRows;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RowMergeTest {
    /** One table of 6 rows, one parameter and one float of state each. */
    private static EmbeddingTables base() {
        List<EmbeddingSpec.Table> table = List.of(new EmbeddingSpec.Table("t", 6));
        EmbeddingTables tables = EmbeddingTables.initial(new EmbeddingSpec(table, 1, 1, 1));
        AllRows.set(tables, 0, new float[] {0, 100, 10, 100, 20, 100, 30, 100, 40, 100, 50, 100});
        return tables;
    }

    private static RowRecords change(int[] rows, float... records) {
        return new RowRecords(new int[][] {rows}, new float[][] {records});
    }

    /**
     * Three workers. Row 1 (base 10): worker A leaves 13, worker C leaves 15. Row 2 (base 20): worker B alone leaves
     * 26. Row 4 (base 40): all leave 41, 42, 46. Means: 14, 26, 43. Base + Σ change / 3: 10 + 8/3, 20 + 2, 40 + 9/3.
     * Base + Σ change: 18, 26, 49.
     */
    @ParameterizedTest
    @CsvSource({"TOUCHED_MEAN, 14, 26, 43", "MEAN, 12.666667, 22, 43", "SUM, 18, 26, 49"})
    void merge_threeWorkers_isTheRuleByHand(RowMerge rule, double first, double second, double third) {
        RowRecords merged = rule.merge(
                List.of(
                        change(new int[] {1, 4}, 13, 1, 41, 1),
                        change(new int[] {2, 4}, 26, 7, 42, 4),
                        change(new int[] {1, 4}, 15, 2, 46, 4)),
                base());

        assertThat(merged.rows(0)).containsExactly(1, 2, 4);
        // State is the mean over those who touched the row, whatever the rule.
        assertThat(merged.records(0))
                .containsExactly(new float[] {(float) first, 1.5f, (float) second, 7, (float) third, 3}, within(1e-5f));
    }

    @ParameterizedTest
    @EnumSource(RowMerge.class)
    void merge_oneWorker_keepsItsBits(RowMerge rule) {
        RowRecords change = change(new int[] {0, 5}, 0.1f, 0.2f, -0f, 1e-30f);
        RowRecords merged = rule.merge(List.of(change), base());

        assertThat(merged.rows(0)).isEqualTo(change.rows(0));
        assertThat(merged.records(0)).isEqualTo(change.records(0));
    }

    @ParameterizedTest
    @EnumSource(
            value = RowMerge.class,
            names = {"TOUCHED_MEAN", "SUM"})
    void merge_rowOfASingleWorker_keepsItsBits(RowMerge rule) {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 100; i++) {
            float value = (float) random.nextDouble(-1e3, 1e3);
            float state = (float) random.nextDouble(1e-20);
            RowRecords merged =
                    rule.merge(List.of(change(new int[] {1}, value, state), change(new int[] {3}, 1, 1)), base());

            assertThat(merged.records(0)[0]).isEqualTo(value);
            assertThat(merged.records(0)[1]).isEqualTo(state);
        }
    }

    @ParameterizedTest
    @EnumSource(RowMerge.class)
    void merge_workersThatChangedNothing_leavesTheBase(RowMerge rule) {
        RowRecords same = base().recordsOf(new int[][] {{2, 3}});
        RowRecords merged = rule.merge(List.of(same, same, same), base());

        assertThat(merged.rows(0)).containsExactly(2, 3);
        assertThat(merged.records(0)).isEqualTo(same.records(0));
    }

    @ParameterizedTest
    @EnumSource(RowMerge.class)
    void merge_severalTables_areApart(RowMerge rule) {
        EmbeddingSpec spec =
                new EmbeddingSpec(List.of(new EmbeddingSpec.Table("a", 3), new EmbeddingSpec.Table("b", 3)), 1, 0, 1);
        RowRecords first = new RowRecords(new int[][] {{0}, {}}, new float[][] {{6}, {}});
        RowRecords second = new RowRecords(new int[][] {{}, {0, 2}}, new float[][] {{}, {8, 2}});
        EmbeddingTables zeros = EmbeddingTables.initial(spec);
        AllRows.set(zeros, 0, new float[3]);
        AllRows.set(zeros, 1, new float[3]);
        RowRecords merged = rule.merge(List.of(first, second), zeros);

        assertThat(merged.rows(0)).containsExactly(0);
        assertThat(merged.rows(1)).containsExactly(0, 2);
        float share = rule == RowMerge.MEAN ? 0.5f : 1;
        assertThat(merged.records(0)).containsExactly(6 * share);
        assertThat(merged.records(1)).containsExactly(8 * share, 2 * share);
    }

    /** Rows of 1 parameter and 2 of state beside rows of 3 parameters: sums add parameters, state is averaged. */
    @Test
    void merge_tablesOfDifferentWidths_takeEachItsOwn() {
        EmbeddingSpec spec = new EmbeddingSpec(
                List.of(new EmbeddingSpec.Table("a", 3), new EmbeddingSpec.Table("b", 3)),
                List.of(1, 3),
                List.of(2, 0),
                1);
        EmbeddingTables zeros = EmbeddingTables.initial(spec);
        AllRows.set(zeros, 0, new float[9]);
        AllRows.set(zeros, 1, new float[9]);
        RowRecords first = new RowRecords(new int[][] {{1}, {0, 2}}, new float[][] {{6, 2, 4}, {1, 2, 3, 4, 5, 6}});
        RowRecords second = new RowRecords(new int[][] {{1}, {2}}, new float[][] {{8, 4, 8}, {10, 20, 30}});
        RowRecords merged = RowMerge.SUM.merge(List.of(first, second), zeros);

        assertThat(merged.rows(0)).containsExactly(1);
        assertThat(merged.records(0)).containsExactly(14, 3, 6);
        assertThat(merged.rows(1)).containsExactly(0, 2);
        assertThat(merged.records(1)).containsExactly(1, 2, 3, 14, 25, 36);
    }

    /** More rows than one core takes at a time, of seven workers, against the rule row by row. */
    @ParameterizedTest
    @EnumSource(RowMerge.class)
    void merge_manyRows_isTheRuleOfEach(RowMerge rule) {
        int rows = 20_000;
        EmbeddingTables base =
                EmbeddingTables.initial(new EmbeddingSpec(List.of(new EmbeddingSpec.Table("t", rows)), 2, 1, 1));
        SplittableRandom random = new SplittableRandom(3);
        List<RowRecords> changes = IntStream.range(0, 7)
                .mapToObj(worker -> {
                    int[] touched = IntStream.range(0, rows)
                            .filter(row -> random.nextInt(1 + row % 11) == 0)
                            .toArray();
                    float[] records = new float[3 * touched.length];
                    IntStream.range(0, records.length).forEach(i -> records[i] = (float) random.nextDouble(-1, 1));
                    return change(touched, records);
                })
                .toList();

        RowRecords merged = rule.merge(changes, base);

        float[] before = new float[3];
        for (int i = 0; i < 3 * merged.rows(0).length; i++) {
            int row = merged.rows(0)[i / 3];
            base.copyRecord(0, row, before, 0);
            double sum = 0;
            int touched = 0;
            for (RowRecords change : changes) {
                int entry = Arrays.binarySearch(change.rows(0), row);
                sum += entry < 0 ? 0 : change.records(0)[3 * entry + i % 3];
                touched += entry < 0 ? 0 : 1;
            }
            double moves = sum - (double) touched * before[i % 3];
            double expected = switch (i % 3 == 2 ? RowMerge.TOUCHED_MEAN : rule) { // state is the last of a record
                case TOUCHED_MEAN -> sum / touched;
                case MEAN -> before[i % 3] + moves / 7;
                case SUM -> touched == 1 ? sum : before[i % 3] + moves; // of a single worker, to the bit
            };
            assertThat(merged.records(0)[i]).as("row %d, number %d", row, i % 3).isEqualTo((float) expected);
        }
        assertThat(merged.rows(0))
                .isEqualTo(changes.stream()
                        .flatMapToInt(change -> IntStream.of(change.rows(0)))
                        .sorted()
                        .distinct()
                        .toArray());
    }

    @Test
    void merge_workersWithoutRows_isEmpty() {
        RowRecords none = change(new int[0]);

        assertThat(RowMerge.TOUCHED_MEAN.merge(List.of(none, none), base()).count())
                .isZero();
    }
}
