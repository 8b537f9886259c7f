package io.fulcrum.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.FeatureSchema;
import io.fulcrum.model.architecture.Architecture;
import io.fulcrum.model.architecture.Mmoe;
import io.fulcrum.model.architecture.NetworkSettings;
import io.fulcrum.model.architecture.SharedBottom;
import io.fulcrum.model.optimizer.UpdateRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sizes reckoned are the sizes built. */
class ModelSizeTest {
    static Stream<Architecture> architectures() {
        return Stream.of(
                new Mmoe(1, List.of(4), List.of()),
                new Mmoe(3, List.of(6, 5, 7), List.of(4, 2)),
                new SharedBottom(List.of(8), List.of()),
                new SharedBottom(List.of(8, 5, 3), List.of(6, 4)));
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void of_anyArchitecture_isWhatIsBuilt(Architecture architecture) {
        ModelSpec spec = spec(architecture, SmallRecommender.FEATURES, 3);
        ModelSize size = ModelSize.of(spec);
        assertThat(size.parameters())
                .isEqualTo(MultiTaskNetwork.of(spec).layout().size());
        assertThat(size.bytes()).as("before any row is trained").isEqualTo(4 * size.parameters());
    }

    @Test
    void with_storedRows_countsThemAndWhereTheyAre() {
        FeatureSchema wide = new FeatureSchema(List.of(FeatureColumn.categorical("user", 1 << 26)));
        ModelSpec spec = spec(new SharedBottom(List.of(1), List.of()), wide, 16);
        ModelSize size = ModelSize.of(spec).with(spec.embeddings(new UpdateRule.Sgd()), new long[] {10});
        assertThat(size.rowBytes()).isEqualTo(10 * 16 * 4 + 10 * 4096 * 4 + (1 << 17));
    }

    @Test
    void of_moreParametersThanAnArray_isRefusedBeforeAnyIsMade() {
        Mmoe absurd = new Mmoe(65_536, List.of(65_536), List.of());
        assertThatThrownBy(() -> ModelSize.of(spec(absurd, SmallRecommender.FEATURES, 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The network has at least " + 65_536L * 65_536
                        + " parameters, but at most 2147483639 are possible. Set narrower layers or fewer experts.");
    }

    @Test
    void requireWithin_moreThanTheHeap_saysHowMuchAndWhatToDo() {
        FeatureSchema wide = new FeatureSchema(List.of(FeatureColumn.categorical("user", 1 << 26)));
        ModelSpec spec = spec(new SharedBottom(List.of(1), List.of()), wide, 16);
        ModelSize size = ModelSize.of(spec).with(spec.embeddings(new UpdateRule.Sgd()), new long[] {1 << 26});
        assertThatThrownBy(() -> size.requireWithin(1L << 30, "Model /m"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Model /m has 4,352 MiB of parameters and embedding rows, but this program's heap holds at most"
                                + " 1,024 MiB. Give it more memory (FULCRUM_MEMORY, or --driver-memory of spark-submit), or make the model"
                                + " smaller.");
        size.requireWithin(5L << 30, "Model /m");
    }

    private static ModelSpec spec(Architecture architecture, FeatureSchema features, int width) {
        return new ModelSpec(
                SmallRecommender.TASKS,
                features,
                SmallRecommender.SCALES,
                new NetworkSettings(architecture, width),
                23);
    }
}
