package io.fulcrum.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.balance.BalanceSettings.Normalise;
import io.fulcrum.balance.GramCatalogue.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every method of a Gram matrix must satisfy on the whole catalogue, and each method's own theorem. */
class MethodPropertiesTest {
    private static final int SCALE = 20; // gradients times 2^20

    /**
     * The methods, with the power of the gradients' scale that their coefficients are proportional to; NaN for a rate
     * that has the unit of 1 / ‖g‖².
     */
    private static final Map<GramWeighting, Double> METHODS = Map.ofEntries(
            Map.entry(new Mgda(Mgda.Solver.EXACT, Normalise.NONE), 0.0),
            Map.entry(new Mgda(Mgda.Solver.FRANK_WOLFE, Normalise.NONE), 0.0),
            Map.entry(new Mgda(Mgda.Solver.EXACT, Normalise.L2), 0.0),
            Map.entry(new MgdaUb(new Mgda(Mgda.Solver.EXACT, Normalise.NONE)), 0.0),
            Map.entry(new MultiBalance(0.9), 0.0),
            Map.entry(new PcGrad(VisitingOrder.RANDOM), 0.0),
            Map.entry(new GradVac(0.01, VisitingOrder.RANDOM), 0.0),
            Map.entry(new CaGrad(0.5), 0.0),
            Map.entry(new CaGrad(3), 0.0),
            Map.entry(new NashMtl(), -1.0),
            Map.entry(new FairGrad(2), -4.0 / 3),
            Map.entry(new FairGrad(0.5), -2.0 / 3),
            Map.entry(new FairGrad(10), -20.0 / 11),
            Map.entry(new ImtlG(), 0.0),
            Map.entry(new AlignedMtl(AlignedMtl.Scale.MIN), 0.0),
            Map.entry(new AlignedMtl(AlignedMtl.Scale.MEDIAN), 0.0),
            Map.entry(new AlignedMtl(AlignedMtl.Scale.RMSE), 0.0),
            Map.entry(new UpGrad(), 0.0),
            Map.entry(new DualProj(), 0.0),
            Map.entry(new DbMtl(), 0.0),
            Map.entry(new SdmGrad(0.3), 0.0),
            Map.entry(new ConFig(), 0.0),
            Map.entry(new Pcd("", 0.02), 0.0),
            Map.entry(new Moco(0.1, 0), Double.NaN),
            Map.entry(new Modo(0.1, 0.1), Double.NaN),
            Map.entry(new ExcessMtl(0.01), 0.0),
            Map.entry(new GradDrop(), 0.0),
            Map.entry(new Epo(List.of(), 1e-4), 0.0),
            Map.entry(new GradCraft(0.1, 1e-10), 0.0));

    static Stream<Problem> problems() {
        return GramCatalogue.ofMeasuredTasks();
    }

    /** Sets whose gradients are independent with room, so that weights are unique and no decision is near its edge. */
    static Stream<Problem> independent() {
        return problems().filter(problem -> {
            double[] values =
                    DenseAlgebra.eigen(problem.gram().unit().toArray()).values();
            return values.length == problem.tasks() && values[values.length - 1] > 1e-6 * values[0];
        });
    }

    @ParameterizedTest
    @MethodSource("problems")
    void weigh_anything_isFiniteOrSaysWhyNot(Problem problem) {
        METHODS.keySet().forEach(method -> {
            double[] ones = new double[problem.tasks()];
            Arrays.fill(ones, 1);
            Coefficients answer = method.weigh(
                    problem.gram(),
                    Answers.with(Answers.detail(problem.gradients()), Answers.context(method, ones, 5)));
            assertThat(Arrays.stream(answer.values()).allMatch(Double::isFinite))
                    .as("%s %s", method, answer)
                    .isTrue();
            assertThat(answer.values().length)
                    .as("%s %s", method, answer)
                    .isEqualTo(answer.isNone() ? 0 : problem.tasks());
            assertThat(!answer.isNone() || answer.notes().size() == 1)
                    .as("%s", method)
                    .isTrue();
            if (method.nonNegative()) {
                assertThat(Arrays.stream(answer.values()).allMatch(w -> w >= 0))
                        .as("%s", method)
                        .isTrue();
            }
        });
    }

    @ParameterizedTest
    @MethodSource("problems")
    void weigh_gradientsScaled_followsTheMethodsPower(Problem problem) {
        GramMatrix scaled = problem.gram().timesPowerOfTwo(2 * SCALE);
        METHODS.forEach((method, power) -> {
            if (Double.isNaN(power)) {
                return;
            }
            double[] w = Answers.of(method, problem.gram(), problem.gradients());
            double[] v = Answers.of(method, scaled, scaled(problem.gradients()));
            assertThat(v.length).as("%s", method).isEqualTo(w.length);
            double factor = Math.pow(2, SCALE * power);
            double size = Arrays.stream(w).map(Math::abs).max().orElse(0);
            for (int i = 0; i < w.length; i++) {
                assertThat(v[i] / factor).as("%s", method).isCloseTo(w[i], within(1e-7 * size));
            }
        });
    }

