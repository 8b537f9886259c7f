package io.fulcrum.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.fulcrum.balance.BalanceSettings.Normalise;
import io.fulcrum.balance.RoundContext.Address;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pinned values of every method in vectors/weights-vectors.json. */
class MethodVectorsTest {
    private static final JsonNode AGGREGATORS =
            Vectors.read("weights-vectors.json").get("aggregators").get("cases");
    private static final JsonNode RULES = Vectors.read("weights-vectors.json").get("scalar_rules");

    /** Weights of the file by name. */
    private static final Map<String, GramWeighting> METHODS = Map.ofEntries(
            Map.entry("mgda_min_norm", new Mgda(Mgda.Solver.EXACT, Normalise.NONE)),
            Map.entry("pcgrad_fixed_ascending_order_sum", new PcGrad(VisitingOrder.GIVEN)),
            Map.entry("gradvac_fixed_phi_0", new GradVac(0, VisitingOrder.GIVEN)),
            Map.entry("imtl_g", new ImtlG()),
            Map.entry("cagrad_c0.5_no_rescale", new CaGrad(0.5)),
            Map.entry("nash_exact_H_alpha_eq_inv_alpha", new NashMtl()),
            Map.entry("fairgrad_alpha2", new FairGrad(2)),
            Map.entry("aligned_mtl_min_mean_pref", new AlignedMtl(AlignedMtl.Scale.MIN)),
            Map.entry("aligned_mtl_rmse_mean_pref", new AlignedMtl(AlignedMtl.Scale.RMSE)),
            Map.entry("upgrad_exact_mean", new UpGrad()),
            Map.entry("dualproj_exact_mean", new DualProj()),
            Map.entry("db_mtl_rescale_to_max_norm", new DbMtl()));

    static Stream<JsonNode> aggregators() {
        return Vectors.stream(AGGREGATORS);
    }

    @ParameterizedTest
    @MethodSource("aggregators")
    void weigh_pinnedGradients_givesThePinnedWeights(JsonNode one) {
        GramMatrix gram = GramMatrix.ofGradients(Vectors.matrix(one.get("G")));
        METHODS.forEach((name, method) -> assertThat(Answers.of(method, gram))
                .as(name)
                .containsExactly(Vectors.array(one.get("weights").get(name)), within(1e-7)));
    }

    @ParameterizedTest
    @MethodSource("aggregators")
    void config_pinnedGradients_givesThePinnedDirection(JsonNode one) {
        double[][] gradients = Vectors.matrix(one.get("G"));
        double[] w = Answers.of(new ConFig(), GramMatrix.ofGradients(gradients));
        assertThat(Answers.direction(gradients, w))
                .containsExactly(Vectors.array(one.get("direction").get("config")), within(1e-9));
    }

    @ParameterizedTest
    @MethodSource("aggregators")
    void gradvac_pinnedTarget_givesThePinnedWeights(JsonNode one) {
        GramMatrix gram = GramMatrix.ofGradients(Vectors.matrix(one.get("G")));
        assertThat(gradVac(gram, 0.2))
                .containsExactly(Vectors.array(one.get("weights").get("gradvac_fixed_phi_0.2")), within(1e-9));
    }

