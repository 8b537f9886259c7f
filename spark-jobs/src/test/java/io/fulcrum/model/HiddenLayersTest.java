package io.fulcrum.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.model.Operation.Activation;
import io.fulcrum.model.Operation.Dense;
import io.fulcrum.model.ParameterLayout.Head;
import io.fulcrum.model.ParameterLayout.Slice;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Hidden layers of every architecture, made of whatever can be configured. */
class HiddenLayersTest {
    private static final double[] WEIGHTS = {0.3, 1.7}; // [task]

    /** Options that differ from the default in each of their parts. */
    static List<NetworkOptions> options() {
        return Arrays.stream(HiddenActivation.values())
                .filter(activation -> activation != HiddenActivation.RELU)
                .map(HiddenLayersTest::with)
                .toList();
    }

    static Stream<Arguments> networks() {
        return Arrays.stream(ArchitectureType.values())
                .flatMap(type -> options().stream().map(options -> Arguments.of(type, options)));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void backward_anyArchitecture_equalsDifferencesInDouble(ArchitectureType type, NetworkOptions options) {
        PlainStep step = new PlainStep(ArchitectureExamples.small(type), options, 7);
        float[] actual = step.backward(WEIGHTS);
        for (Slice slice : step.network.layout().slices()) {
            double[] weights = slice.owner() instanceof Head ? new double[] {1, 1} : WEIGHTS;
            for (int i = slice.offset(); i < slice.offset() + slice.length(); i += 1 + slice.length() / 5) {
                double expected = PlainStep.difference(step.parameters, i, () -> step.objective(weights));
                assertThat((double) actual[i])
                        .as(slice.name())
                        .isCloseTo(expected, within(1e-4 * (1 + Math.abs(expected))));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(ArchitectureType.class)
    void activation_otherThanRelu_isThatOfEveryHiddenLayer(ArchitectureType type) {
        NetworkGraph graph = NetworkGraph.of(
                ArchitectureExamples.small(type), with(HiddenActivation.TANH), InputFields.numbers(4), 2);
        assertThat(graph.operations().stream()
                        .filter(Dense.class::isInstance)
                        .flatMap(dense -> ((Dense) dense).parts().stream()))
                .noneMatch(part -> part.activation() == Activation.RELU);
        assertThat(graph.operations())
                .anyMatch(operation ->
                        operation instanceof Operation.Activate activate && activate.curve() == Curve.TANH);
    }

    @Test
    void linear_layersOnTopOfEachOther_areOneMatrix() {
        NetworkGraph graph = NetworkGraph.of(
                new SharedBottom(List.of(3), List.of()), with(HiddenActivation.LINEAR), InputFields.numbers(2), 1);
        MultiTaskNetwork network = MultiTaskNetwork.build(graph, 5);
        network.setParameters(new float[] {1, 2, 3, 4, 5, 6, 0.5f, 0, -0.5f, 1, -1, 2, 0.25f});
        float[] logits = new float[1];
        network.forward(new float[] {10, -1}, 1, logits);
        // hidden = (1·10 - 2 + 0.5, 3·10 - 4, 5·10 - 6 - 0.5) = (8.5, 26, 43.5)
        assertThat(logits[0]).isEqualTo(8.5f - 26 + 2 * 43.5f + 0.25f);
    }

    private static NetworkOptions with(HiddenActivation activation) {
        return new NetworkOptions(new HiddenLayers(activation));
    }
}
