package io.fulcrum.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fulcrum.contract.FeatureColumn.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FeatureSchemaTest {
    @ParameterizedTest
    @CsvSource({
        "NUMERIC, words, 0",
        "NUMERIC, '', 3",
        "CATEGORICAL, '', 3",
        "CATEGORICAL, words, 0",
        "CATEGORICAL_LIST, words, -1",
        "LIST_WEIGHTS, words, 0",
        "LIST_WEIGHTS, '', 3"
    })
    void newColumn_kindAndTableThatDoNotFit_isRefused(Kind kind, String table, int rows) {
        assertThatThrownBy(() -> new FeatureColumn("f", kind, table, rows))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Feature \"f\": kind " + kind + " does not fit table \"" + table + "\" with " + rows
                        + " rows. Only categorical features have a table, with at least one row. Prepare again.");
    }

    @Test
    void newColumn_poolingOfWhatIsNoList_isRefused() {
        assertThatThrownBy(() -> new FeatureColumn("f", Kind.CATEGORICAL, "f", 3, Pooling.SUM))
                .hasMessage(
                        "Feature \"f\": pooling SUM does not fit kind CATEGORICAL. Only lists are pooled; others say MEAN. Prepare"
                                + " again.");
    }

    @Test
    void scale_ofEachPooling_isItsFactor() {
        assertThat(Pooling.MEAN.scale(4)).isEqualTo(0.25f);
        assertThat(Pooling.SUM.scale(4)).isEqualTo(1);
        assertThat(Pooling.SQRT_N.scale(4)).isEqualTo(0.5f);
    }

    @ParameterizedTest
    @CsvSource({"MEAN, 8", "SUM, 1", "SQRT_N, 5"})
    void divisor_ofWeights_isThatOfItsPooling(Pooling pooling, double divisor) {
        float[] weights = {9, 4, 0, 3, 1, 9};

        assertThat(pooling.divisor(weights, 1, 4)).isEqualTo(pooling == Pooling.MEAN ? 7 : divisor);
        assertThat(pooling.divisor(weights, 1, 5)).isEqualTo(pooling == Pooling.SQRT_N ? Math.sqrt(26) : divisor);
        assertThat(pooling.divisor(weights, 2, 3)).isEqualTo(pooling == Pooling.SUM ? 1 : 0);
        assertThat(Pooling.factor(3, divisor)).isEqualTo((float) (3 / divisor));
    }

    @ParameterizedTest
    @EnumSource(Pooling.class)
    void factor_ofWeightsOfOne_hasTheBitsOfTheListWithoutWeights(Pooling pooling) {
        for (int count = 1; count < 5000; count++) {
            float[] ones = new float[count];
            Arrays.fill(ones, 1);
            assertThat(Pooling.factor(1, pooling.divisor(ones, 0, count))).isEqualTo(pooling.scale(count));
        }
    }

    @Test
    void factor_ofExtremeWeights_isFinite() {
        float[] large = {Float.MAX_VALUE, Float.MAX_VALUE};
        float[] small = {Float.MIN_VALUE, Float.MIN_VALUE};
        float[] none = {0, 0};

        assertThat(Pooling.factor(large[0], Pooling.MEAN.divisor(large, 0, 2))).isEqualTo(0.5f);
        assertThat(Pooling.factor(small[0], Pooling.MEAN.divisor(small, 0, 2))).isEqualTo(0.5f);
        assertThat(Pooling.factor(small[0], Pooling.SQRT_N.divisor(small, 0, 2)))
                .isEqualTo(Pooling.SQRT_N.scale(2));
        for (Pooling pooling : Pooling.values()) {
            assertThat(Pooling.factor(none[0], pooling.divisor(none, 0, 2))).isZero();
        }
    }

    @Test
    void weights_ofAList_areTheColumnBehindIt() {
        FeatureColumn plain = new FeatureColumn("a", Kind.CATEGORICAL_LIST, "t", 3);
        FeatureColumn weighted = new FeatureColumn("b", Kind.CATEGORICAL_LIST, "t", 3);
        FeatureColumn weights = FeatureColumn.listWeights("b_weights");
        FeatureSchema schema = new FeatureSchema(List.of(plain, weighted, weights, FeatureColumn.numeric("n")));

        assertThat(schema.weights(plain)).isEmpty();
        assertThat(schema.weights(weighted)).contains(weights);
        assertThat(schema.lists()).containsExactly(plain, weighted);
        assertThat(schema.tables()).containsOnlyKeys("t");
    }

    @Test
    void new_weightsWithoutAList_areRefused() {
        assertThatThrownBy(() ->
                        new FeatureSchema(List.of(FeatureColumn.numeric("n"), FeatureColumn.listWeights("b_weights"))))
                .hasMessage("Feature column \"b_weights\" has weights, but no list stands before it. Prepare again.");
    }

    @Test
    void new_withoutFeatures_isRefused() {
        assertThatThrownBy(() -> new FeatureSchema(List.of()))
                .hasMessage("There are no features, but a model needs at least one. List them under features.");
    }

    @Test
    void new_twoOfOneName_isRefused() {
        assertThatThrownBy(
                        () -> new FeatureSchema(List.of(FeatureColumn.numeric("a"), FeatureColumn.categorical("a", 2))))
                .hasMessage(
                        "Two features are named \"a\", but feature names must be unique. Rename one with name = ….");
    }

    @Test
    void new_oneTableOfTwoSizes_isRefused() {
        assertThatThrownBy(() -> new FeatureSchema(List.of(
                        FeatureColumn.categorical("a", 2), new FeatureColumn("b", Kind.CATEGORICAL_LIST, "a", 3))))
                .hasMessage("Feature \"b\" has 3 rows in table \"a\","
                        + " another feature has 2. Fields of one table share its rows. Prepare again.");
    }

    @Test
    void kindsAndTables_ofAMixedSchema_keepTheirOrder() {
        FeatureSchema schema = new FeatureSchema(List.of(
                FeatureColumn.categorical("z", 5),
                FeatureColumn.numeric("n"),
                new FeatureColumn("l", Kind.CATEGORICAL_LIST, "z", 5),
                FeatureColumn.categorical("a", 2),
                FeatureColumn.numeric("m")));

        assertThat(schema.numeric()).extracting(FeatureColumn::name).containsExactly("n", "m");
        assertThat(schema.categorical()).extracting(FeatureColumn::name).containsExactly("z", "a");
        assertThat(schema.lists()).extracting(FeatureColumn::name).containsExactly("l");
        assertThat(schema.tables()).containsExactly(Map.entry("z", 5), Map.entry("a", 2));
    }
}
