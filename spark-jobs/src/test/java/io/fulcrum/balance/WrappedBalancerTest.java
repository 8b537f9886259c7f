package io.fulcrum.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.SettingsText;
import io.fulcrum.balance.BalanceSettings.Method;
import io.fulcrum.balance.BalanceSettings.Normalise;
import io.fulcrum.balance.TaskSignals.LocalSteps;
import io.fulcrum.balance.WrapSettings.Wrapper;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** CR-MOGM and the bound on the change of weights, around every method. */
class WrappedBalancerTest {
    private static final double[] NONE = {};
    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final double[][][] ROUNDS = {
        {{3, 2, 2}, {2, 1, 1}, {-3, 0, -2}}, {{1, 0, 0}, {0, 2, 1}, {0, 0, 3}}, {{1, 1, 2}, {2, -1, 1}, {1, 0, -2}}
    };

    private static BalanceSettings settings(Method method, WeightSum sum, WrapSettings wrap, double... floors) {
        return new BalanceSettings(
                method, Normalise.NONE, sum, 0, floors, NONE, NONE, method.defaults(), wrap, ProbeOptions.DEFAULT);
    }

    private static TaskSignals signals(int round) {
        double[] losses = {0.5 + round, 0.4, 1.5};
        double[][] rows = ROUNDS[round - 1];
        return new TaskSignals(
                round,
                GramMatrix.ofGradients(rows).toArray(),
                losses,
                new long[] {9, 9, 9},
                new LocalSteps(1, round, losses),
                Answers.detail(rows));
    }

