package io.fulcrum.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.SettingsText;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The problem that README and ALGORITHMS state for the default settings, solved by hand for two tasks. */
class DefaultProblemTest {
    private static final double[] NONE = {};
    private static final double[][] FIRST = {{4, 1}, {1, 9}};
    private static final double[][] SECOND = {{1, 0}, {0, 4}};

    @Test
    void decide_defaultSettings_solvesOnSmoothedMatricesDividedByLosses() {
        BalanceDecision decision = secondDecision("");
        // M = 0.9 · 0.1 · FIRST + 0.1 · SECOND = {{0.46, 0.09}, {0.09, 1.21}} and m = 0.9 · 0.1 + 0.1 = 0.19.
        // With losses 0.25 and 2, A = {{0.46 / 0.0625, 0.09 / 0.5}, {…, 1.21 / 4}} / 0.19, and on the line w_1 + w_2 =
        // 1
        // w_1 = (A_22 − A_12) / (A_11 + A_22 − 2 A_12) = (0.3025 − 0.18) / (7.36 + 0.3025 − 0.36).
        double first = 0.1225 / 7.3025;
        assertThat(decision.weights().simplex()).containsExactly(new double[] {first, 1 - first}, within(1e-14));
        assertThat(decision.weights().values())
                .containsExactly(new double[] {2 * first, 2 * (1 - first)}, within(1e-14));
        assertThat(decision.diagnostics().normalisers()).containsExactly(4, 0.5);
    }

    @Test
    void decide_neitherNormalisedNorSmoothed_isTheShortestCombinedGradient() {
        BalanceDecision decision = secondDecision("balance { normalise = none, smoothing = 0 }");
        // w_1 = 4 / (1 + 4) on SECOND alone.
        assertThat(decision.weights().simplex()).containsExactly(new double[] {0.8, 0.2}, within(1e-15));
    }

    @Test
    void decide_defaultSettings_gapBoundsTheObjectiveOfThatProblem() {
        BalanceDecision decision = secondDecision("");
        // λ = (A w)_1 = (A w)_2 is the minimum of wᵀAw where no bound is active.
        double first = 0.1225 / 7.3025;
        double lambda = (7.36 * first + 0.18 * (1 - first)) / 0.19;
        assertThat(decision.diagnostics().lambda()).isCloseTo(lambda, within(1e-12));
        assertThat(decision.diagnostics().gap()).isBetween(0.0, 1e-12);
    }

    private static BalanceDecision secondDecision(String settings) {
        TaskBalancer balancer = TaskBalancers.of(
                SettingsText.read(settings, root -> BalanceSettings.read(root, NONE, NONE, NONE)),
                List.of("click", "watch"));
        BalanceDecision first = balancer.decide(signals(0, FIRST, 0.5, 1), balancer.start());
        return balancer.decide(signals(1, SECOND, 0.25, 2), first.next());
    }

    private static TaskSignals signals(int round, double[][] gram, double click, double watch) {
        return new TaskSignals(round, gram, new double[] {click, watch}, new long[] {10, 10});
    }
}
