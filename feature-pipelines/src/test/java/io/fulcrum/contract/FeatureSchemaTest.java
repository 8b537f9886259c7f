package io.fulcrum.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fulcrum.contract.FeatureColumn.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeatureSchemaTest {
    @ParameterizedTest
    @CsvSource({
        "NUMERIC, words, 0",
        "NUMERIC, '', 3",
        "CATEGORICAL, '', 3",
        "CATEGORICAL, words, 0",
        "CATEGORICAL_LIST, words, -1"
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
