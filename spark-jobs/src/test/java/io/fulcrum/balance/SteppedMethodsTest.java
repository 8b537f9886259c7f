package io.fulcrum.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** MoCo, MoDo, ExcessMTL, GradCraft, GradDrop and DTP against values of an independent program in Python. */
class SteppedMethodsTest {
    private static final double[][] ROWS = {{3, 2, 2}, {2, 1, 1}, {-3, 0, -2}};
    private static final GramMatrix GRAM = GramMatrix.ofGradients(ROWS);

    private static RoundContext context(BalancerState memory, double[][] split, double[][] gradients) {
        return Answers.with(
                new ProbeDetail(new double[0], split, gradients),
                Answers.context(memory, new double[] {1, 1, 1}, new RoundContext.Address(1, 1, 7)));
    }

    private static double[] twoRounds(GramWeighting method, double[][] split) {
        BalancerState memory =
                method.weigh(GRAM, context(method.start(3), split, ROWS)).memory();
        return method.weigh(GRAM, context(memory, split, ROWS)).values();
    }

    @Test
    void moco_twoRounds_areTwoProjectedSteps() {
        assertThat(twoRounds(new Moco(0.01, 0.1), new double[0][]))
                .containsExactly(
                        new double[] {0.28015703703703704, 0.31540370370370374, 0.4044392592592592}, within(1e-14));
        assertThat(twoRounds(new Moco(0.1, 0), new double[0][]))
                .containsExactly(new double[] {0.5366666666666666, 0.4633333333333334, 0}, within(1e-14));
    }

    @Test
    void modo_twoRounds_stepAlongTheProductsOfTheHalvesAsTheyAre() {
        double[][] split = {{2, 1, -1}, {0.5, 1, 0}, {-2, 0.25, 3}};
        assertThat(twoRounds(new Modo(0.05, 0.1), split))
                .containsExactly(
                        new double[] {0.3205613425925926, 0.3363877314814815, 0.3430509259259259}, within(1e-14));
    }

    /** Small steps on one matrix end at the weights of the shortest combination. */
    @Test
    void moco_manyRounds_endsAtMgda() {
        Moco method = new Moco(0.02, 0);
        BalancerState memory = method.start(3);
        double[] w = {};
        for (int round = 0; round < 3000; round++) {
            Coefficients answer = method.weigh(GRAM, context(memory, new double[0][], ROWS));
            memory = answer.memory();
            w = answer.values();
        }
        assertThat(Math.sqrt(GRAM.squaredNorm(w)))
                .isCloseTo(
                        Math.sqrt(GRAM.squaredNorm(
                                MinNormSolver.solve(GRAM, WeightBounds.free(3)).weights())),
                        within(1e-6));
    }

    /**
     * Two tasks of orthogonal gradients have weights 1 / m², shared out. Lengths 1 and 2, then 3 and 2: running means
     * of (0.5 · 1 + 3) / 1.5 = 7 / 3 and 2 with β = 1/2, so w_0 = 2² / (2² + (7 / 3)²) = 36 / 85 where MGDA has 4 / 13.
     */
    @Test
    void multibalance_twoRounds_weighsByTheRunningMeansOfTheLengths() {
        MultiBalance method = new MultiBalance(0.5);
        Coefficients first = method.weigh(
                GramMatrix.ofGradients(new double[][] {{1, 0}, {0, 2}}),
                Answers.context(method, new double[] {1, 1}, 1));
        assertThat(first.values()).containsExactly(new double[] {0.8, 0.2}, within(1e-14));
        Coefficients second = method.weigh(
                GramMatrix.ofGradients(new double[][] {{0, 3}, {2, 0}}),
                Answers.context(first.memory(), new double[] {1, 1}, new RoundContext.Address(2, 1, 1)));
        assertThat(second.values()).containsExactly(new double[] {36 / 85.0, 49 / 85.0}, within(1e-14));
        assertThat(second.memory().array(MultiBalance.NORMS, 2))
                .containsExactly(new double[] {1.75, 1.5}, within(1e-15));
        assertThat(second.memory().array(MultiBalance.MASS, 2)).containsExactly(0.75, 0.75);
    }

    /** Without a memory it is MGDA-UB. */
    @Test
    void multibalance_withoutDecay_isMgdaUbInEveryRound() {
        MgdaUb mgda = new MgdaUb(new Mgda(Mgda.Solver.EXACT, BalanceSettings.Normalise.NONE));
        assertThat(twoRounds(new MultiBalance(0), new double[0][]))
                .containsExactly(twoRounds(mgda, new double[0][]), within(1e-12));
    }

    @Test
    void step_hugeGradient_endsAtAVertex() {
        assertThat(SimplexDescent.step(new double[] {0.5, 0.5}, new double[] {1e30, -1e30}, 1))
                .containsExactly(0, 1);
    }

    @Test
    void excessMtl_threeRounds_multipliesByTheExcessRisks() {
        ExcessMtl method = new ExcessMtl(0.5);
        BalancerState memory = method.start(3);
        double[][][] rounds = {ROWS, {{1, 2, 0}, {4, 4, 4}, {1, 0, 1}}, {{0, 0, 1}, {1, 0, 2}, {2, 2, 2}}};
        double[] w = {};
        for (double[][] gradients : rounds) {
            Coefficients answer = method.weigh(GRAM, context(memory, new double[0][], gradients));
            memory = answer.memory();
            w = answer.values();
        }
        assertThat(w)
                .containsExactly(
                        new double[] {0.15425664527780067, 0.6244137689202753, 0.22132958580192405}, within(1e-14));
    }

