package io.fulcrum.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fulcrum.model.architecture.Architecture;
import io.fulcrum.model.architecture.ArchitectureExamples;
import io.fulcrum.model.architecture.ArchitectureType;
import io.fulcrum.model.architecture.NetworkSettings;
import io.fulcrum.model.graph.ColumnOperation;
import io.fulcrum.model.graph.HiddenLayers;
import io.fulcrum.model.graph.LossTerm;
import io.fulcrum.model.graph.NetworkGraph;
import io.fulcrum.model.graph.NetworkOptions;
import io.fulcrum.model.graph.ParameterLayout.Head;
import io.fulcrum.model.graph.SmallTowers;
import io.fulcrum.model.loss.TrainingLabels;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SmallTowersTest {
    private static final double GAMMA = 0.7;
    private static final NetworkOptions TOWERS =
            new NetworkOptions(HiddenLayers.RECTIFIED, new SmallTowers(List.of(2), GAMMA));

    static Stream<Architecture> taking() {
        return ArchitectureExamples.all().filter(Architecture::takesSmallTowers);
    }

    /** Those that have no other terms, and stop no gradient, which differences do not see. */
    static Stream<Architecture> withTowersAlone() {
        return taking().filter(architecture -> {
            NetworkGraph graph = TermStep.graph(architecture, NetworkOptions.DEFAULT);
            return graph.terms().isEmpty()
                    && graph.operations().stream().noneMatch(ColumnOperation.Stop.class::isInstance);
        });
    }

    static Stream<Architecture> refusing() {
        return ArchitectureExamples.all().filter(architecture -> !architecture.takesSmallTowers());
    }

    /** Reads the tasks' two logits, then the towers' two. */
    private static double gammaTimesLosses(TrainingLabels labels, double[][] read) {
        return GAMMA * (TermStep.meanLoss(labels, 0, read[2]) + TermStep.meanLoss(labels, 1, read[3]));
    }

    @ParameterizedTest
    @MethodSource("withTowersAlone")
    void backward_withTowers_equalsDifferencesOfTheWholeLoss(Architecture architecture) {
        new TermStep(architecture, TOWERS, SmallTowersTest::gammaTimesLosses).assertDifferences(0.4, 1.7);
    }

    @ParameterizedTest
    @MethodSource("taking")
    void build_withTowers_hasOneInEachHeadAndScoresWithout(Architecture architecture) {
        NetworkGraph with = TermStep.graph(architecture, TOWERS);
        NetworkGraph without = TermStep.graph(architecture, NetworkOptions.DEFAULT);
        assertThat(with.terms()).extracting(LossTerm::name).contains("tower0", "tower1");
        assertThat(with.layout().slices())
                .filteredOn(slice -> slice.name().startsWith("tower"))
                .hasSize(8)
                .allMatch(slice -> slice.owner().equals(new Head(slice.name().charAt("tower".length()) - '0')));
        assertThat(with.scored().layout()).isEqualTo(without.layout());
        assertThat(with.scored().operations()).hasSameSizeAs(without.operations());
    }

    @ParameterizedTest
    @MethodSource("taking")
    void build_withTowers_restStartsWithTheBitsOfANetworkWithout(Architecture architecture) {
        NetworkGraph with = TermStep.graph(architecture, TOWERS);
        NetworkGraph without = TermStep.graph(architecture, NetworkOptions.DEFAULT);
        float[] kept = ScoredNetwork.of(with, MultiTaskNetwork.build(with, 5).parameters())
                .parameters();
        float[] expected = MultiTaskNetwork.build(without, 5).parameters();
        assertThat(Arrays.copyOf(kept, expected.length)).containsExactly(expected);
    }

    @ParameterizedTest
    @MethodSource("taking")
    void build_gammaOfZero_isTheNetworkWithout(Architecture architecture) {
        NetworkOptions none = new NetworkOptions(HiddenLayers.RECTIFIED, new SmallTowers(List.of(2), 0));
        assertThat(TermStep.graph(architecture, none)).isEqualTo(TermStep.graph(architecture, NetworkOptions.DEFAULT));
    }

    @ParameterizedTest
    @MethodSource("refusing")
    void settings_architectureWithoutHeadsOverSomethingShared_areRefused(Architecture architecture) {
        assertThatThrownBy(() -> new NetworkSettings(architecture, TOWERS, 2))
                .hasMessage("small-towers.gamma = 0.7 with "
                        + ArchitectureType.of(architecture).key()
                        + ", whose tasks have no heads over a shared representation. Set gamma = 0.");
    }

    @Test
    void probe_withTowers_isThatOfTheTasksLossAlone() {
        TermStep step = new TermStep(
                ArchitectureExamples.small(ArchitectureType.MMOE), TOWERS, SmallTowersTest::gammaTimesLosses);
        float[] alone = step.withoutTerms(0, 1);
        double[] expected = new double[step.network.layout().sharedSize()];
        step.network.layout().addShared(alone, expected);
        step.backward(1, 1);
        assertThat(step.probe(1)).containsExactly(expected);
    }

    @Test
    void backward_otherGamma_headsKeepTheirGradientAndTowersScaleTheirs() {
        Architecture mmoe = ArchitectureExamples.small(ArchitectureType.MMOE);
        TermStep step = new TermStep(mmoe, TOWERS, SmallTowersTest::gammaTimesLosses);
        float[] with = step.backward(0.4, 1.7);
        float[] without = step.withoutTerms(0.4, 1.7);
        step.network.layout().slices().forEach(slice -> {
            float[] mine = Arrays.copyOfRange(with, slice.offset(), slice.offset() + slice.length());
            float[] others = Arrays.copyOfRange(without, slice.offset(), slice.offset() + slice.length());
            if (slice.name().startsWith("tower")) {
                assertThat(others).as(slice.name()).containsOnly(0);
            } else if (slice.name().startsWith("head") || slice.name().startsWith("logit")) {
                assertThat(mine).as(slice.name()).containsExactly(others);
            }
        });
    }
}
