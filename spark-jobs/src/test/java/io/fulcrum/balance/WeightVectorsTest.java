package io.fulcrum.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fulcrum.balance.BalanceSettings.Method;
import io.fulcrum.balance.BalanceSettings.Normalise;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pinned values of vectors/weights-vectors.json, computed in exact rational arithmetic. */
class WeightVectorsTest {
    private static final JsonNode VECTORS = read();

    static Stream<JsonNode> minNorm() {
        return stream(VECTORS.get("min_norm_with_floors"));
    }

    static Stream<JsonNode> invalid() {
        return stream(VECTORS.get("invalid_inputs"));
    }

    static Stream<JsonNode> descents() {
        return stream(VECTORS.get("toy_descent"));
    }

    static Stream<JsonNode> normalisers() {
        return stream(VECTORS.get("mgda_normalisers").get("cases"));
    }

    @ParameterizedTest
    @MethodSource("minNorm")
    void solve_pinnedCase_givesItsValues(JsonNode vector) {
        GramMatrix gram = GramMatrix.ofGradients(matrix(vector.get("G")));
        MinNormSolution solution = MinNormSolver.solve(gram, WeightBounds.withFloors(array(vector.get("c"))));
        double tolerance = 1e-9 * gram.trace();
        assertThat(solution.weights()).containsExactly(array(vector.get("w")), within(isRough(vector) ? 1e-5 : 1e-8));
        assertThat(solution.objective()).isCloseTo(vector.get("objective").asDouble(), within(tolerance));
        assertThat(solution.lambda()).isCloseTo(vector.get("lambda").asDouble(), within(tolerance));
        assertThat(solution.multipliers()).containsExactly(array(vector.get("mu")), within(tolerance));
        assertThat(solution.gap()).isBetween(0.0, 1e-10 * gram.trace());
        for (JsonNode floored : vector.get("at_floor")) {
            assertThat(solution.weights()[floored.asInt()])
                    .isEqualTo(vector.get("c").get(floored.asInt()).asDouble());
        }
        assertThat(direction(matrix(vector.get("G")), solution.weights()))
                .containsExactly(array(vector.get("d")), within(1e-8 * Math.sqrt(gram.trace())));
    }

    @ParameterizedTest
    @MethodSource("minNorm")
    void twoStep_pinnedCase_givesThePublishedValues(JsonNode vector) {
        GramMatrix gram = GramMatrix.ofGradients(matrix(vector.get("G")));
        WeightBounds bounds = WeightBounds.withFloors(array(vector.get("c")));
        JsonNode expected = vector.get("peltr_two_step");
        MinNormSolution published = PeLtrBalancer.twoStep(gram, bounds);
        if (expected.has("note")) { // "indicative only": the values depend on the cut-off of the pseudo-inverse
            assertThat(bounds.contain(published.weights())).isTrue();
            assertThat(published.gap()).isGreaterThanOrEqualTo(0);
            return;
        }
        double[] shifted = PeLtrBalancer.relaxed(gram, bounds);
        DenseAlgebra.axpy(-1, bounds.floors(), shifted); // "w_hat" is the paper's v: before the floors are added back
        assertThat(shifted).containsExactly(array(expected.get("w_hat")), within(1e-9));
        assertThat(published.weights()).containsExactly(array(expected.get("w")), within(1e-9));
        assertThat(published.objective()).isCloseTo(expected.get("objective").asDouble(), within(1e-9 * gram.trace()));
        assertThat(published.gap()).isCloseTo(expected.get("absolute_gap").asDouble(), within(1e-9 * gram.trace()));
    }

