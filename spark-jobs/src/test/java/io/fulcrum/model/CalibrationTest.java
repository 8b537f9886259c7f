package io.fulcrum.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.model.architecture.Architecture;
import io.fulcrum.model.graph.Calibration;
import io.fulcrum.model.graph.GraphBuilder;
import io.fulcrum.model.graph.LossTerm.TaskLogit;
import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.graph.ParameterLayout.Head;
import io.fulcrum.model.graph.ParameterLayout.Slice;
import io.fulcrum.model.loss.TrainingLabels;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class CalibrationTest {
    private static final double FACTOR = 0.6;

    /** A shared bottom with calibrated heads. */
    private record Calibrated(double factor) implements Architecture {
        @Override
        public List<Value> logits(GraphBuilder graph, int tasks) {
            Value bottom = graph.stack("bottom", graph.input(), List.of(5));
            List<Value> logits = graph.heads(Collections.nCopies(tasks, bottom), List.of(3));
            graph.calibrate(factor, logits);
            return logits;
        }
    }

    private static double exceeding(TrainingLabels labels, double[][] read) {
        double sum = 0;
        double total = 0;
        for (int row = 0; row < TermStep.ROWS; row++) {
            double weight = labels.weight(1, row);
            sum += weight * Math.max(TermStep.sigmoid(read[3][row]) - TermStep.sigmoid(read[2][row]), 0);
            total += weight;
        }
        return FACTOR * sum / total;
    }

    @Test
    void backward_calibratedHeads_equalsDifferencesOfTheWholeLoss() {
        TermStep step = new TermStep(new Calibrated(FACTOR), CalibrationTest::exceeding);
        step.assertDifferences(0.4, 1.7);
        assertThat(step.backward(1, 1)).isNotEqualTo(step.withoutTerms(1, 1));
    }

    @Test
    void value_ofTwoLogits_isWhatTheLaterProbabilityExceedsTheEarlierBy() {
        Calibration term = term(FACTOR);
        double[] slopes = new double[2];
        TrainingLabels labels = new TermStep(new Calibrated(0), (all, read) -> 0).labels;
        // σ(ln 3) = 3/4, σ(0) = 1/2: the difference is 1/4, the slopes are -p (1 - p) = -1/4 and 3/16
        assertThat(term.value(labels, 0, new double[] {0, Math.log(3)}, slopes)).isCloseTo(0.25, within(1e-15));
        assertThat(slopes).containsExactly(new double[] {-0.25, 0.1875}, within(1e-15));
        assertThat(term.value(labels, 0, new double[] {Math.log(3), 0}, slopes)).isZero();
        assertThat(slopes).containsOnly(0);
    }

    @Test
    void probe_calibratedHeads_hasTheBitsOfTheTasksLossAlone() {
        TermStep with = new TermStep(new Calibrated(FACTOR), CalibrationTest::exceeding);
        TermStep without = new TermStep(new Calibrated(0), (labels, read) -> 0);
        with.backward(1, 1);
        for (int task = 0; task < TermStep.TASKS; task++) {
            assertThat(with.probe(task)).containsExactly(without.probe(task));
        }
    }

    @Test
    void build_calibratedHeads_keepTheirOwners() {
        TermStep with = new TermStep(new Calibrated(FACTOR), CalibrationTest::exceeding);
        TermStep without = new TermStep(new Calibrated(0), (labels, read) -> 0);
        assertThat(with.network.layout()).isEqualTo(without.network.layout());
    }

    @Test
    void backward_otherTaskWeights_headsKeepTheirGradientToTheBit() {
        TermStep step = new TermStep(new Calibrated(FACTOR), CalibrationTest::exceeding);
        float[] equal = step.backward(1, 1);
        float[] weighted = step.backward(0.4, 1.7);
        for (Slice slice : step.network.layout().slices()) {
            int end = slice.offset() + slice.length();
            assertThat(Arrays.equals(equal, slice.offset(), end, weighted, slice.offset(), end))
                    .as(slice.name())
                    .isEqualTo(slice.owner() instanceof Head);
        }
    }

    @Test
    void calibration_negativeFactor_isRefused() {
        assertThatThrownBy(() -> term(-1))
                .hasMessage("calibration1 = -1.0 must be finite and at least 0. Set, for example, 0.6.");
    }

    private static Calibration term(double factor) {
        TaskLogit earlier = new TaskLogit(0, new Value(1, 1));
        return new Calibration("calibration1", factor, earlier, new TaskLogit(1, new Value(2, 1)));
    }
}
