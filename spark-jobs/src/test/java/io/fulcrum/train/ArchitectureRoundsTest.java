package io.fulcrum.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.balance.BalanceSettings;
import io.fulcrum.balance.BalanceSettings.Method;
import io.fulcrum.balance.Evidence;
import io.fulcrum.data.Shard;
import io.fulcrum.model.architecture.AdaShare;
import io.fulcrum.model.architecture.Architecture;
import io.fulcrum.model.architecture.ArchitectureExamples;
import io.fulcrum.model.architecture.ArchitectureType;
import io.fulcrum.model.architecture.MtlNas;
import io.fulcrum.model.architecture.NetworkSettings;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.graph.EmbeddingSizes;
import io.fulcrum.model.graph.HiddenActivation;
import io.fulcrum.model.graph.HiddenLayers;
import io.fulcrum.model.graph.ListAttention;
import io.fulcrum.model.graph.NetworkOptions;
import io.fulcrum.model.graph.Normalisation;
import io.fulcrum.model.graph.SmallTowers;
import io.fulcrum.model.layer.Measures;
import io.fulcrum.model.layer.NetworkReadings;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two rounds of two workers with every architecture and every balancer. */
class ArchitectureRoundsTest {
    private static final List<Shard> SHARDS = GeneratedRows.shards(31, 0.8, 96, 80);

    /** All that go together; {@code NetworkFitTest} has the others. */
    static Stream<Arguments> pairs() {
        return Arrays.stream(ArchitectureType.values())
                .flatMap(type -> Arrays.stream(Method.values())
                        .filter(method -> fits(type, method))
                        .map(method -> Arguments.of(type, method)));
    }