    /** û of each round comes from the method alone, as if there were no wrapper. */
    @ParameterizedTest
    @EnumSource(Method.class)
    void decide_crMogm_isTheRunningMeanOfAnyMethodsWeights(Method method) {
        WrapSettings wrap = new WrapSettings(List.of(Wrapper.CR_MOGM), 0.7, 1);
        TaskBalancer plain = TaskBalancers.of(settings(method, WeightSum.METHOD, WrapSettings.NONE), NAMES);
        TaskBalancer wrapped = TaskBalancers.of(settings(method, WeightSum.METHOD, wrap), NAMES);
        BalancerState alone = plain.start();
        BalancerState state = wrapped.start();
        double[] u = wrapped.weights(state).values();
        for (int round = 1; round <= 3; round++) {
            BalanceDecision inner = plain.decide(signals(round), alone);
            BalanceDecision decision = wrapped.decide(signals(round), state);
            for (int i = 0; i < 3; i++) {
                u[i] = 0.7 * u[i] + 0.3 * inner.weights().at(i);
                assertThat(decision.weights().at(i))
                        .as("%s, task %d", method, i)
                        .isCloseTo(u[i], within(1e-12 * inner.weights().magnitude()));
            }
            alone = inner.next();
            state = decision.next();
            assertThat(wrapped.weights(state)).isEqualTo(decision.weights());
        }
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void decide_maxChange_boundsTheChangeOfEveryShare(Method method) {
        TaskBalancer wrapped =
                TaskBalancers.of(settings(method, WeightSum.TASKS, new WrapSettings(List.of(), 0.9, 0.05)), NAMES);
        BalancerState state = wrapped.start();
        double[] last = wrapped.weights(state).simplex();
        for (int round = 1; round <= 3; round++) {
            BalanceDecision decision = wrapped.decide(signals(round), state);
            double[] shares = decision.weights().simplex();
            for (int i = 0; i < 3; i++) {
                assertThat(Math.abs(shares[i] - last[i])).as("%s", method).isLessThanOrEqualTo(0.05 + 1e-12);
            }
            assertThat(Arrays.stream(shares).map(Math::abs).sum()).isCloseTo(1, within(1e-12));
            last = shares;
            state = decision.next();
        }
    }

    /** MGDA on rows (1, 0) and (0, 2) has shares (0.8, 0.2): from (½, ½) a change of 0.3, bounded to 0.1. */
    @Test
    void decide_boundReached_isNoted() {
        TaskBalancer wrapped = TaskBalancers.of(
                settings(Method.MGDA, WeightSum.ONE, new WrapSettings(List.of(), 0.9, 0.1)), List.of("a", "b"));
        BalanceDecision decision = wrapped.decide(
                new TaskSignals(7, new double[][] {{1, 0}, {0, 4}}, new double[] {1, 1}, new long[] {1, 1}),
                wrapped.start());
        assertThat(decision.weights().simplex()).containsExactly(new double[] {0.6, 0.4}, within(1e-12));
        assertThat(decision.diagnostics().notes())
                .singleElement()
                .asString()
                .startsWith("Round 7: balance.max-change bounded the change of a task's share from 0.3")
                .endsWith(" to 0.1.");
    }

    @Test
    void decide_floors_holdInsideTheWrapper() {
        WrapSettings wrap = new WrapSettings(List.of(Wrapper.CR_MOGM), 0.5, 0.2);
        TaskBalancer wrapped = TaskBalancers.of(settings(Method.MGDA, WeightSum.ONE, wrap, 0.3, 0.1, 0.3), NAMES);
        BalancerState state = wrapped.start();
        WeightBounds bounds = new WeightBounds(new double[] {0.3, 0.1, 0.3}, new double[] {1, 1, 1});
        for (int round = 1; round <= 3; round++) {
            BalanceDecision decision = wrapped.decide(signals(round), state);
            assertThat(bounds.contain(decision.weights().simplex())).isTrue();
            state = decision.next();
        }
    }

    /** A checkpoint of a run without wrapper has no state of one: it starts from the method's weights. */
    @Test
    void weights_stateWithoutWrapper_areTheMethods() {
        TaskBalancer plain = TaskBalancers.of(settings(Method.MGDA, WeightSum.ONE, WrapSettings.NONE), NAMES);
        TaskBalancer wrapped = TaskBalancers.of(
                settings(Method.MGDA, WeightSum.ONE, new WrapSettings(List.of(Wrapper.CR_MOGM), 0.9, 1)), NAMES);
        BalanceDecision first = plain.decide(signals(1), plain.start());
        assertThat(wrapped.weights(first.next())).isEqualTo(first.weights());
        double[] next = wrapped.decide(signals(2), first.next()).weights().simplex();
        double[] alone = plain.decide(signals(2), first.next()).weights().simplex();
        for (int i = 0; i < 3; i++) {
            assertThat(next[i]).isCloseTo(0.9 * first.weights().simplex()[i] + 0.1 * alone[i], within(1e-12));
        }
    }

    @Test
    void read_wrapperKeys_areCheckedAndMistakesRefused() {
        assertThat(read("wrap = [cr-mogm], cr-mogm.alpha = 0.5, max-change = 0.1")
                        .wrap())
                .isEqualTo(new WrapSettings(List.of(Wrapper.CR_MOGM), 0.5, 0.1));
        assertThat(read("").wrap()).isEqualTo(WrapSettings.NONE);
        assertRefused("wrap = [mogm]", "balance.wrap = [\"mogm\"] may hold cr-mogm, once. Leave the others out.");
        assertRefused("wrap = [cr-mogm, cr-mogm]", "may hold cr-mogm, once.");
        assertRefused(
                "cr-mogm.alpha = 0.5",
                "balance.cr-mogm.alpha = 0.5 is a setting of a wrapper that is not in balance.wrap: remove it, or set"
                        + " balance.wrap = [cr-mogm].");
        assertRefused("max-change = 0", "balance.max-change = 0 must be a number above 0.");
        assertRefused("max-change = 2", "balance.max-change = 2 must be at most 1, which is no bound.");
    }

    @Test
    void read_probeKeys_areCheckedAndIdleOnesRefused() {
        assertThat(read("probe { of = last-layer, shrink = 0.5, sketch = 64 }").probe())
                .isEqualTo(new ProbeOptions(ProbeOptions.Of.LAST_LAYER, 0.5, 64));
        assertRefused("probe.sketch = 8", "balance.probe.sketch = 8 must be 0, or at least 16.");
        assertRefused("probe.of = head", "balance.probe.of = head is not one of shared, last-layer, representation.");
        assertRefused(
                "method = dwa, probe.of = last-layer",
                "balance.probe.of = last-layer does nothing with balance.method = dwa, which reads no gradients."
                        + " Remove it.");
        assertRefused(
                "method = graddrop, probe.sketch = 64",
                "balance.probe.sketch = 64 mixes coordinates, but balance.method = graddrop reads gradients by"
                        + " coordinate. Set sketch = 0.");
    }

    @Test
    void read_probeOfEmbeddings_isForMethodsThatReadGradientsOfParameters() {
        assertThat(read("probe.embeddings = true").probe())
                .isEqualTo(new ProbeOptions(ProbeOptions.Of.SHARED, 0, 0, true));
        assertThat(read("probe.embeddings = true").readsEmbeddings()).isTrue();
        assertThat(read("").readsEmbeddings()).isFalse();
        assertThat(read("method = graddrop, probe { embeddings = true, of = last-layer, shrink = 0.5 }")
                        .probe())
                .isEqualTo(new ProbeOptions(ProbeOptions.Of.LAST_LAYER, 0.5, 0, true));
        assertThat(read("method = cagrad, probe { embeddings = true, sketch = 64 }")
                        .readsEmbeddings())
                .isTrue();
        assertRefused(
                "method = dwa, probe.embeddings = true",
                "balance.probe.embeddings = true does nothing with balance.method = dwa, which reads no gradients."
                        + " Remove it.");
        assertRefused(
                "method = excess-mtl, probe.embeddings = true",
                "balance.probe.embeddings = true measures other embedding rows in each round, but balance.method ="
                        + " excess-mtl adds numbers up by coordinate over rounds. Set embeddings = false.");
        for (String text : List.of("method = mgda-ub", "method = multibalance", "probe.of = representation")) {
            assertRefused(
                    text + ", probe.embeddings = true",
                    "balance.probe.embeddings = true measures embedding rows, which gradients by the common"
                            + " representation (balance.probe.of = representation, balance.method = mgda-ub and"
                            + " multibalance) do not reach. Set embeddings = false.");
        }
    }

    @Test
    void read_probeOfTheRepresentation_isForMethodsOfAGramMatrixAlone() {
        assertThat(read("method = cagrad, probe.of = representation").readsRepresentation())
                .isTrue();
        for (String method : List.of("mgda-ub", "multibalance")) {
            assertThat(read("method = " + method).probe())
                    .isEqualTo(new ProbeOptions(ProbeOptions.Of.REPRESENTATION, 0, 0));
            assertThat(read("method = " + method + ", probe.of = representation")
                            .readsRepresentation())
                    .isTrue();
        }
        assertThat(read("method = mgda").readsRepresentation()).isFalse();
        assertThat(BalanceSettings.of(Method.MGDA_UB).readsRepresentation()).isTrue();
        assertThat(BalanceSettings.of(Method.STATIC).readsRepresentation()).isFalse();
        assertRefused(
                "method = mgda-ub, probe.of = last-layer",
                "balance.probe.of = last-layer contradicts balance.method = mgda-ub, which measures gradients by the"
                        + " common representation whatever is set here. Remove it.");
        assertRefused(
                "method = graddrop, probe.of = representation",
                "balance.probe.of = representation keeps the gradients of rows apart, but balance.method = graddrop reads"
                        + " gradients by coordinate. Set of = shared.");
        assertRefused(
                "method = modo, probe.of = representation",
                "balance.probe.of = representation keeps the gradients of rows apart, but balance.method = modo reads"
                        + " products of the gradients of the probe's halves. Set of = shared.");
        assertRefused(
                "method = famo, probe.of = representation",
                "balance.probe.of = representation does nothing with balance.method = famo, which reads no gradients."
                        + " Remove it.");
        assertRefused(
                "method = mgda-ub, probe.shrink = 0.5",
                "balance.probe.shrink = 0.5 shrinks means over rows, but gradients by the common representation"
                        + " (balance.probe.of = representation, balance.method = mgda-ub and multibalance) are kept apart"
                        + " by rows. Set shrink = 0.");
        assertRefused(
                "probe { of = representation, sketch = 64 }",
                "balance.probe.sketch = 64 shortens what workers send, but gradients by the common representation"
                        + " (balance.probe.of = representation, balance.method = mgda-ub and multibalance) are sent as"
                        + " products alone. Set sketch = 0.");
    }

    private static void assertRefused(String text, String message) {
        assertThatThrownBy(() -> read(text)).hasMessageContaining(message);
    }

    private static BalanceSettings read(String text) {
        return SettingsText.read("balance { " + text + " }", root -> BalanceSettings.read(root, NONE, NONE, NONE));
    }
}
