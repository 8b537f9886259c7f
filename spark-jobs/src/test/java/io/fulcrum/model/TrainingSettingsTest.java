package io.fulcrum.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fulcrum.config.ConfigFiles;
import io.fulcrum.config.ConfigReader;
import io.fulcrum.config.Problems;
import io.fulcrum.model.architecture.Mmoe;
import io.fulcrum.model.architecture.NetworkSection;
import io.fulcrum.model.architecture.NetworkSettings;
import io.fulcrum.model.architecture.SharedBottom;
import io.fulcrum.model.graph.HiddenActivation;
import io.fulcrum.model.graph.HiddenLayers;
import io.fulcrum.model.graph.NetworkOptions;
import io.fulcrum.model.graph.Normalisation;
import io.fulcrum.model.optimizer.LearningRate;
import io.fulcrum.model.optimizer.LearningRate.Schedule;
import io.fulcrum.model.optimizer.OptimizerSettings;
import io.fulcrum.model.optimizer.UpdateRule;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The settings of network and optimiser as the configuration gives them. */
class TrainingSettingsTest {
    private static <T> T read(Function<ConfigReader, T> reader, String... overrides) {
        Problems problems = new Problems();
        T settings =
                reader.apply(ConfigFiles.load(List.of(), List.of(overrides)).reader(problems));
        problems.throwIfAny();
        return settings;
    }

    @Test
    void network_mmoe_readsItsExperts() {
        NetworkSettings settings = read(
                NetworkSection::read,
                "network.type=mmoe",
                "network.experts=3",
                "network.expert-layers=[8, 4]",
                "network.head-layers=[]",
                "network.embedding-size=5");

        assertThat(settings).isEqualTo(new NetworkSettings(new Mmoe(3, List.of(8, 4), List.of()), 5));
    }

    @Test
    void network_sharedBottom_readsItsTrunk() {
        NetworkSettings settings = read(
                NetworkSection::read,
                "network.type=shared-bottom",
                "network.bottom-layers=[16]",
                "network.head-layers=[2]");

        assertThat(settings.architecture()).isEqualTo(new SharedBottom(List.of(16), List.of(2)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "network.experts=65537 | experts = 65537 must be at most 65536. Set experts: how many experts the tasks mix.",
                "network.head-layers=[4,65537] | head-layers = [4,65537] must hold at most 64 layers of at most 65536 units. Set"
                        + " head-layers: widths of the hidden layers of each task's head, from the bottom or experts up; [] for a linear head.",
                "network.activation=gleu | activation = gleu is not one of relu, swish, gelu, sigmoid, tanh, linear. Did you mean"
                        + " \"gelu\"? Set activation: what the hidden layers of every architecture make of their sums: relu, swish, gelu, sigmoid, tanh or linear.",
                "network.dropout=1 | dropout = 1 must be below 1, so that something is left. Set dropout: the share of the units of each"
                        + " hidden layer that a training step leaves out at random, at least 0 and below 1.",
                "network.experts=0 | experts = 0 must be at least 1. Set experts: how many experts the tasks mix.",
                "network.expert-layers=[] | expert-layers = [] must name at least one layer. Set expert-layers: widths of an"
                        + " expert's hidden layers, from the input up.",
                "network.expert-layers=[0] | expert-layers = [0] must hold whole numbers of at least 1 only. Set expert-layers:"
                        + " widths of an expert's hidden layers, from the input up.",
                "network.embedding-size=0 | embedding-size = 0 must be at least 1. Set embedding-size: parameters of an embedding"
                        + " row."
            },
            quoteCharacter = '~')
    void network_badValue_isRefusedOnceWithAdvice(String override, String message) {
        assertThatThrownBy(() -> read(NetworkSection::read, override)).hasMessage("--set: network." + message);
    }

    @Test
    void network_options_areReadForEveryArchitecture() {
        NetworkSettings settings = read(
                NetworkSection::read,
                "network.type=esmm",
                "network.activation=swish",
                "network.normalisation=rms",
                "network.dropout=0.25");

        assertThat(settings.options())
                .isEqualTo(new NetworkOptions(new HiddenLayers(HiddenActivation.SWISH, Normalisation.RMS, 0.25)));
        assertThat(read(NetworkSection::read).options()).isEqualTo(NetworkOptions.DEFAULT);
    }

    @Test
    void network_misspeltKey_asksForTheNearest() {
        assertThatThrownBy(() -> read(NetworkSection::read, "network.expert=3"))
                .hasMessage("--set: unknown key \"network.expert\". Did you mean \"network.experts\"?");
    }

    @Test
    void optimizer_adamWithSchedule_isRead() {
        OptimizerSettings settings = read(
                OptimizerSettings::read,
                "optimizer.type=adam",
                "optimizer.learning-rate=0.01",
                "optimizer.beta1=0.8",
                "optimizer.beta2=0.9",
                "optimizer.epsilon=1e-6",
                "optimizer.l2=0.5",
                "optimizer.clip-norm=2",
                "optimizer.schedule={ type = cosine, warm-up-steps = 7, decay-steps = 9 }");

        assertThat(settings)
                .isEqualTo(new OptimizerSettings(
                        new UpdateRule.Adam(0.8, 0.9, 1e-6),
                        new LearningRate(0.01, Schedule.COSINE, 7, 9, 0.5),
                        0.5,
                        2));
    }

    @Test
    void optimizer_otherRulesAndNoClipping_areRead() {
        assertThat(read(OptimizerSettings::read, "optimizer.type=sgd").rule()).isEqualTo(new UpdateRule.Sgd());
        assertThat(read(OptimizerSettings::read, "optimizer.type=adagrad", "optimizer.epsilon=0.5")
                        .rule())
                .isEqualTo(new UpdateRule.Adagrad(0.5));
        assertThat(read(OptimizerSettings::read, "optimizer.clip-norm=0").clipNorm())
                .isInfinite();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "optimizer.learning-rate=0 | learning-rate = 0 must be a number above 0. Set learning-rate: the learning rate"
                        + " after the warm-up.",
                "optimizer.beta1=1 | beta1 = 1 must be a number between 0 and 0.999999. Set beta1: decay of the first moment.",
                "optimizer.clip-norm=-1 | clip-norm = -1 must be a number of at least 0. Set clip-norm: the largest norm of a"
                        + " step's whole gradient; 0 for no limit.",
                "optimizer.schedule.decay-steps=0 | schedule.decay-steps = 0 must be at least 1. Set decay-steps: steps to one"
                        + " decay (step), or to zero (linear, cosine).",
                "optimizer.schedule.decay-factor=1.5 | schedule.decay-factor = 1.5 must be a number between 0 and 1. Set"
                        + " decay-factor: factor of one decay."
            },
            quoteCharacter = '~')
    void optimizer_badValue_isRefusedOnceWithAdvice(String override, String message) {
        assertThatThrownBy(() -> read(OptimizerSettings::read, override)).hasMessage("--set: optimizer." + message);
    }