    private static boolean fits(ArchitectureType type, Method method) {
        Architecture architecture = ArchitectureExamples.small(type);
        int tasks = GeneratedRows.TASKS.size();
        return BalanceSettings.of(method).readsRepresentation()
                ? new NetworkSettings(architecture, 3).hasCommonRepresentation(tasks)
                : !method.defaults().evidence().contains(Evidence.GRAM) || architecture.sharesParameters(tasks);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void round_afterAnother_isFiniteAndResumesToTheBit(ArchitectureType type, Method method) {
        try (LocalRounds unbroken = rounds(type, method, "unbroken");
                LocalRounds resumed = rounds(type, method, "resumed")) {
            float[] initial = unbroken.state().parameters().clone();
            unbroken.round();
            float[] between = unbroken.state().parameters().clone();
            LocalRounds.Saved saved = unbroken.saved();
            unbroken.round();
            resumed.from(saved).round();

            assertThat(saved.state().parameters())
                    .as("saved")
                    .isEqualTo(between)
                    .isNotEqualTo(initial);
            assertSame(resumed, unbroken);
            assertFinite(unbroken);
            assertThat(unbroken.state().parameters()).isNotEqualTo(between);
        }
    }

    /** Dropped units are those of a round's address, so a repeated round drops the same ones. */
    @ParameterizedTest
    @EnumSource(ArchitectureType.class)
    void round_withOtherHiddenLayers_isFiniteAndResumesToTheBit(ArchitectureType type) {
        HiddenLayers layers = new HiddenLayers(HiddenActivation.SWISH, Normalisation.RMS, 0.2);
        NetworkSettings network = new NetworkSettings(ArchitectureExamples.small(type), new NetworkOptions(layers), 3);
        assertResumesToTheBit(network, Method.STATIC, "layers" + type);
    }

    static Stream<ArchitectureType> withTowers() {
        return Arrays.stream(ArchitectureType.values())
                .filter(type -> ArchitectureExamples.small(type).takesSmallTowers());
    }

    @ParameterizedTest
    @MethodSource("withTowers")
    void round_withSmallTowers_isFiniteAndResumesToTheBit(ArchitectureType type) {
        NetworkOptions options = new NetworkOptions(HiddenLayers.RECTIFIED, new SmallTowers(List.of(2), 0.5));
        NetworkSettings network = new NetworkSettings(ArchitectureExamples.small(type), options, 3);
        assertResumesToTheBit(network, Method.PARETO, "towers" + type);
    }

    @Test
    void round_mmoeWithSmallTowers_measuresTermsGatesAndUnits() {
        NetworkOptions options = new NetworkOptions(HiddenLayers.RECTIFIED, new SmallTowers(List.of(2), 0.5));
        NetworkSettings network = new NetworkSettings(ArchitectureExamples.small(ArchitectureType.MMOE), options, 3);
        try (LocalRounds rounds = rounds(network, Method.PARETO, "measured")) {
            RoundResult result = rounds.round();
            NetworkReadings readings =
                    NetworkReadings.of(rounds.spec().graph(), result.measures(), result.parameters(), 0);
            assertThat(readings.terms()).containsOnlyKeys("tower0", "tower1");
            assertThat(readings.terms().get("tower0")).isBetween(0.01, 5.0);
            assertThat(readings.gates()).containsOnlyKeys("gate0", "gate1");
            assertThat(readings.gates().get("gate1").load().stream()
                            .mapToDouble(share -> share)
                            .sum())
                    .isCloseTo(1, within(1e-5));
            assertThat(readings.deadUnits()).containsOnlyKeys("experts0", "experts1", "head0-0", "head1-0");
            Measures second = rounds.round().measures();
            assertThat(NetworkReadings.of(rounds.spec().graph(), second, result.parameters(), 0)
                            .terms()
                            .get("tower0"))
                    .as("of the round alone")
                    .isNotEqualTo(readings.terms().get("tower0"));
        }
    }

    @ParameterizedTest
    @EnumSource(ArchitectureType.class)
    void round_withEmbeddingsOfSeveralSizes_isFiniteAndResumesToTheBit(ArchitectureType type) {
        EmbeddingSizes sizes = new EmbeddingSizes(3, Map.of("user", 7));
        NetworkSettings network = new NetworkSettings(ArchitectureExamples.small(type), NetworkOptions.DEFAULT, sizes);
        assertResumesToTheBit(network, Method.STATIC, "sizes" + type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"item", ""})
    void rounds_withAListPooledByAttention_resumeToTheBitAndLearn(String query) {
        NetworkSettings network = new NetworkSettings(
                ArchitectureExamples.small(ArchitectureType.MMOE),
                NetworkOptions.DEFAULT,
                EmbeddingSizes.of(3),
                List.of(new ListAttention("history", query)));
        assertResumesToTheBit(network, Method.PARETO, "attention" + query);
        try (LocalRounds rounds = rounds(network, Method.STATIC, "attends" + query)) {
            double first = rounds.round().losses()[0];
            for (int round = 1; round < 25; round++) {
                rounds.round();
            }
            assertThat(rounds.round().losses()[0]).isLessThan(0.95 * first);
            int table = rounds.tables().spec().tables().size() - 1;
            assertThat(rounds.tables().storedRows(table))
                    .as("rows of the query's table")
                    .isNotEmpty();
        }
    }

    @Test
    void round_oneSizeGivenByName_isThatOfTheCommonSizeToTheBit() {
        Architecture mmoe = ArchitectureExamples.small(ArchitectureType.MMOE);
        EmbeddingSizes named = new EmbeddingSizes(1, Map.of("user", 3, "item", 3, "history", 3));
        try (LocalRounds common = rounds(new NetworkSettings(mmoe, 3), Method.PARETO, "common");
                LocalRounds byName =
                        rounds(new NetworkSettings(mmoe, NetworkOptions.DEFAULT, named), Method.PARETO, "named")) {
            common.round();
            byName.round();
            assertSame(byName, common);
        }
    }

    /** Architectures whose loss changes by round, for longer than the two rounds of a test. */
    static Stream<Architecture> scheduled() {
        return Stream.of(
                new AdaShare(6, 3, new AdaShare.Policy(5, 0.9, 2, 0.01, 0.01), List.of(3)),
                new MtlNas(0.9, 0.05, 5, List.of(6, 4), List.of(3)));
    }

    @ParameterizedTest
    @MethodSource("scheduled")
    void round_inTheMiddleOfASchedule_resumesToTheBit(Architecture architecture) {
        assertResumesToTheBit(new NetworkSettings(architecture, 3), Method.PARETO, "scheduled" + architecture.key());
    }

    private static void assertResumesToTheBit(NetworkSettings network, Method method, String name) {
        try (LocalRounds unbroken = rounds(network, method, "unbroken" + name);
                LocalRounds resumed = rounds(network, method, "resumed" + name)) {
            unbroken.round();
            LocalRounds.Saved saved = unbroken.saved();
            unbroken.round();
            resumed.from(saved).round();
            assertSame(resumed, unbroken);
            assertFinite(unbroken);
        }
    }

    @ParameterizedTest
    @EnumSource(ArchitectureType.class)
    void rounds_ofAnArchitecture_lowerTheLosses(ArchitectureType type) {
        try (LocalRounds rounds = rounds(type, Method.STATIC, "learning")) {
            double first = rounds.round().losses()[0];
            for (int round = 1; round < 25; round++) {
                rounds.round();
            }
            assertThat(rounds.round().losses()[0]).isLessThan(0.95 * first);
        }
    }

    private static LocalRounds rounds(ArchitectureType type, Method method, String name) {
        return rounds(new NetworkSettings(ArchitectureExamples.small(type), 3), method, name + type + method);
    }

    private static LocalRounds rounds(NetworkSettings network, Method method, String name) {
        return LocalRounds.of(network, BalanceSettings.of(method), name, SHARDS);
    }

    private static void assertSame(LocalRounds one, LocalRounds other) {
        assertThat(one.state().parameters()).isEqualTo(other.state().parameters());
        assertThat(one.state().optimizerState()).isEqualTo(other.state().optimizerState());
        assertThat(one.state().balancer()).isEqualTo(other.state().balancer());
        assertThat(one.state().weights().values())
                .isEqualTo(other.state().weights().values());
        EmbeddingTables tables = one.tables();
        for (int table = 0; table < tables.spec().tables().size(); table++) {
            float[] mine = new float[tables.spec().width(table)];
            float[] others = new float[mine.length];
            for (int row = 0; row < tables.spec().tables().get(table).rows(); row++) {
                tables.copyTo(table, row, mine, 0);
                other.tables().copyTo(table, row, others, 0);
                assertThat(mine).isEqualTo(others);
            }
        }
    }

    private static void assertFinite(LocalRounds rounds) {
        for (float parameter : rounds.state().parameters()) {
            assertThat(parameter).isFinite();
        }
        for (double weight : rounds.state().weights().values()) {
            assertThat(weight).isFinite().isNotNegative();
        }
    }
}
