package io.fulcrum.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.FeatureColumn.Kind;
import io.fulcrum.contract.FeatureSchema;
import io.fulcrum.model.graph.ColumnOperation;
import io.fulcrum.model.graph.EmbeddingSizes;
import io.fulcrum.model.graph.InputFields;
import io.fulcrum.model.graph.InputLayout;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sizes of embedding rows by feature, and the tables, columns and refusals that follow from them. */
class EmbeddingSizesTest {
    private static final FeatureSchema FEATURES = new FeatureSchema(List.of(
            new FeatureColumn("history", Kind.CATEGORICAL_LIST, "items", 7),
            FeatureColumn.numeric("price"),
            FeatureColumn.categorical("user", 9),
            FeatureColumn.categorical("hour", 24),
            new FeatureColumn("item", Kind.CATEGORICAL, "items", 7)));

    @Test
    void ofTables_someNamed_haveTheirOwnAndTheOthersTheCommonSize() {
        EmbeddingSizes sizes = new EmbeddingSizes(8, Map.of("user", 32, "hour", 2));

        assertThat(sizes.ofTables(FEATURES)).containsExactly(entry("items", 8), entry("user", 32), entry("hour", 2));
        InputLayout layout = InputLayout.of(FEATURES, sizes); // user, hour, item, history, price
        assertThat(layout.starts()).containsExactly(0, 32, 34, 42, 50);
        assertThat(layout.inputWidth()).isEqualTo(51);
        assertThat(layout.fieldWidth(1)).isEqualTo(2);
        assertThat(layout.list(0)).isEqualTo(42);
        assertThat(layout.listWidth(0)).isEqualTo(8);
        InputFields fields = InputFields.of(FEATURES, sizes);
        assertThat(fields.embedded()).containsExactly("user", "hour", "item", "history");
        assertThat(fields.widths()).containsExactly(32, 2, 8, 8);
    }

    @Test
    void fieldsIn_rangesOfSeveralWidths_areThoseThatTheyTouch() {
        InputLayout layout = InputLayout.of(FEATURES, new EmbeddingSizes(8, Map.of("user", 32, "hour", 2)));

        assertThat(layout.fieldsIn(List.of(new ColumnOperation.Range(31, 1)))).containsExactly(true, false, false);
        assertThat(layout.fieldsIn(List.of(new ColumnOperation.Range(33, 2)))).containsExactly(false, true, true);
        assertThat(layout.fieldsIn(List.of(new ColumnOperation.Range(42, 9)))).containsExactly(false, false, false);
    }

    @Test
    void ofTables_allOfASharedTableNamedAlike_haveThatSize() {
        assertThat(new EmbeddingSizes(8, Map.of("item", 3, "history", 3)).ofTables(FEATURES))
                .containsEntry("items", 3);
    }

    @Test
    void ofTables_sharedTableWithTwoSizes_isRefused() {
        assertThatThrownBy(() -> new EmbeddingSizes(8, Map.of("item", 3)).ofTables(FEATURES))
                .hasMessage("Features \"item\" and \"history\" share table \"items\", but have embedding sizes 3 and 8."
                        + " Set the same size for both under network.embedding-sizes.");
    }

    @Test
    void ofTables_unknownFeatureOrNumber_isRefusedWithTheNearestName() {
        assertThatThrownBy(() -> new EmbeddingSizes(8, Map.of("usr", 3)).ofTables(FEATURES))
                .hasMessage(
                        "network.embedding-sizes names feature \"usr\", but the data has no feature of that name with"
                                + " embedding rows. Did you mean \"user\"?");
        assertThatThrownBy(() -> new EmbeddingSizes(8, Map.of("price", 3)).ofTables(FEATURES))
                .hasMessage("network.embedding-sizes names feature \"price\", but the data has no feature of that name"
                        + " with embedding rows. Known here: history, hour, item, user.");
    }

    @Test
    void make_sizeBelowOneOrTooLarge_isRefused() {
        assertThatThrownBy(() -> new EmbeddingSizes(8, Map.of("user", 0)))
                .hasMessage(
                        "embeddingSizes of \"user\" = 0 must be at least 1. Set how many parameters an embedding row"
                                + " has, for example 8.");
        assertThatThrownBy(() -> new EmbeddingSizes(8, Map.of("user", 65537)))
                .hasMessageContaining("embeddingSizes of \"user\" = 65537 must be at most 65536.");
    }
}