    @Test
    void optimizer_rowsOfTheirOwn_areRead() {
        assertThat(read(OptimizerSettings::read, "optimizer.learning-rate=0.01").rows())
                .isEqualTo(new OptimizerSettings.RowOptimizer(
                        new UpdateRule.Adam(0.9, 0.999, 1e-8),
                        new LearningRate(0.01, Schedule.CONSTANT, 0, 1000, 0.5)));
        assertThat(read(
                                OptimizerSettings::read,
                                "optimizer.type=sgd",
                                "optimizer.schedule.warm-up-steps=3",
                                "optimizer.embedding={ type = ftrl, learning-rate = 0.2, beta = 2, l1 = 3, l2 = 4 }")
                        .rows())
                .isEqualTo(new OptimizerSettings.RowOptimizer(
                        new UpdateRule.Ftrl(2, 3, 4), new LearningRate(0.2, Schedule.CONSTANT, 3, 1000, 0.5)));
        assertThat(read(OptimizerSettings::read, "optimizer.embedding.type=adagrad", "optimizer.epsilon=0.5")
                        .rows()
                        .rule())
                .isEqualTo(new UpdateRule.Adagrad(0.5));
        assertThat(read(OptimizerSettings::read, "optimizer.embedding.type=sgd").rule())
                .isInstanceOf(UpdateRule.Adam.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "optimizer.embedding.type=ftlr | optimizer.embedding.type = ftlr is not one of same, sgd, adagrad, adam, ftrl."
                        + " Did you mean \"ftrl\"? Set type: the update rule of embedding rows",
                "optimizer.embedding.learning-rate=0 | optimizer.embedding.learning-rate = 0 must be a number above 0. Set"
                        + " learning-rate: the learning rate of rows after the warm-up",
                "optimizer.embedding.l1=-1 | optimizer.embedding.l1 = -1 must be a number of at least 0. Set l1: coefficient of"
                        + " the L1 penalty of the rows",
                "optimizer.embedding.beta=0 | optimizer.embedding.beta = 0 must be a number above 0. Set beta: the term added",
                "optimizer.embedding.l3=1 | unknown key \"optimizer.embedding.l3\""
            },
            quoteCharacter = '~')
    void optimizer_badRows_areRefusedWithAdvice(String override, String message) {
        assertThatThrownBy(() -> read(OptimizerSettings::read, override)).hasMessageStartingWith("--set: " + message);
    }

    @Test
    void optimizer_misspeltKeys_askForTheNearest() {
        assertThatThrownBy(() -> read(OptimizerSettings::read, "optimizer.learing-rate=1", "optimizer.schedule.kind=x"))
                .hasMessage(String.join(
                        System.lineSeparator(),
                        "--set: unknown key \"optimizer.schedule.kind\". Known here: optimizer.schedule.decay-factor,"
                                + " optimizer.schedule.decay-steps, optimizer.schedule.type, optimizer.schedule.warm-up-steps.",
                        "--set: unknown key \"optimizer.learing-rate\". Did you mean \"optimizer.learning-rate\"?"));
    }
}