    @ParameterizedTest
    @MethodSource("independent")
    void weigh_tasksPermuted_permutesTheWeights(Problem problem) {
        int[] order = permutation(problem.tasks(), new Random(problem.name().hashCode()));
        GramMatrix permuted = problem.gram().of(order);
        METHODS.keySet().stream().filter(method -> isSymmetric(method, problem)).forEach(method -> {
            double[] w = Answers.of(method, problem.gram(), problem.gradients());
            double[] v = Answers.of(method, permuted, permuted(problem.gradients(), order));
            assertThat(v.length).isEqualTo(w.length);
            double size = Arrays.stream(w).map(Math::abs).max().orElse(0);
            for (int i = 0; i < w.length; i++) {
                assertThat(v[i]).as("%s", method).isCloseTo(w[order[i]], within(1e-6 * size));
            }
        });
    }

    private static double[][] scaled(double[][] gradients) {
        return Arrays.stream(gradients)
                .map(row -> Arrays.stream(row).map(x -> Math.scalb(x, SCALE)).toArray())
                .toArray(double[][]::new);
    }

    private static double[][] permuted(double[][] gradients, int[] order) {
        return Arrays.stream(order).mapToObj(i -> gradients[i]).toArray(double[][]::new);
    }

    /** Those that visit tasks in an order, that have a first task, or that stop early depend on it. */
    private static boolean isSymmetric(GramWeighting method, Problem problem) {
        boolean ordered = method instanceof PcGrad
                || method instanceof GradVac
                || method instanceof Pcd
                || method instanceof Mgda mgda && mgda.solver() == Mgda.Solver.FRANK_WOLFE;
        return !ordered || problem.tasks() == 1;
    }

    @ParameterizedTest
    @MethodSource("problems")
    void upgradAndDualproj_anything_conflictWithNoTask(Problem problem) {
        for (GramWeighting method : new GramWeighting[] {new UpGrad(), new DualProj()}) {
            double[] w = Answers.of(method, problem.gram());
            assertThat(leastProgress(problem, w)).as("%s", method).isGreaterThan(-1e-9);
        }
    }

    /** v ≥ p, Hv ≥ 0 and (v − p)ᵀHv = 0 on unit gradients: the conditions of min vᵀHv over v ≥ p. */
    @ParameterizedTest
    @MethodSource("problems")
    void dualproj_anything_satisfiesItsOptimalityConditions(Problem problem) {
        double[] w = Answers.of(new DualProj(), problem.gram());
        double[] inner = problem.gram().times(w);
        double scale = problem.gram().trace();
        double slack = 0;
        for (int i = 0; i < w.length; i++) {
            double above = w[i] - 1.0 / w.length;
            assertThat(above).isGreaterThanOrEqualTo(-1e-12);
            slack += above * inner[i];
        }
        assertThat(slack).isCloseTo(0, within(1e-9 * scale));
    }

    /** The direction is linear in the lengths of the tasks' gradients. */
    @ParameterizedTest
    @MethodSource("independent")
    void upgrad_gradientsScaledOneByOne_isLinearInTheScales(Problem problem) {
        Random random = new Random(problem.name().hashCode());
        double[] a = random.doubles(problem.tasks(), 0.5, 2).toArray();
        double[] b = random.doubles(problem.tasks(), 0.5, 2).toArray();
        double[] both = a.clone();
        DenseAlgebra.axpy(1, b, both);
        double[] sum = scaledUpgrad(problem, a);
        DenseAlgebra.axpy(1, scaledUpgrad(problem, b), sum);
        double longest = Arrays.stream(problem.gram().norms()).max().orElseThrow();
        assertThat(Answers.distance(scaledUpgrad(problem, both), sum)).isLessThan(1e-7 * longest);
    }

    private static double[] scaledUpgrad(Problem problem, double[] factors) {
        double[] w = Answers.of(new UpGrad(), problem.gram().scaled(factors));
        Arrays.setAll(w, i -> w[i] * factors[i]);
        return Answers.direction(problem.gradients(), w);
    }

    @ParameterizedTest
    @MethodSource("problems")
    void mgda_anything_isCertifiedAndDescendsForAll(Problem problem) {
        GramMatrix gram = problem.gram();
        double[] w = Answers.of(new Mgda(Mgda.Solver.EXACT, Normalise.NONE), gram);
        assertThat(MinNormSolution.certify(gram, WeightBounds.free(w.length), w).gap())
                .isBetween(0.0, 1e-10 * gram.trace());
        double squared = gram.squaredNorm(w);
        for (double inner : gram.times(w)) {
            assertThat(inner).isGreaterThanOrEqualTo(squared - 1e-10 * gram.trace());
        }
    }