    static Stream<JsonNode> pairs() {
        return Vectors.stream(RULES.get("gradvac_pair"));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void gradvac_pair_turnsTheFirstToItsTarget(JsonNode one) {
        double[][] gradients = {Vectors.array(one.get("g_i")), Vectors.array(one.get("g_j"))};
        double[] row = {1, 0};
        GradVac.turn(
                GramMatrix.ofGradients(gradients),
                row,
                1,
                one.get("target_cosine").asDouble());
        assertThat(Answers.direction(gradients, row)).containsExactly(Vectors.array(one.get("g_i_new")), within(1e-12));
    }

    private static double[] gradVac(GramMatrix gram, double target) {
        int tasks = gram.tasks();
        double[] targets = new double[tasks * tasks];
        Arrays.fill(targets, target);
        return new GradVac(0, VisitingOrder.GIVEN)
                .weigh(
                        gram,
                        Answers.context(
                                BalancerState.EMPTY.with("targets", targets), new double[tasks], new Address(1, 1, 1)))
                .values();
    }

    static Stream<JsonNode> uncertainties() {
        return Vectors.stream(RULES.get("uncertainty_weighting"));
    }

    @ParameterizedTest
    @MethodSource("uncertainties")
    void uncertainty_pinnedState_hasThePinnedGradientsWeightsAndOptimum(JsonNode one) {
        Uncertainty half = new Uncertainty(Uncertainty.Form.REGRESSION, 0.1, 0);
        Uncertainty whole = new Uncertainty(Uncertainty.Form.CLASSIFICATION, 0.1, 0);
        for (int i = 0; i < 2; i++) {
            double s = one.get("s").get(i).asDouble();
            double loss = one.get("losses").get(i).asDouble();
            assertThat(half.gradient(s, loss))
                    .isCloseTo(one.get("grad_s_half_form").get(i).asDouble(), within(1e-12));
            assertThat(whole.gradient(s, loss))
                    .isCloseTo(one.get("grad_s_classification_form").get(i).asDouble(), within(1e-12));
            assertThat(half.weight(s))
                    .isCloseTo(one.get("effective_weights_half_form").get(i).asDouble(), within(1e-12));
            assertThat(half.gradient(one.get("stationary_s_half_form").get(i).asDouble(), loss))
                    .isCloseTo(0, within(1e-12));
            assertThat(whole.gradient(
                            one.get("stationary_s_classification_form").get(i).asDouble(), loss))
                    .isCloseTo(0, within(1e-12));
        }
    }

    @Test
    void uncertainty_constantLosses_convergesToHalfTheirInverse() {
        for (Uncertainty.Form form : Uncertainty.Form.values()) {
            Uncertainty method = new Uncertainty(form, 0.5, 0);
            double[] losses = {0.1, 3};
            BalancerState memory = method.start(2);
            double[] weights = {};
            for (int round = 0; round < 300; round++) {
                Coefficients answer = method.weigh(Answers.context(memory, losses, new Address(round, 1, 1)));
                memory = answer.memory();
                weights = answer.values();
            }
            assertThat(weights).containsExactly(new double[] {5, 1.0 / 6}, within(1e-9));
        }
    }

    static Stream<JsonNode> averages() {
        return Vectors.stream(RULES.get("dwa"));
    }

    @ParameterizedTest
    @MethodSource("averages")
    void dwa_pinnedEpochs_givesThePinnedWeights(JsonNode one) {
        Dwa method = new Dwa(one.get("T").asDouble());
        double[] expected = Vectors.array(one.get("w"));
        double[] last = Vectors.array(one.get("loss_t_minus_1"));
        double[] before = Vectors.array(one.get("loss_t_minus_2"));
        assertThat(method.weights(last, before)).containsExactly(expected, within(1e-12));
        // The same through epochs of two rounds each, whose mean it is.
        BalancerState memory = method.start(last.length);
        double[] weights = {};
        double[][] epochs = {before, last, last};
        for (int epoch = 1; epoch <= 3; epoch++) {
            for (double factor : new double[] {0.5, 1.5}) {
                double[] losses = epochs[epoch - 1].clone();
                Arrays.setAll(losses, i -> factor * losses[i]);
                Coefficients answer = method.weigh(Answers.context(memory, losses, new Address(1, epoch, 1)));
                memory = answer.memory();
                weights = answer.values();
                if (epoch < 3) {
                    assertThat(weights).containsOnly(1);
                }
            }
        }
        assertThat(weights).containsExactly(expected, within(1e-12));
    }

    static Stream<JsonNode> norms() {
        return Vectors.stream(RULES.get("gradnorm"));
    }

    @ParameterizedTest
    @MethodSource("norms")
    void gradnorm_pinnedStep_givesThePinnedWeights(JsonNode one) {
        double[] norms = Vectors.array(one.get("unweighted_grad_norms"));
        double[][] gradients = new double[norms.length][norms.length];
        for (int i = 0; i < norms.length; i++) {
            gradients[i][i] = norms[i];
        }
        GradNorm method =
                new GradNorm(one.get("alpha").asDouble(), one.get("lr").asDouble());
        BalancerState memory = BalancerState.EMPTY
                .with("weights", Vectors.array(one.get("w")))
                .with("initial", Vectors.array(one.get("initial_losses")));
        Coefficients answer = method.weigh(
                GramMatrix.ofGradients(gradients),
                Answers.context(memory, Vectors.array(one.get("losses")), new Address(5, 1, 1)));
        assertThat(answer.values())
                .containsExactly(Vectors.array(one.get("w_after_sgd_step_renormalised")), within(1e-12));
    }

    static Stream<JsonNode> products() {
        return Vectors.stream(RULES.get("gls"));
    }

    @ParameterizedTest
    @MethodSource("products")
    void gls_pinnedLosses_givesThePinnedWeights(JsonNode one) {
        assertThat(Answers.of(new Gls(), Vectors.array(one.get("losses"))))
                .containsExactly(Vectors.array(one.get("effective_weights")), within(1e-12));
    }

    static Stream<JsonNode> maxima() {
        return Vectors.stream(RULES.get("stch"));
    }

    @ParameterizedTest
    @MethodSource("maxima")
    void stch_pinnedLosses_givesThePinnedWeights(JsonNode one) {
        Stch method = new Stch(
                one.get("mu").asDouble(),
                Arrays.stream(Vectors.array(one.get("preference"))).boxed().toList(),
                Arrays.stream(Vectors.array(one.get("ideal"))).boxed().toList());
        assertThat(Answers.of(method, Vectors.array(one.get("losses"))))
                .containsExactly(Vectors.array(one.get("effective_weights")), within(1e-12));
    }

    @Test
    void imtlL_pinnedState_hasThePinnedGradientAndOptimum() {
        JsonNode one = RULES.get("imtl_l").get(0);
        for (int i = 0; i < 2; i++) {
            double loss = one.get("losses").get(i).asDouble();
            assertThat(ImtlL.gradient(one.get("s").get(i).asDouble(), loss))
                    .isCloseTo(one.get("grad_s").get(i).asDouble(), within(1e-12));
            assertThat(ImtlL.gradient(one.get("stationary_s").get(i).asDouble(), loss))
                    .isCloseTo(0, within(1e-12));
        }
    }
}
