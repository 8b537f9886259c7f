package io.fulcrum.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.data.StepAddress;
import io.fulcrum.model.architecture.Architecture;
import io.fulcrum.model.architecture.ArchitectureExamples;
import io.fulcrum.model.architecture.Dbmtl;
import io.fulcrum.model.architecture.DselectK;
import io.fulcrum.model.architecture.Esmm;
import io.fulcrum.model.architecture.Mmoe;
import io.fulcrum.model.architecture.Nddr;
import io.fulcrum.model.architecture.Omoe;
import io.fulcrum.model.architecture.Ple;
import io.fulcrum.model.architecture.SharedBottom;
import io.fulcrum.model.architecture.SnrAver;
import io.fulcrum.model.architecture.SoftSharing;
import io.fulcrum.model.embedding.NetworkRows;
import io.fulcrum.model.graph.NetworkGraph;
import io.fulcrum.model.graph.ParameterLayout.Head;
import io.fulcrum.model.graph.ParameterLayout.Slice;
import io.fulcrum.model.graph.Selector;
import io.fulcrum.model.layer.LayerNoise;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MultiTaskNetworkTest {

    private static final int INPUTS = 5;
    private static final int TASKS = 3;
    private static final int ROWS = 7;
    private static final double[] WEIGHTS = {0.3, 2, 0.7}; // [task]

    private final Random random = new Random(11);
    private final float[] input = normals(ROWS * INPUTS); // [row][input]
    private final float[] logitGradients = normals(TASKS * ROWS); // [task][row]

    static Stream<Architecture> architectures() {
        Stream<Architecture> others = Stream.of(
                new SharedBottom(List.of(6), List.of()),
                new SharedBottom(List.of(8, 6), List.of(5, 4)),
                new Mmoe(3, List.of(4), List.of(3)),
                new Mmoe(2, List.of(6, 5, 4), List.of(4, 3)),
                new Mmoe(1, List.of(4), List.of()),
                new Omoe(2, List.of(5), List.of()),
                new Ple(1, 1, 2, List.of(4), List.of(3)),
                new Ple(3, 2, 1, List.of(4, 3), List.of()),
                new Ple(2, 2, 0, List.of(4), List.of()),
                new Nddr(0.9, List.of(5, 4), List.of()),
                new Dbmtl(List.of(4, 3), List.of(List.of(2), List.of(), List.of(1)), List.of(5), List.of()),
                new SnrAver(3, 2, 0, List.of(4), List.of()),
                new DselectK(new Selector(1, 1, 1, 0), List.of(4), List.of()),
                new Esmm(List.of(5), List.of(3)));
        return Stream.concat(ArchitectureExamples.all(), others);
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void forward_equalsItsOperationsInDouble(Architecture architecture) {
        MultiTaskNetwork network = network(architecture);
        float[] logits = new float[TASKS * ROWS];
        network.forward(input, ROWS, logits);
        GraphReference reference = reference(architecture);
        for (int row = 0; row < ROWS; row++) {
            double[] expected = reference.logits(doubles(network.parameters()), row(doubles(input), row));
            for (int task = 0; task < TASKS; task++) {
                assertThat((double) logits[task * ROWS + row]).isCloseTo(expected[task], within(1e-5));
            }
        }
    }

    static Stream<Architecture> writtenByHand() {
        return architectures().filter(type -> type instanceof Mmoe || type instanceof SharedBottom);
    }

    @ParameterizedTest
    @MethodSource("writtenByHand")
    void forward_equalsPlainReference(Architecture architecture) {
        MultiTaskNetwork network = network(architecture);
        float[] logits = new float[TASKS * ROWS];
        network.forward(input, ROWS, logits);
        double[] parameters = doubles(network.parameters());
        ReferenceNetwork reference = new ReferenceNetwork(architecture, network.layout(), TASKS);
        for (int row = 0; row < ROWS; row++) {
            double[] expected = reference.logits(parameters, row(doubles(input), row));
            for (int task = 0; task < TASKS; task++) {
                assertThat((double) logits[task * ROWS + row]).isCloseTo(expected[task], within(1e-5));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void forward_forScoring_equalsTheTrainingForward(Architecture architecture) {
        MultiTaskNetwork network = network(architecture);
        network.setParameters(normals(network.layout().size()));
        float[] expected = new float[TASKS * ROWS];
        network.forward(input, ROWS, expected);
        float[] actual = new float[TASKS * ROWS];
        MultiTaskNetwork.forScoring(architecture, INPUTS, TASKS, network.parameters())
                .forward(input, ROWS, actual);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(1e-5f * (1 + Math.abs(expected[i]))));
        }
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void backward_equalsFiniteDifferencesInDouble(Architecture architecture) {
        MultiTaskNetwork network = network(architecture);
        network.setParameters(normals(network.layout().size())); // a bias of zero under dead units sits on a kink
        Gradients actual = backward(network, WEIGHTS);
        LayerNoise noise = new LayerNoise();
        noise.start(StepAddress.NONE);
        double[] parameters = doubles(network.parameters());
        double[] inputs = doubles(input);
        GraphReference[] references = new GraphReference[ROWS]; // each keeps its row's stopped values
        for (int row = 0; row < ROWS; row++) {
            references[row] =
                    new GraphReference(NetworkGraph.of(architecture, INPUTS, TASKS), noise).around(parameters);
            references[row].logits(parameters, row(inputs, row));
            references[row].freeze();
        }
        for (Slice slice : network.layout().slices()) {
            double[] weights = slice.owner() instanceof Head ? new double[] {1, 1, 1} : WEIGHTS;
            for (int i = slice.offset(); i < slice.offset() + slice.length(); i++) {
                double expected =
                        PlainStep.difference(parameters, i, () -> objective(references, parameters, inputs, weights));
                assertThat((double) actual.parameters[i])
                        .as(slice.name())
                        .isCloseTo(expected, within(4e-5 * (1 + Math.abs(expected))));
            }
        }
        for (int i = 0; i < inputs.length; i++) {
            double expected = PlainStep.difference(inputs, i, () -> objective(references, parameters, inputs, WEIGHTS));
            assertThat((double) actual.inputs[i])
                    .as("input")
                    .isCloseTo(expected, within(4e-5 * (1 + Math.abs(expected))));
        }
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void sharedGradient_summedOverTasks_equalsBackwardOfTheSum(Architecture architecture) {
        MultiTaskNetwork network = network(architecture);
        Gradients together = backward(network, new double[] {1, 1, 1});
        double[] expected = new double[network.layout().sharedSize()];
        network.layout().addShared(together.parameters, expected);
        double[] sum = new double[expected.length];
        for (int task = 0; task < TASKS; task++) {
            network.sharedGradient(task, logitGradients, sum);
        }
        assertThat(sum).containsExactly(expected, within(1e-5));
    }

    @Test
    void backward_softSharing_addsThePullToTheMeanToWeightsOfBottoms() {
        MultiTaskNetwork free = network(new SoftSharing(SoftSharing.Likeness.L2, 0, List.of(4), List.of()));
        MultiTaskNetwork pulled = network(new SoftSharing(SoftSharing.Likeness.L2, 0.25, List.of(4), List.of()));
        float[] without = backward(free, WEIGHTS).parameters;
        float[] with = backward(pulled, WEIGHTS).parameters;
        float[] values = pulled.parameters();
        for (Slice slice : pulled.layout().slices()) {
            boolean bottom = slice.name().matches("bottom.-0_W");
            for (int i = 0; i < slice.length(); i++) {
                double pull = 0;
                if (bottom) {
                    double mean = 0;
                    for (int task = 0; task < TASKS; task++) {
                        mean += values[pulled.layout().at("bottom" + task + "-0_W") + i] / (double) TASKS;
                    }
                    pull = 2 * 0.25 * (values[slice.offset() + i] - mean);
                }
                assertThat((double) with[slice.offset() + i] - without[slice.offset() + i])
                        .as(slice.name())
                        .isCloseTo(pull, within(1e-5));
            }
        }
    }

    @Test
    void dbmtl_ringOfParents_isRefused() {
        List<List<Integer>> ring = List.of(List.of(1), List.of(0));
        assertThatThrownBy(() -> new Dbmtl(List.of(4), ring, List.of(5), List.of()))
                .hasMessage(
                        "parents = [[1], [0]] of tasks 0 to 1 must name tasks and form no ring. Remove a parent from the"
                                + " ring, or correct its number.");
    }

    @Test
    void sharedGradient_oneTask_equalsBackwardWithOneHotWeights() {
        MultiTaskNetwork network = network(new Mmoe(3, List.of(4, 4), List.of(3)));
        Gradients oneHot = backward(network, new double[] {0, 1, 0});
        double[] expected = new double[network.layout().sharedSize()];
        network.layout().addShared(oneHot.parameters, expected);
        double[] actual = new double[expected.length];
        network.sharedGradient(1, logitGradients, actual);
        assertThat(actual).containsExactly(expected, within(1e-6));
    }

    @Test
    void backward_otherTaskWeights_headsKeepTheirGradientToTheBit() {
        MultiTaskNetwork network = network(new Mmoe(3, List.of(4), List.of(3)));
        float[] equal = backward(network, new double[] {1, 1, 1}).parameters;
        float[] weighted = backward(network, WEIGHTS).parameters;
        for (Slice slice : network.layout().slices()) {
            float[] before = Arrays.copyOfRange(equal, slice.offset(), slice.offset() + slice.length());
            float[] after = Arrays.copyOfRange(weighted, slice.offset(), slice.offset() + slice.length());
            if (slice.owner() instanceof Head) {
                assertThat(after).as(slice.name()).containsExactly(before);
            } else {
                assertThat(after).as(slice.name()).isNotEqualTo(before);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void build_sameSeed_sameBitsAndOtherSeedOthers(Architecture architecture) {
        MultiTaskNetwork one = network(architecture);
        MultiTaskNetwork same = network(architecture);
        MultiTaskNetwork other = MultiTaskNetwork.build(architecture, INPUTS, TASKS, 8);
        assertThat(same.parameters()).containsExactly(one.parameters());
        assertThat(other.parameters()).isNotEqualTo(one.parameters());
        assertThat(backward(same, WEIGHTS).parameters).containsExactly(backward(one, WEIGHTS).parameters);
        assertThat(same.layout()).isEqualTo(one.layout());
    }

    @ParameterizedTest
    @MethodSource("equalWidths")
    void build_layersOfEqualShape_startDifferently(Architecture architecture) {
        MultiTaskNetwork network = network(architecture);
        float[] all = network.parameters();
        List<Float> firsts = network.layout().slices().stream()
                .filter(slice -> slice.name().endsWith("_W"))
                .map(slice -> all[slice.offset()])
                .toList();
        assertThat(firsts).hasSizeGreaterThan(2 * TASKS).doesNotHaveDuplicates();
    }

    static Stream<Architecture> equalWidths() {
        return Stream.of(
                new SharedBottom(List.of(INPUTS, INPUTS, INPUTS), List.of(INPUTS, INPUTS, INPUTS)),
                new Mmoe(INPUTS, List.of(INPUTS, INPUTS), List.of(INPUTS, INPUTS, INPUTS)));
    }

    @Test
    void build_mmoe_expertsStartDifferently() {
        MultiTaskNetwork network = network(new Mmoe(2, List.of(4, 3), List.of()));
        Slice second = network.layout().slices().stream()
                .filter(slice -> slice.name().equals("experts1_W"))
                .findFirst()
                .orElseThrow();
        float[] all = network.parameters();
        int half = second.offset() + second.length() / 2;
        assertThat(Arrays.copyOfRange(all, second.offset(), half))
                .isNotEqualTo(Arrays.copyOfRange(all, half, second.offset() + second.length()));
    }

    @Test
    void forwardForTraining_shortBatchBetweenFullOnes_sameBitsAsBefore() {
        MultiTaskNetwork network = network(new Mmoe(2, List.of(6, 4), List.of(3)));
        Gradients before = backward(network, WEIGHTS);
        float[] shortLogits = new float[TASKS * 2];
        network.forwardForTraining(NetworkRows.plain(input, new float[2 * INPUTS], 2, INPUTS), shortLogits);
        network.backward(logitGradients, WEIGHTS);
        Gradients after = backward(network, WEIGHTS);
        assertThat(after.parameters).containsExactly(before.parameters);
        assertThat(after.inputs).containsExactly(before.inputs);
        float[] logits = new float[TASKS * ROWS];
        network.forward(input, ROWS, logits);
        assertThat(shortLogits[0]).isCloseTo(logits[0], within(1e-6f));
    }

    @Test
    void setParameters_readBack_sameBits() {
        MultiTaskNetwork network = network(new SharedBottom(List.of(6), List.of(3)));
        float[] values = normals(network.layout().size());
        network.setParameters(values);
        assertThat(network.parameters()).containsExactly(values);
    }

    @Test
    void backward_afterForwardForScoring_refused() {
        MultiTaskNetwork network = network(new SharedBottom(List.of(6), List.of(3)));
        network.forward(input, ROWS, new float[TASKS * ROWS]);
        assertThatThrownBy(() -> network.sharedGradient(
                        1, logitGradients, new double[network.layout().sharedSize()]))
                .hasMessage(
                        "Backward pass for task 1 without a forward pass for training: gradients need the activations it"
                                + " keeps. Call forwardForTraining first; forward drops them.");
    }

    @Test
    void forward_inputTooShort_refused() {
        MultiTaskNetwork network = network(new SharedBottom(List.of(6), List.of(3)));
        assertThatThrownBy(() -> network.forward(new float[4], 1, new float[TASKS]))
                .hasMessage(
                        "Batch of 1 rows with 4 input values and room for 3 logits: it needs at least one row, 5 input"
                                + " values a row and 3 logits a row. Pass arrays of that length.");
    }

    @Test
    void layout_mmoe_gatesBelongToHeads() {
        MultiTaskNetwork network = MultiTaskNetwork.build(new Mmoe(2, List.of(4), List.of()), INPUTS, 2, 7);
        assertThat(network.layout().slices())
                .extracting(Slice::name, slice -> slice.owner().toString())
                .contains(
                        tuple("experts0_W", "shared"),
                        tuple("gate0_W", "head 0"),
                        tuple("gate1_b", "head 1"),
                        tuple("logit1_W", "head 1"));
    }

    private record Gradients(float[] parameters, float[] inputs) {}

    private Gradients backward(MultiTaskNetwork network, double[] weights) {
        float[] inputGradients = new float[ROWS * INPUTS];
        network.forwardForTraining(NetworkRows.plain(input, inputGradients, ROWS, INPUTS), new float[TASKS * ROWS]);
        network.backward(logitGradients, weights);
        return new Gradients(network.gradients().clone(), inputGradients);
    }

    /** Sum over tasks and rows of weight x logit gradient x logit, whose derivative is what backward computes. */
    private double objective(GraphReference[] references, double[] parameters, double[] inputs, double[] weights) {
        double sum = 0;
        for (int row = 0; row < ROWS; row++) {
            double[] logits = references[row].logits(parameters, row(inputs, row));
            for (int task = 0; task < TASKS; task++) {
                sum += weights[task] * logitGradients[task * ROWS + row] * logits[task];
            }
        }
        return sum;
    }

    private static GraphReference reference(Architecture architecture) {
        return new GraphReference(NetworkGraph.of(architecture, INPUTS, TASKS));
    }

    private static MultiTaskNetwork network(Architecture architecture) {
        return MultiTaskNetwork.build(architecture, INPUTS, TASKS, 7);
    }

    private float[] normals(int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static double[] doubles(float[] values) {
        double[] result = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = values[i];
        }
        return result;
    }

    private static double[] row(double[] values, int row) {
        return Arrays.copyOfRange(values, row * INPUTS, (row + 1) * INPUTS);
    }
}