    /** In every round the weights are those of the shortest combination of gradients with the tracked lengths. */
    @ParameterizedTest
    @MethodSource("problems")
    void multibalance_overRounds_isCertifiedOnTheTrackedLengths(Problem problem) {
        MultiBalance method = new MultiBalance(0.9);
        GramMatrix gram = problem.gram();
        double[] ones = new double[gram.tasks()];
        Arrays.fill(ones, 1);
        Random random = new Random(problem.name().hashCode());
        BalancerState memory = method.start(gram.tasks());
        double[] tracked = new double[gram.tasks()];
        double mass = 0;
        for (int round = 1; round <= 4; round++) {
            double[] lengths = random.doubles(gram.tasks(), 0.25, 4).toArray();
            GramMatrix measured = gram.scaled(lengths);
            Coefficients answer =
                    method.weigh(measured, Answers.context(memory, ones, new RoundContext.Address(round, 1, round)));
            memory = answer.memory();
            mass = 0.9 * mass + 0.1;
            double[] factors = new double[gram.tasks()];
            for (int i = 0; i < factors.length; i++) {
                tracked[i] = 0.9 * tracked[i] + 0.1 * lengths[i] * gram.norm(i);
                factors[i] = tracked[i] / mass / gram.norm(i);
            }
            GramMatrix stable = gram.scaled(factors);
            assertThat(MinNormSolution.certify(stable, WeightBounds.free(ones.length), answer.values())
                            .gap())
                    .isLessThan(1e-9 * stable.trace());
        }
    }

    /** Strong duality: the least inner product of the direction is the value of the dual problem. */
    @ParameterizedTest
    @MethodSource("independent")
    void cagrad_anything_closesTheDualityGap(Problem problem) {
        GramMatrix gram = problem.gram();
        double[] mean = new double[gram.tasks()];
        Arrays.fill(mean, 1.0 / mean.length);
        for (double c : new double[] {0, 0.1, 0.5, 0.99, 5}) {
            double[] v = Answers.of(new CaGrad(c), gram);
            double[] apart = v.clone();
            DenseAlgebra.axpy(-1, mean, apart);
            double radius = c * Math.sqrt(gram.squaredNorm(mean));
            double moved = Math.sqrt(gram.squaredNorm(apart));
            assertThat(moved).isLessThanOrEqualTo(radius * (1 + 1e-9));
            double primal = Arrays.stream(gram.times(v)).min().orElseThrow();
            double total = SimplexProjection.sum(apart);
            double[] w = Arrays.stream(apart).map(x -> c == 0 ? 0 : x / total).toArray();
            double dual =
                    c == 0 ? primal : DenseAlgebra.dot(gram.times(mean), w) + radius * Math.sqrt(gram.squaredNorm(w));
            assertThat(primal).isCloseTo(dual, within(1e-8 * gram.trace()));
        }
    }

