package io.fulcrum.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.FeatureColumn.Kind;
import io.fulcrum.contract.FeatureSchema;
import io.fulcrum.contract.LabelScale;
import io.fulcrum.contract.Pooling;
import io.fulcrum.data.Batch;
import io.fulcrum.data.Shard;
import io.fulcrum.model.embedding.EmbeddingOverlay;
import io.fulcrum.model.embedding.EmbeddingSpec;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.embedding.RowRecords;
import io.fulcrum.model.graph.EmbeddingSizes;
import io.fulcrum.model.graph.InputLayout;
import io.fulcrum.model.optimizer.UpdateRule;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NetworkInputTest {
    private static final int WIDTH = 2;
    private static final int ROWS = 6;

    /** Two fields, of which one shares its table with a list, a second list, two numbers, in mixed order. */
    private static final FeatureSchema SCHEMA = new FeatureSchema(List.of(
            FeatureColumn.numeric("n"),
            new FeatureColumn("l", Kind.CATEGORICAL_LIST, "words", 4),
            FeatureColumn.categorical("c", 3),
            FeatureColumn.numeric("m"),
            new FeatureColumn("d", Kind.CATEGORICAL, "words", 4),
            new FeatureColumn("k", Kind.CATEGORICAL_LIST, "tags", 5)));

    private static final InputLayout LAYOUT = InputLayout.of(SCHEMA, EmbeddingSizes.of(WIDTH));

    /** Row r of a table t has the parameters 100 t + 10 r and 100 t + 10 r + 1. */
    private static EmbeddingTables tables() {
        EmbeddingTables tables = EmbeddingTables.initial(new EmbeddingSpec(InputLayout.tables(SCHEMA), WIDTH, 0, 1));
        for (int table = 0; table < 3; table++) {
            float[] records = AllRows.of(tables, table);
            for (int i = 0; i < records.length; i++) {
                records[i] = 100 * table + 10 * (i / WIDTH) + i % WIDTH;
            }
            AllRows.set(tables, table, records);
        }
        return tables;
    }

    private static Shard shard() {
        int[][] ids = {{0, 1, 2, 0, 1, 2}, {3, 3, 0, 1, 2, 0}};
        Shard.Lists words = new Shard.Lists(new int[] {0, 2, 2, 3, 3, 6, 7}, new int[] {0, 2, 3, 1, 1, 3, 0});
        Shard.Lists tags = new Shard.Lists(new int[] {0, 0, 1, 3, 3, 4, 6}, new int[] {4, 0, 1, 2, 3, 4});
        float[][] numbers = {{1, 2, 3, 4, 5, 6}, {-1, -2, -3, -4, -5, -6}};
        return new Shard(
                ids,
                new Shard.Lists[] {words, tags},
                numbers,
                new float[0][],
                Shard.UNWEIGHTED,
                new long[0],
                ROWS,
                LabelScale.identities(0));
    }

    private static float[] filled(ScoringInput input, Batch batch) {
        return Arrays.copyOf(input.read(batch).values(), batch.size() * LAYOUT.inputWidth());
    }

    /** An input that writes out all fields row by row, as for a network too wide to keep products. */
    private static ScoringInput scoring(InputLayout layout) {
        return new ScoringInput(layout, tables(), new boolean[layout.fieldTables().length]);
    }

    @Test
    void layout_ofAMixedSchema_hasFieldsThenListsThenNumbers() {
        assertThat(InputLayout.tables(SCHEMA))
                .containsExactly(
                        new EmbeddingSpec.Table("words", 4),
                        new EmbeddingSpec.Table("c", 3),
                        new EmbeddingSpec.Table("tags", 5));
        assertThat(LAYOUT.fieldTables()).containsExactly(1, 0);
        assertThat(LAYOUT.listTables()).containsExactly(0, 2);
        assertThat(LAYOUT.list(1)).isEqualTo(6);
        assertThat(LAYOUT.firstNumber()).isEqualTo(8);
        assertThat(LAYOUT.inputWidth()).isEqualTo(10);
    }

    @Test
    void read_rows_isTheInputByHand() {
        // Row 0: c = 0, d = 3, words of 0 and 2 have the mean (10, 11), no tags, numbers 1 and -1.
        // Row 4: c = 1, d = 2, words 1, 1, 3 have the mean (50/3, 50/3 + 1), tag 2, numbers 5 and -5.
        float[] values = filled(scoring(LAYOUT), new Batch(shard(), new int[] {0, 4}, 0, 2));

        assertThat(values)
                .containsExactly(
                        new float[] {
                            100,
                            101,
                            30,
                            31,
                            10,
                            11,
                            0,
                            0,
                            1,
                            -1,
                            110,
                            111,
                            20,
                            21,
                            16.666667f,
                            17.666667f,
                            220,
                            221,
                            5,
                            -5
                        },
                        within(1e-4f));
    }

    /** Row 4 has the words 1, 1, 3: 10 + 10 + 30 and one more each; row 1 has none. */
    @ParameterizedTest
    @CsvSource({"MEAN, 16.666667, 17.666667", "SUM, 50, 53", "SQRT_N, 28.867513, 30.599565"})
    void read_pooledList_isTheSumTimesItsFactorByHand(Pooling pooling, float first, float second) {
        float[] values = filled(scoring(pooled(pooling)), new Batch(shard(), new int[] {4, 1}, 0, 2));

        assertThat(new float[] {values[4], values[5]}).containsExactly(new float[] {first, second}, within(1e-4f));
        assertThat(new float[] {values[14], values[15]}).containsOnly(0f);
    }

    private static InputLayout pooled(Pooling pooling) {
        return InputLayout.of(
                new FeatureSchema(SCHEMA.columns().stream()
                        .map(column -> column.kind() != Kind.CATEGORICAL_LIST
                                ? column
                                : new FeatureColumn(
                                        column.name(), column.kind(), column.table(), column.rows(), pooling))
                        .toList()),
                EmbeddingSizes.of(WIDTH));
    }

    /** Row 4 has the words 1, 1, 3 of the weights 2, 0, 6: 2 × 10 + 6 × 30 over 8; row 1 has none, row 5 a 0. */
    @ParameterizedTest
    @CsvSource({"MEAN, 25, 26", "SUM, 200, 208", "SQRT_N, 31.622777, 32.887688"})
    void read_weightedList_isTheWeightedSumByHand(Pooling pooling, float first, float second) {
        float[] values = filled(scoring(pooled(pooling)), new Batch(weighted(), new int[] {4, 1, 5}, 0, 3));

        assertThat(new float[] {values[4], values[5]}).containsExactly(new float[] {first, second}, within(1e-4f));
        assertThat(new float[] {values[14], values[15], values[24], values[25]}).containsOnly(0f);
    }

    /** The shard with weights of both lists, of which some are 0, and all of row 5. */
    private static Shard weighted() {
        return weighted(new float[] {3, 0.5f, 1, 2, 0, 6, 0}, new float[] {1, 0, 2, 1e-9f, 1, 3});
    }

    private static Shard weighted(float[] ofWords, float[] ofTags) {
        Shard plain = shard();
        Shard.Lists words = plain.lists()[0];
        Shard.Lists tags = plain.lists()[1];
        return new Shard(
                plain.ids(),
                new Shard.Lists[] {
                    new Shard.Lists(words.offsets(), words.ids(), ofWords),
                    new Shard.Lists(tags.offsets(), tags.ids(), ofTags)
                },
                plain.numbers(),
                plain.labels(),
                Shard.UNWEIGHTED,
                plain.groups(),
                ROWS,
                plain.scales());
    }

    @ParameterizedTest
    @EnumSource(Pooling.class)
    void read_weightsOfOne_haveTheBitsOfTheListWithoutWeights(Pooling pooling) {
        float[] ones = {1, 1, 1, 1, 1, 1, 1};

        float[] values = filled(
                scoring(pooled(pooling)), weighted(ones, Arrays.copyOf(ones, 6)).all());

        assertThat(values).isEqualTo(filled(scoring(pooled(pooling)), shard().all()));
    }

    /** One step of rate 1 from the gradient 1 of every input: each entry moves its row by its share. */
    @Test
    void scatter_weightedList_movesEachRowByItsShare() {
        EmbeddingOverlay overlay = new EmbeddingOverlay(tables());
        NetworkInput input = new NetworkInput(LAYOUT);
        Batch batch = new Batch(weighted(), new int[] {4, 5}, 0, 2);
        input.fill(batch, overlay);
        Arrays.fill(input.rows().gradients(), 0);
        for (int row = 0; row < 2; row++) {
            Arrays.fill(
                    input.rows().gradients(),
                    row * LAYOUT.inputWidth() + LAYOUT.list(0),
                    row * LAYOUT.inputWidth() + LAYOUT.list(0) + WIDTH,
                    1);
        }
        input.scatter(batch, overlay);
        overlay.step(new UpdateRule.Sgd(), 1, 1, 1);
        RowRecords touched = overlay.touched();

        // Row 4: word 1 has 2 of 8 and 0, word 3 has 6 of 8. Row 5: word 0 has 0 of 0 and is left alone.
        // Both rows have a field of the same table, words 2 and 0, whose gradients are 0.
        float[] words = touched.records(0);
        assertThat(touched.rows(0)).containsExactly(0, 1, 2, 3);
        assertThat(words).containsExactly(0, 1, 9.75f, 10.75f, 20, 21, 29.25f, 30.25f);
    }

    @Test
    void scatter_weightsOfZero_touchNoRow() {
        EmbeddingOverlay overlay = new EmbeddingOverlay(tables());
        NetworkInput input = new NetworkInput(LAYOUT);
        Batch batch = new Batch(weighted(new float[7], new float[6]), new int[] {0, 2, 4}, 0, 3);
        input.fill(batch, overlay);
        Arrays.fill(input.rows().gradients(), 1);
        input.scatter(batch, overlay);
        overlay.step(new UpdateRule.Sgd(), 1, 1, 1);

        assertThat(overlay.touched().rows(2)).isEmpty();
    }

    @Test
    void read_smallerBatchInTheSameBuffer_hasNothingOfTheFormer() {
        ScoringInput kept = scoring(LAYOUT);
        filled(kept, shard().all());
        Batch small = new Batch(shard(), new int[] {3, 1, 0}, 0, 2);

        assertThat(filled(kept, small)).isEqualTo(filled(scoring(LAYOUT), small));
    }

    @Test
    void fill_fromAnOverlay_equalsWhatScoringReads() {
        NetworkInput input = new NetworkInput(LAYOUT);
        input.fill(shard().all(), new EmbeddingOverlay(tables()));

        assertThat(Arrays.copyOf(input.rows().values(), ROWS * LAYOUT.inputWidth()))
                .isEqualTo(filled(scoring(LAYOUT), shard().all()));

        input.fill(weighted().all(), new EmbeddingOverlay(tables()));

        assertThat(Arrays.copyOf(input.rows().values(), ROWS * LAYOUT.inputWidth()))
                .isEqualTo(filled(scoring(LAYOUT), weighted().all()));
    }

    /**
     * The embedding part of fill is linear in the rows x; with scatter its transpose, ⟨fill(x), g⟩ = ⟨x, scatter(g)⟩.
     */
    @ParameterizedTest
    @EnumSource(Pooling.class)
    void scatter_anyGradient_isTheTransposeOfFill(Pooling pooling) {
        requireTranspose(pooling, shard());
    }

    @ParameterizedTest
    @EnumSource(Pooling.class)
    void scatter_anyGradientOfWeightedLists_isTheTransposeOfFill(Pooling pooling) {
        requireTranspose(pooling, weighted());
    }

    private static void requireTranspose(Pooling pooling, Shard shard) {
        SplittableRandom random = new SplittableRandom(8);
        EmbeddingTables tables = EmbeddingTables.initial(new EmbeddingSpec(InputLayout.tables(SCHEMA), WIDTH, 0, 1));
        EmbeddingOverlay overlay = new EmbeddingOverlay(tables);
        NetworkInput input = new NetworkInput(pooled(pooling));
        Batch batch = new Batch(shard, new int[] {5, 2, 0, 4, 1, 3}, 1, 6);
        input.fill(batch, overlay);
        float[] gradient = input.rows().gradients();
        double left = 0;
        for (int i = 0; i < batch.size() * LAYOUT.inputWidth(); i++) {
            gradient[i] = (float) random.nextDouble(-1, 1);
            left += i % LAYOUT.inputWidth() < LAYOUT.firstNumber()
                    ? (double) input.rows().values()[i] * gradient[i]
                    : 0;
        }
        input.scatter(batch, overlay);

        assertThat(innerProductWithGradients(tables, overlay)).isCloseTo(left, within(1e-6));
        assertThat(left).isNotZero();
    }

    /** A step of rate 1 subtracts the gradients, so ⟨x, g⟩ = ⟨x, x⟩ - ⟨x, stepped⟩ over the touched rows. */
    private static double innerProductWithGradients(EmbeddingTables tables, EmbeddingOverlay overlay) {
        overlay.step(new UpdateRule.Sgd(), 1, 1, 1);
        RowRecords stepped = overlay.touched();
        double product = 0;
        for (int table = 0; table < stepped.tables(); table++) {
            for (int i = 0; i < stepped.records(table).length; i++) {
                double x = AllRows.of(tables, table)[stepped.rows(table)[i / WIDTH] * WIDTH + i % WIDTH];
                product += x * (x - stepped.records(table)[i]);
            }
        }
        return product;
    }
}
