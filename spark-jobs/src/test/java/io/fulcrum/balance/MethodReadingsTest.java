package io.fulcrum.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.balance.BalanceSettings.Method;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What methods report of themselves, on gradients whose values are plain by hand. */
class MethodReadingsTest {
    /** Norms 4 and 5, product −12, cosine −0.6. */
    private static final double[][] CONFLICT =
            GramMatrix.ofGradients(new double[][] {{4, 0}, {-3, 4}}).toArray();

    private static Map<String, Double> readings(Method method, double[][] gram, double... losses) {
        TaskBalancer balancer = TaskBalancers.of(BalanceSettings.of(method), Answers.names(losses.length));
        long[] labelled = new long[losses.length];
        Arrays.fill(labelled, 10);
        BalanceDecision decision = balancer.decide(new TaskSignals(1, gram, losses, labelled), balancer.start());
        Map<String, Map<String, Double>> found = decision.diagnostics().readings();
        assertThat(found).containsOnlyKeys(method.key());
        return found.get(method.key());
    }

    /** The shortest combination is the height of the triangle of sides 4, 5 and √65: (4 · 5 · 0.8)² / 65. */
    @Test
    void mgda_squaredNorm_isThatOfTheShortestCombination() {
        assertThat(readings(Method.MGDA, CONFLICT, 1, 1).get("squaredNorm")).isCloseTo(256.0 / 65, within(1e-12));
    }

    @Test
    void pcgradAndGradcraft_conflicts_areCounted() {
        assertThat(readings(Method.PCGRAD, CONFLICT, 1, 1)).isEqualTo(Map.of("removedConflicts", 2.0));
        assertThat(readings(Method.GRADCRAFT, CONFLICT, 1, 1)).isEqualTo(Map.of("tasksInConflict", 2.0));
        double[][] agree = {{4, 1}, {1, 9}};
        assertThat(readings(Method.PCGRAD, agree, 1, 1)).isEqualTo(Map.of("removedConflicts", 0.0));
        assertThat(readings(Method.GRADCRAFT, agree, 1, 1)).isEqualTo(Map.of("tasksInConflict", 0.0));
    }

    /** Orthogonal gradients of length 2 and 6: singular values in the ratio 3. A copy has no direction of its own. */
    @Test
    void alignedMtl_rankAndCondition_areThoseOfTheGradients() {
        Map<String, Double> found = readings(Method.ALIGNED_MTL, new double[][] {{4, 0}, {0, 36}}, 1, 1);
        assertThat(found.get("rank")).isEqualTo(2);
        assertThat(found.get("condition")).isCloseTo(3, within(1e-12));
        double[][] copies = {{4, 4, 0}, {4, 4, 0}, {0, 0, 8}};
        assertThat(readings(Method.ALIGNED_MTL, copies, 1, 1, 1).get("rank")).isEqualTo(2);
    }

    /** Losses 1 and 3: shares ¼ and ¾, so µ = ¼ log ½ + ¾ log 3/2. */
    @Test
    void epo_nonUniformity_isThatOfTheShares() {
        double mu = 0.25 * Math.log(0.5) + 0.75 * Math.log(1.5);
        assertThat(readings(Method.EPO, CONFLICT, 1, 3).get("nonUniformity")).isCloseTo(mu, within(1e-14));
    }

    /** Equal orthogonal gradients: g_w is the mean itself, so c of it is added. */
    @Test
    void cagrad_worstTasksShare_isTheRadiusOverTheLength() {
        double[][] equal = {{1, 0}, {0, 1}};
        assertThat(readings(Method.CAGRAD, equal, 1, 1).get("worstTasksShare")).isCloseTo(0.5, within(1e-9));
    }

    @Test
    void nashAndFairgrad_residual_isNearZero() {
        assertThat(readings(Method.NASH_MTL, CONFLICT, 1, 1).get("residual")).isLessThan(1e-9);
        assertThat(readings(Method.FAIRGRAD, CONFLICT, 1, 1).get("residual")).isLessThan(1e-9);
    }

    @Test
    void reading_notFinite_isLeftOut() {
        assertThat(Coefficients.of(new double[0]).reading("x", Double.NaN).readings())
                .isEmpty();
    }
}
