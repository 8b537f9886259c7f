package io.fulcrum.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.model.architecture.Architecture;
import io.fulcrum.model.architecture.Escm2Dr;
import io.fulcrum.model.architecture.Escm2Ips;
import io.fulcrum.model.architecture.Esmm;
import io.fulcrum.model.graph.LossTerm;
import io.fulcrum.model.graph.NetworkGraph;
import io.fulcrum.model.graph.ParameterLayout;
import io.fulcrum.model.loss.TrainingLabels;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The risks of ESCM², and what of their networks scores. */
class CounterfactualRiskTest {
    private static final double FACTOR = 0.7;
    private static final double CLIP = 0.4; // below and above some rows' propensities
    private static final List<Integer> BOTTOM = List.of(5, 4);
    private static final List<Integer> HEAD = List.of(3);
    private static final Escm2Ips IPS = new Escm2Ips(FACTOR, CLIP, BOTTOM, HEAD);
    private static final Escm2Dr DR = new Escm2Dr(FACTOR, CLIP, BOTTOM, HEAD);

    /** What a row that both tasks label adds. */
    private interface Row {
        double value(double inverse, double loss, int row);
    }

    private static double mean(TrainingLabels labels, double[] step, double[] click, Row value) {
        double sum = 0;
        double total = 0;
        for (int row = 0; row < TermStep.ROWS; row++) {
            if (!Float.isNaN(labels.label(0, row)) && !Float.isNaN(labels.label(1, row))) {
                double weight = labels.weights()[TermStep.ROWS + row];
                double inverse = labels.label(0, row) / Math.max(CLIP, TermStep.sigmoid(click[row]));
                double loss = TermStep.crossEntropy(labels.label(1, row), step[row]);
                sum += weight * value.value(inverse, loss, row);
                total += weight;
            }
        }
        return FACTOR * sum / total;
    }

    /** Reads the tasks' two logits, the step's, and the click's as a constant. */
    private static double ips(TrainingLabels labels, double[][] read) {
        return mean(labels, read[2], read[3], (inverse, loss, row) -> inverse * loss);
    }

    /** Reads the tasks' two logits, the step's, the imputation's, and the click's as a constant. */
    private static double dr(TrainingLabels labels, double[][] read) {
        return mean(labels, read[2], read[4], (inverse, loss, row) -> {
            double imputed = Math.log(1 + Math.exp(read[3][row]));
            double error = loss - imputed;
            return imputed + inverse * error + inverse * error * error;
        });
    }

    @Test
    void backward_inversePropensities_equalsDifferencesOfTheWholeLoss() {
        TermStep step = new TermStep(IPS, CounterfactualRiskTest::ips);
        step.assertDifferences(0.4, 1.7);
        assertThat(step.backward(1, 1)).isNotEqualTo(step.withoutTerms(1, 1));
    }

    @Test
    void backward_doublyRobust_equalsDifferencesOfTheWholeLoss() {
        new TermStep(DR, CounterfactualRiskTest::dr).assertDifferences(0.4, 1.7);
    }

    @Test
    void value_ofARow_isItsLossOverTheClippedPropensity() {
        TrainingLabels labels = new TermStep(IPS, CounterfactualRiskTest::ips).labels;
        LossTerm term = NetworkGraph.of(new Escm2Ips(1, 0.1, BOTTOM, HEAD), 4, 2)
                .terms()
                .get(0);
        double[] slopes = new double[1];
        // Row 1 is clicked and converted. The loss at a logit of 0 is ln 2 with the slope -1/2; σ(-ln 3) = 1/4.
        assertThat(term.value(labels, 1, new double[] {0, -Math.log(3)}, slopes))
                .isCloseTo(4 * Math.log(2), within(1e-12));
        assertThat(slopes[0]).isCloseTo(-2, within(1e-12));
        // A propensity near 0 counts as 0.1. Row 0 is not clicked.
        assertThat(term.value(labels, 1, new double[] {0, -50}, slopes)).isCloseTo(10 * Math.log(2), within(1e-12));
        assertThat(term.value(labels, 0, new double[] {0, 0}, slopes)).isZero();
        assertThat(slopes[0]).isZero();
        assertThat(term.weight(labels, 2)).as("no label of a click").isZero();
        assertThat(term.weight(labels, 9)).as("no label of a conversion").isZero();
    }

    @Test
    void build_doublyRobust_imputationBelongsToTheConversionAndIsNotScored() {
        NetworkGraph graph = NetworkGraph.of(DR, 4, 2);
        NetworkGraph esmm = NetworkGraph.of(new Esmm(BOTTOM, HEAD), 4, 2);
        assertThat(graph.layout().slices())
                .filteredOn(slice -> slice.name().startsWith("imputation"))
                .hasSize(8)
                .allMatch(slice -> slice.owner().equals(new ParameterLayout.Head(1)));
        assertThat(graph.scored().layout()).isEqualTo(esmm.layout());
        assertThat(graph.scored().operations()).hasSameSizeAs(esmm.operations());
        assertThat(graph.scored().terms()).isEmpty();
    }

    @Test
    void scoring_doublyRobust_hasTheBitsOfEsmmWithItsParameters() {
        TermStep step = new TermStep(DR, CounterfactualRiskTest::dr);
        float[] kept = ScoredNetwork.of(step.graph, step.parameters).parameters();
        assertThat(kept).hasSizeLessThan(step.parameters.length);
        float[] input = PlainStep.normals(20, new Random(2));
        float[] expected = new float[10];
        float[] actual = new float[10];
        MultiTaskNetwork.forScoring(new Esmm(BOTTOM, HEAD), 4, 2, kept).forward(input, 5, expected);
        MultiTaskNetwork.forScoring(DR, 4, 2, step.parameters).forward(input, 5, actual);
        assertThat(actual).containsExactly(expected);
    }

    @Test
    void factorOfZero_isEsmm() {
        NetworkGraph esmm = NetworkGraph.of(new Esmm(BOTTOM, HEAD), 4, 2);
        for (Architecture none : List.of(new Escm2Ips(0, CLIP, BOTTOM, HEAD), new Escm2Dr(0, CLIP, BOTTOM, HEAD))) {
            assertThat(NetworkGraph.of(none, 4, 2)).isEqualTo(esmm);
        }
    }

    @Test
    void probes_doublyRobust_areThoseOfTheLossesAlone() {
        TermStep step = new TermStep(DR, CounterfactualRiskTest::dr);
        double[] expected = new double[step.network.layout().sharedSize()];
        step.network.layout().addShared(step.withoutTerms(1, 1), expected);
        double[] first = step.probe(0);
        double[] second = step.probe(1);
        double[] sum = new double[expected.length];
        Arrays.setAll(sum, i -> first[i] + second[i]);
        assertThat(sum).containsExactly(expected, within(1e-6));
    }

    @Test
    void clipOfZero_isRefused() {
        assertThatThrownBy(() -> new Escm2Ips(1, 0, BOTTOM, HEAD))
                .hasMessage("clip = 0.0 must be between 1.0E-6 and 1. Set the least propensity of an event, for"
                        + " example 0.05.");
    }
}
