package io.fulcrum.train.outer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fulcrum.config.ConfigException;
import io.fulcrum.config.ConfigFiles;
import io.fulcrum.config.Problems;
import io.fulcrum.contract.Json;
import io.fulcrum.train.RoundSettings;
import io.fulcrum.train.outer.OuterSettings.Method;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OuterSettingsTest {
    private static OuterSettings read(String... overrides) {
        Problems problems = new Problems();
        RoundSettings settings = RoundSettings.read(
                ConfigFiles.load(List.of(), List.of(overrides)).reader(problems));
        problems.throwIfAny();
        return settings.outer();
    }

    @Test
    void read_defaults_isAverage() {
        assertThat(read()).isEqualTo(OuterSettings.average());
        assertThat(read("rounds.outer=average")).isEqualTo(OuterSettings.average());
    }

    @ParameterizedTest
    @CsvSource({
        "average,       2, AVERAGE,       1,   0",
        "bmuf,          1, BMUF,          1,   0",
        "bmuf,          4, BMUF,          1,   0.75",
        "bmuf-nesterov, 2, BMUF_NESTEROV, 1,   0.5",
        "diloco,        8, DILOCO,        0.7, 0.9",
        "slowmo,        3, SLOWMO,        1,   0",
        "slowmo,        4, SLOWMO,        1,   0.2",
        "slowmo,        8, SLOWMO,        1,   0.5",
        "slowmo,       16, SLOWMO,        1,   0.6"
    })
    void read_methodAlone_hasItsOwnDefaults(String name, int workers, Method method, double rate, double momentum) {
        OuterSettings expected = new OuterSettings(method, rate, momentum);

        assertThat(read("rounds.outer=" + name, "rounds.workers=" + workers)).isEqualTo(expected);
        assertThat(OuterSettings.of(method, workers)).isEqualTo(expected);
    }

    @Test
    void read_rateAndMomentum_areTaken() {
        assertThat(read("rounds.outer=diloco", "rounds.outer-rate=0.5", "rounds.outer-momentum=0"))
                .isEqualTo(new OuterSettings(Method.DILOCO, 0.5, 0));
    }

    @Test
    void read_mistakes_areReportedTogether() {
        assertThatThrownBy(() -> read("rounds.outer=bmuf", "rounds.outer-rate=0", "rounds.outer-momentum=1"))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        e -> assertThat(e.problems())
                                .containsExactlyInAnyOrder(
                                        "--set: rounds.outer-rate = 0 must be a number above 0. Set outer-rate: the factor of a round's"
                                                + " change, for outer other than average; null for the default of the method, which is 0.7 for"
                                                + " diloco and otherwise 1.",
                                        "--set: rounds.outer-momentum = 1 must be a number between 0 and 0.9999. Set outer-momentum: the"
                                                + " momentum of the velocity, for outer other than average; null for the default of the"
                                                + " method."));
        assertThatThrownBy(() -> read("rounds.outer=nesterov"))
                .hasMessageStartingWith(
                        "--set: rounds.outer = nesterov is"
                                + " not one of average, bmuf, bmuf-nesterov, diloco, slowmo. Set outer: the outer optimiser, which computes");
    }

    @Test
    void read_rateOrMomentumWithAverage_isRefusedForItWouldDoNothing() {
        assertThatThrownBy(() -> read("rounds.outer-rate=0.5", "rounds.outer-momentum=0.5"))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        e -> assertThat(e.problems())
                                .hasSize(2)
                                .anyMatch(
                                        problem -> problem.startsWith(
                                                "--set: rounds.outer-rate = 0.5 does nothing with outer = average. Set outer-rate: "))
                                .anyMatch(
                                        problem -> problem.startsWith(
                                                "--set: rounds.outer-momentum = 0.5 does nothing with outer = average. Set outer-momentum: ")));
    }

    @Test
    void new_impossibleNumbers_areRefused() {
        assertThatThrownBy(() -> new OuterSettings(Method.BMUF, 0, 0))
                .hasMessage(
                        "Outer settings: rate = 0.0 of BMUF must be a number above 0. Use 1 to take a round's change as it is.");
        assertThatThrownBy(() -> new OuterSettings(Method.SLOWMO, 1, 1))
                .hasMessage("Outer settings: momentum = 1.0 of SLOWMO must be at least 0 and below 1. Use 0 for none.");
        assertThatThrownBy(() -> new OuterSettings(Method.AVERAGE, 0.5, 0))
                .hasMessage(
                        "Outer settings: rate = 0.5 and"
                                + " momentum = 0.0 of AVERAGE must be 1 and 0, because it takes the mean as it is. Choose BMUF to have them.");
    }

    @Test
    void json_writtenAndRead_isTheSame() {
        OuterSettings settings = OuterSettings.of(Method.DILOCO, 2);

        assertThat(Json.parse(Json.line(settings), OuterSettings.class, "outer settings"))
                .isEqualTo(settings);
    }
}