    @ParameterizedTest
    @MethodSource("problems")
    void fairgrad_anything_solvesItsEquationOrIsStationary(Problem problem) {
        GramMatrix gram = problem.gram();
        for (double alpha : new double[] {0.5, 1, 2, 10}) {
            double[] a = Answers.of(new FairGrad(alpha), gram);
            if (a.length == 0) {
                assertThat(MinNormSolver.solve(gram.unit(), WeightBounds.free(gram.tasks()))
                                .objective())
                        .isLessThan(1e-10);
                continue;
            }
            double[] inner = gram.times(a);
            for (int i = 0; i < a.length; i++) {
                assertThat(inner[i] * Math.pow(a[i], 1 / alpha)).isCloseTo(1, within(1e-8));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("independent")
    void imtlG_independentGradients_projectsEquallyOnAll(Problem problem) {
        double[] w = Answers.of(new ImtlG(), problem.gram());
        double[] inner = problem.gram().times(w);
        for (int i = 0; i < w.length; i++) {
            assertThat(inner[i]
                            / problem.gram().norm(i)
                            / (inner[0] / problem.gram().norm(0)))
                    .isCloseTo(1, within(1e-6));
            assertThat(inner[i]).isPositive();
        }
        assertThat(Math.abs(SimplexProjection.sum(w))).isCloseTo(1, within(1e-9));
    }

    @ParameterizedTest
    @MethodSource("independent")
    void config_independentGradients_hasEqualCosinesAndTheSumOfProjectionsAsLength(Problem problem) {
        GramMatrix gram = problem.gram();
        double[] w = Answers.of(new ConFig(), gram);
        double length = Math.sqrt(gram.squaredNorm(w));
        double projections = SimplexProjection.sum(gram.times(w)) / length;
        assertThat(length / projections).isCloseTo(1, within(1e-6));
        double[] inner = gram.times(w);
        for (int i = 0; i < w.length; i++) {
            assertThat(inner[i] / gram.norm(i) / (inner[0] / gram.norm(0))).isCloseTo(1, within(1e-6));
        }
    }

    /** The mean of K orthogonal vectors of one length σ has the squared length σ² / K. */
    @ParameterizedTest
    @MethodSource("independent")
    void alignedMtl_independentGradients_isAMeanOfOrthogonalOnes(Problem problem) {
        GramMatrix gram = problem.gram();
        double[] values = DenseAlgebra.eigen(gram.toArray()).values();
        if (values.length < gram.tasks()) {
            return; // unequal norms hide an eigenvalue in rounding noise
        }
        double[] w = Answers.of(new AlignedMtl(AlignedMtl.Scale.MIN), gram);
        assertThat(gram.squaredNorm(w) * gram.tasks() / values[values.length - 1])
                .isCloseTo(1, within(1e-2));
    }

    @ParameterizedTest
    @MethodSource("problems")
    void sdmgrad_anything_isCertifiedOnItsShiftedProblem(Problem problem) {
        double lambda = 0.3;
        double[] v = Answers.of(new SdmGrad(lambda), problem.gram());
        double[] pull = new double[v.length];
        Arrays.fill(pull, lambda / v.length);
        double[] w = new double[v.length];
        Arrays.setAll(w, i -> v[i] * (1 + lambda) - pull[i]);
        GramMatrix shifted = problem.gram().shifted(pull);
        assertThat(MinNormSolution.certify(shifted, WeightBounds.free(w.length), w)
                        .gap())
                .isLessThan(1e-9 * shifted.trace());
    }

    /** Progress of at least τ for all others, with µ only where it is exactly τ, or the primary task alone. */
    @ParameterizedTest
    @MethodSource("problems")
    void pcd_anything_givesAllTasksTheirProgressOrFollowsThePrimary(Problem problem) {
        GramMatrix gram = problem.gram();
        double tau = 0.02;
        double[] w = Answers.of(new Pcd("", tau), gram);
        assertThat(Math.sqrt(gram.squaredNorm(w)) / gram.norm(0)).isCloseTo(1, within(1e-6));
        if (Arrays.stream(w).skip(1).allMatch(x -> x == 0)) {
            return;
        }
        double unit = gram.norm(0) * w[0]; // of u_p in the rescaled direction
        double[] inner = gram.times(w);
        double steepest = Math.sqrt(gram.squaredNorm(w)) / unit;
        for (int j = 1; j < w.length; j++) {
            double progress = inner[j] / gram.norm(j) / unit;
            assertThat(progress).isGreaterThan(tau - 1e-6 * steepest);
            double mu = w[j] * gram.norm(j) / unit;
            assertThat(mu * (progress - tau)).isCloseTo(0, within(1e-6 * Math.max(1, mu * steepest)));
        }
    }

    @ParameterizedTest
    @MethodSource("problems")
    void dbMtl_anything_scalesAllGradientsToTheLongest(Problem problem) {
        double[] w = Answers.of(new DbMtl(), problem.gram());
        double longest = Arrays.stream(problem.gram().norms()).max().orElseThrow();
        for (int i = 0; i < w.length; i++) {
            assertThat(w[i] * problem.gram().norm(i) / longest).isCloseTo(1, within(1e-12));
        }
    }

    @ParameterizedTest
    @MethodSource("problems")
    void pcgrad_twoTasks_conflictsWithNone(Problem problem) {
        if (problem.tasks() == 2) {
            assertThat(leastProgress(problem, Answers.of(new PcGrad(VisitingOrder.RANDOM), problem.gram())))
                    .isGreaterThan(-1e-9);
        }
    }

    /** The least inner product of a unit gradient with the direction, in units of the longest gradient. */
    private static double leastProgress(Problem problem, double[] w) {
        double[] inner = problem.gram().times(w);
        double longest = Arrays.stream(problem.gram().norms()).max().orElseThrow();
        return IntStream.range(0, w.length)
                .mapToDouble(i -> inner[i] / problem.gram().norm(i) / longest)
                .min()
                .orElseThrow();
    }

    private static int[] permutation(int tasks, Random random) {
        Map<Double, Integer> keyed = new TreeMap<>();
        IntStream.range(0, tasks).forEach(i -> keyed.put(random.nextDouble(), i));
        return keyed.values().stream().mapToInt(Integer::intValue).toArray();
    }
}
