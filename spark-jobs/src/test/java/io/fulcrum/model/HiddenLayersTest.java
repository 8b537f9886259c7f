package io.fulcrum.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.model.architecture.ArchitectureExamples;
import io.fulcrum.model.architecture.ArchitectureType;
import io.fulcrum.model.architecture.Mmoe;
import io.fulcrum.model.architecture.Omoe;
import io.fulcrum.model.architecture.SharedBottom;
import io.fulcrum.model.graph.Curve;
import io.fulcrum.model.graph.HiddenActivation;
import io.fulcrum.model.graph.HiddenLayers;
import io.fulcrum.model.graph.InputFields;
import io.fulcrum.model.graph.NetworkGraph;
import io.fulcrum.model.graph.NetworkOptions;
import io.fulcrum.model.graph.Normalisation;
import io.fulcrum.model.graph.Operation;
import io.fulcrum.model.graph.Operation.Activation;
import io.fulcrum.model.graph.Operation.Dense;
import io.fulcrum.model.graph.ParameterLayout.Head;
import io.fulcrum.model.graph.ParameterLayout.Slice;
import java.util.ArrayList;
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
        List<NetworkOptions> options = new ArrayList<>();
        for (HiddenActivation activation : HiddenActivation.values()) {
            options.add(with(activation));
        }
        options.add(with(new HiddenLayers(HiddenActivation.RELU, Normalisation.LAYER, 0)));
        options.add(with(new HiddenLayers(HiddenActivation.SWISH, Normalisation.RMS, 0)));
        options.add(with(new HiddenLayers(HiddenActivation.RELU, Normalisation.NONE, 0.4)));
        options.add(with(new HiddenLayers(HiddenActivation.TANH, Normalisation.LAYER, 0.2)));
        return options;
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

    @Test
    void norm_ofExpertsSideBySide_isThatOfEachAlone() {
        HiddenLayers layers = new HiddenLayers(HiddenActivation.LINEAR, Normalisation.LAYER, 0);
        NetworkGraph graph =
                NetworkGraph.of(new Omoe(2, List.of(3), List.of()), with(layers), InputFields.numbers(1), 1);
        MultiTaskNetwork network = MultiTaskNetwork.build(graph, 5);
        float[] parameters = new float[network.layout().size()];
        set(network, parameters, "experts0_W", 1, 2, 3, -30, 0, 30);
        set(network, parameters, "experts0_g", 1, 1, 1, 1, 1, 1);
        set(network, parameters, "experts0_s", 0, 0, 0, 0, 0, 7);
        set(network, parameters, "logit0_W", 0, 0, 2);
        network.setParameters(parameters);
        float[] logit = new float[1];
        network.forward(new float[] {1}, 1, logit);
        // (1, 2, 3) and (-30, 0, 30) are both (-√1.5, 0, √1.5); the gate mixes them equally, one of them shifted by 7
        assertThat((double) logit[0]).isCloseTo(2 * (Math.sqrt(1.5) + 3.5), within(2e-5));
    }

    @Test
    void layerNormalisation_ofOneUnit_isRefused() {
        HiddenLayers layers = new HiddenLayers(HiddenActivation.RELU, Normalisation.LAYER, 0);
        assertThatThrownBy(() ->
                        NetworkGraph.of(new Mmoe(4, List.of(3, 1), List.of()), with(layers), InputFields.numbers(1), 1))
                .hasMessage("Layer \"experts1\" has one unit, of which layer normalisation leaves nothing. Set"
                        + " network.normalisation = rms, or wider layers.");
    }

    private static void set(MultiTaskNetwork network, float[] parameters, String name, float... values) {
        System.arraycopy(values, 0, parameters, network.layout().at(name), values.length);
    }

    private static NetworkOptions with(HiddenActivation activation) {
        return with(new HiddenLayers(activation, Normalisation.NONE, 0));
    }

    private static NetworkOptions with(HiddenLayers layers) {
        return new NetworkOptions(layers);
    }
}