    @Test
    void gradcraft_conflicts_areRemovedAllAtOnce() {
        assertThat(Answers.of(new GradCraft(0.1, 1e-10), GRAM))
                .containsExactly(
                        new double[] {-0.004784791644929535, 1.370462735773051, 0.8905950650156479}, within(1e-9));
        assertThat(Answers.of(new GradCraft(0.7, 0.05), GRAM))
                .containsExactly(
                        new double[] {-0.025434320138077404, 1.6068048414265705, 1.0391934612507157}, within(1e-9));
        double[] direction = Answers.direction(ROWS, Answers.of(new GradCraft(0.1, 1e-10), GRAM));
        assertThat(direction)
                .containsExactly(
                        new double[] {0.05478590156437176, 1.3608931524831926, -0.42029697754810214}, within(1e-9));
    }

    /**
     * By hand: g = (4, 0) and (−3, 4) with norms 4 and 5 and cosine −0.6. With τ = ½ the first gets the length 4.5,
     * s_1 = 1.125. For the cosine ε, 4.5 (ε + 0.6) / 5 of the second is added to the first, and 5 (ε + 0.6) / 4 of the
     * first to the second; then the mean.
     */
    @Test
    void gradcraft_twoTasks_isTheArithmetic() {
        GramMatrix gram = GramMatrix.ofGradients(new double[][] {{4, 0}, {-3, 4}});
        assertThat(Answers.of(new GradCraft(0.5, 0), gram))
                .containsExactly(new double[] {(1.125 + 0.75) / 2, (1 + 0.54) / 2}, within(1e-15));
        assertThat(Answers.of(new GradCraft(0.5, 0.1), gram))
                .containsExactly(new double[] {(1.125 + 0.875) / 2, (1 + 0.63) / 2}, within(1e-15));
    }

    /**
     * Where only one sign occurs it is kept, whatever is drawn: coordinates 1 and 3. Coordinate 0 has +3 and −1, so +3
     * with probability 3/4; the weights are those of the nearest combination.
     */
    @Test
    void graddrop_coordinates_keepOneSignWithItsProbability() {
        double[][] gradients = {{3, 2, 0, 1}, {-1, 1, 0, 0}};
        int positive = 0;
        for (int seed = 0; seed < 2000; seed++) {
            double[] d = GradDrop.masked(gradients, new SplittableRandom(seed));
            assertThat(Arrays.copyOfRange(d, 1, 4)).containsExactly(3, 0, 1);
            assertThat(d[0]).isIn(3.0, -1.0);
            positive += d[0] > 0 ? 1 : 0;
        }
        assertThat(positive / 2000.0).isCloseTo(0.75, within(0.03)); // three standard errors
    }

    /** The residual of the nearest combination is orthogonal to every gradient. */
    @Test
    void graddrop_weights_areLeastSquares() {
        double[][] gradients = {{3, 2, 0, 1, 5}, {-1, 1, 0, 0, -4}, {1, -3, 2, -2, 1}};
        GradDrop method = new GradDrop();
        for (long seed = 0; seed < 20; seed++) {
            RoundContext context =
                    Answers.with(Answers.detail(gradients), Answers.context(method, new double[] {1, 1, 1}, seed));
            double[] w =
                    method.weigh(GramMatrix.ofGradients(gradients), context).values();
            double[] residual = GradDrop.masked(gradients, new SplittableRandom(seed));
            DenseAlgebra.axpy(-1, Answers.direction(gradients, w), residual);
            for (double[] gradient : gradients) {
                assertThat(DenseAlgebra.dot(gradient, residual)).isCloseTo(0, within(1e-12));
            }
        }
    }

    @Test
    void dtp_validation_weighsDifficultTasksMore() {
        Dtp method = new Dtp(1, 0.5);
        BalancerState memory = method.start(3);
        assertThat(method.weigh(context(memory, new double[0][], ROWS)).values())
                .containsExactly(1, 1, 1);
        BalancerState first = method.validated(new double[] {0.8, 0.3, 0.95}, memory);
        assertThat(method.weigh(context(first, new double[0][], ROWS)).values())
                .containsExactly(
                        new double[] {0.04462871026284193, 0.8427809630281552, 0.002564664719377531}, within(1e-15));
        // an epoch of 0.6 after one of 0.8 is 0.7; a task that was not measured keeps its mean
        BalancerState second = method.validated(new double[] {0.6, Double.NaN, 0.95}, first);
        assertThat(method.weigh(context(second, new double[0][], ROWS)).values())
                .containsExactly(
                        new double[] {new Dtp(1, 1).weight(0.7), 0.8427809630281552, 0.002564664719377531},
                        within(1e-15));
        assertThat(new Dtp(2, 0.5).weight(0.7)).isCloseTo(0.03210074495448593, within(1e-15));
    }

    /** Worse than chance is 0.001, perfect is 0.999: no weight is infinite or lost. */
    @Test
    void dtp_extremeKpis_areClipped() {
        Dtp method = new Dtp(1, 1);
        assertThat(method.weight(-0.5))
                .isEqualTo(method.weight(0.001))
                .isCloseTo(-0.999 * Math.log(0.001), within(1e-12));
        assertThat(method.weight(1)).isPositive();
        BalancerState one = method.validated(new double[] {0.5, Double.NaN, 0.5}, method.start(3));
        assertThat(method.weigh(context(one, new double[0][], ROWS)).values()).containsExactly(1, 1, 1);
    }
}