    @Test
    void decide_zeroGradientWithFloors_pinsItAndSolvesTheRest() {
        JsonNode vector = minNorm()
                .filter(v -> v.has("policy_zero_grad_pinned"))
                .findFirst()
                .orElseThrow();
        GramMatrix gram = GramMatrix.ofGradients(matrix(vector.get("G")));
        TaskBalancer balancer = TaskBalancers.of(
                new BalanceSettings(
                        Method.PARETO,
                        Normalise.NONE,
                        WeightSum.ONE,
                        0,
                        array(vector.get("c")),
                        new double[0],
                        new double[0],
                        Method.PARETO.defaults(),
                        WrapSettings.NONE,
                        ProbeOptions.DEFAULT),
                List.of("dead", "live"));
        BalanceDecision decision = balancer.decide(
                new TaskSignals(4, gram.toArray(), new double[] {1, 1}, new long[] {5, 5}), balancer.start());
        JsonNode expected = vector.get("policy_zero_grad_pinned");
        assertThat(decision.weights().values()).containsExactly(array(expected.get("w")), within(1e-15));
        assertThat(gram.squaredNorm(decision.weights().simplex()))
                .isCloseTo(expected.get("objective").asDouble(), within(1e-12));
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void solve_invalidInput_saysWhatIsWrong(JsonNode vector) {
        assertThatThrownBy(() -> MinNormSolver.solve(
                        GramMatrix.ofGradients(matrix(vector.get("G"))),
                        WeightBounds.withFloors(array(vector.get("c")))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(vector.get("expected_error").asText());
    }

    @Test
    void ofGradients_workersWithUnequalLabels_needsThePerTaskExampleCounts() {
        JsonNode vector = VECTORS.get("distributed_gradient");
        double[][] sums = new double[2][3];
        double[] labelled = new double[2];
        for (JsonNode worker : vector.get("workers")) {
            for (int task = 0; task < 2; task++) {
                double count = worker.get("labelled").get(task).asDouble();
                DenseAlgebra.axpy(
                        count, array(worker.get("mean_gradient_per_task").get(task)), sums[task]);
                labelled[task] += count;
            }
        }
        for (int task = 0; task < 2; task++) {
            double count = labelled[task];
            double[] sum = sums[task];
            Arrays.setAll(sum, k -> sum[k] / count);
            assertThat(sum).containsExactly(array(vector.get("global_gradient").get(task)), within(1e-15));
        }
        GramMatrix gram = GramMatrix.ofGradients(sums);
        assertThat(gram.toArray()).isDeepEqualTo(matrix(vector.get("H")));
        assertThat(MinNormSolver.solve(gram, WeightBounds.free(2)).weights())
                .containsExactly(array(vector.get("w")), within(1e-15));
    }

    @ParameterizedTest
    @MethodSource("descents")
    void solve_alongAToyDescent_followsThePinnedPath(JsonNode vector) {
        double[][] centres = matrix(vector.get("p"));
        double[] curvatures = array(vector.get("a"));
        WeightBounds bounds = WeightBounds.withFloors(array(vector.get("c")));
        double[] x = array(vector.get("x0"));
        int done = 0;
        for (JsonNode pinned : vector.get("steps")) {
            double[] w = {};
            for (; done < pinned.get("step").asInt(); done++) {
                double[][] gradients = gradients(x, centres, curvatures);
                w = MinNormSolver.solve(GramMatrix.ofGradients(gradients), bounds)
                        .weights();
                DenseAlgebra.axpy(-vector.get("lr").asDouble(), direction(gradients, w), x);
            }
            assertThat(x).containsExactly(array(pinned.get("x")), within(1e-6));
            assertThat(losses(x, centres, curvatures)).containsExactly(array(pinned.get("losses")), within(1e-6));
            if (done <= 10) {
                assertThat(w).containsExactly(array(pinned.get("w_used")), within(1e-6));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("normalisers")
    void decide_normalised_appliesTheNormalisedProblemsWeightsToRawGradients(JsonNode vector) {
        double[][] gradients = matrix(vector.get("G"));
        Normalise normalise = Normalise.valueOf(
                vector.get("mode").asText().toUpperCase(Locale.ROOT).replace("+", "_PLUS"));
        TaskBalancer balancer = TaskBalancers.of(
                new BalanceSettings(
                        Method.PARETO,
                        normalise,
                        WeightSum.ONE,
                        0,
                        new double[0],
                        new double[0],
                        new double[0],
                        Method.PARETO.defaults(),
                        WrapSettings.NONE,
                        ProbeOptions.DEFAULT),
                List.of("click", "buy"));
        double[] w = balancer.decide(
                        new TaskSignals(
                                0,
                                GramMatrix.ofGradients(gradients).toArray(),
                                array(vector.get("losses")),
                                new long[] {9, 9}),
                        balancer.start())
                .weights()
                .values();
        assertThat(w).containsExactly(array(vector.get("w")), within(1e-12));
        assertThat(direction(gradients, w))
                .containsExactly(array(vector.get("direction_on_raw_gradients")), within(1e-12));
    }

    @ParameterizedTest
    @MethodSource("aggregated")
    void solve_aggregatorCase_isItsMinimumNormRule(JsonNode vector) {
        double[][] gradients = matrix(vector.get("G"));
        double[] w = MinNormSolver.solve(GramMatrix.ofGradients(gradients), WeightBounds.free(gradients.length))
                .weights();
        assertThat(w).containsExactly(array(vector.get("weights").get("mgda_min_norm")), within(1e-8));
    }

    static Stream<JsonNode> aggregated() {
        return stream(VECTORS.get("aggregators").get("cases"));
    }

    private static boolean isRough(JsonNode vector) {
        return !vector.get("unique_w").asBoolean()
                || stream(vector.get("tags"))
                        .map(JsonNode::asText)
                        .anyMatch(List.of("scale", "ill-conditioned")::contains);
    }

    private static double[][] gradients(double[] x, double[][] centres, double[] curvatures) {
        double[][] gradients = new double[centres.length][x.length];
        for (int i = 0; i < centres.length; i++) {
            int task = i;
            Arrays.setAll(gradients[i], k -> curvatures[task] * (x[k] - centres[task][k]));
        }
        return gradients;
    }

    private static double[] losses(double[] x, double[][] centres, double[] curvatures) {
        return IntStream.range(0, centres.length)
                .mapToDouble(i -> {
                    double[] way = x.clone();
                    DenseAlgebra.axpy(-1, centres[i], way);
                    return curvatures[i] / 2 * DenseAlgebra.dot(way, way);
                })
                .toArray();
    }

    private static double[] direction(double[][] gradients, double[] w) {
        double[] direction = new double[gradients[0].length];
        for (int i = 0; i < w.length; i++) {
            DenseAlgebra.axpy(w[i], gradients[i], direction);
        }
        return direction;
    }

    private static Stream<JsonNode> stream(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false);
    }

    private static double[] array(JsonNode node) {
        return stream(node)
                .mapToDouble(v -> v.isTextual() ? Double.parseDouble(v.asText()) : v.asDouble())
                .toArray();
    }

    private static double[][] matrix(JsonNode node) {
        return stream(node).map(WeightVectorsTest::array).toArray(double[][]::new);
    }

    private static JsonNode read() {
        try (InputStream in = WeightVectorsTest.class.getResourceAsStream("/vectors/weights-vectors.json")) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException("vectors/weights-vectors.json cannot be read", e);
        }
    }
}
