package io.fulcrum.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.model.architecture.Architecture;
import io.fulcrum.model.architecture.ArchitectureExamples;
import io.fulcrum.model.architecture.ArchitectureType;
import io.fulcrum.model.architecture.Stem;
import io.fulcrum.model.graph.HiddenActivation;
import io.fulcrum.model.graph.HiddenLayers;
import io.fulcrum.model.graph.InputFields;
import io.fulcrum.model.graph.InputInteraction;
import io.fulcrum.model.graph.NetworkGraph;
import io.fulcrum.model.graph.NetworkOptions;
import io.fulcrum.model.graph.Normalisation;
import io.fulcrum.model.kernel.ColumnLoops;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Scores of inputs as large as an encoder may hand over: they are numbers whatever the network computes of them. */
class HugeInputTest {
    private static final float HUGE = 1e30f;
    private static final InputFields FIELDS = InputFields.sample(List.of("own"), 6);
    private static final int TASKS = 2;

    private static List<InputInteraction> interactions() {
        return List.of(
                new InputInteraction.DcnV2(3, 0),
                new InputInteraction.DcnV2(2, 2),
                new InputInteraction.Fm(),
                new InputInteraction.Fwfm(),
                new InputInteraction.AutoInt(2, 2, 3));
    }

    @ParameterizedTest
    @EnumSource(ArchitectureType.class)
    void score_hugeInputs_isFinite(ArchitectureType type) {
        List<NetworkOptions> options = new ArrayList<>(List.of(NetworkOptions.DEFAULT));
        for (Normalisation normalisation : Normalisation.values()) {
            for (HiddenActivation activation : HiddenActivation.values()) {
                options.add(new NetworkOptions(new HiddenLayers(activation, normalisation, 0)));
            }
        }
        options.forEach(option -> assertFinite(ArchitectureExamples.small(type), option));
    }

    @ParameterizedTest
    @MethodSource("interactions")
    void score_hugeInputsThatInteract_isFinite(InputInteraction interaction) {
        ArchitectureExamples.all()
                .filter(architecture -> !(architecture instanceof Stem)) // it takes no interaction
                .forEach(architecture ->
                        assertFinite(architecture, new NetworkOptions(HiddenLayers.RECTIFIED, interaction)));
    }

    @Test
    void bounded_aboveAndBelow_isCutOff() {
        assertThat(ColumnLoops.bounded(1e20f * 1e20f)).isEqualTo(1e30f);
        assertThat(ColumnLoops.bounded(-1e20f * 1e20f)).isEqualTo(-1e30f);
        assertThat(ColumnLoops.bounded(-3.5f)).isEqualTo(-3.5f);
    }

    private static void assertFinite(Architecture architecture, NetworkOptions options) {
        NetworkGraph graph = NetworkGraph.of(architecture, options, FIELDS, TASKS);
        MultiTaskNetwork network = MultiTaskNetwork.build(graph, 3);
        int inputs = graph.input().width();
        float[] logits = new float[3 * TASKS];
        float[] input = new float[3 * inputs];
        Arrays.fill(input, 0, inputs, HUGE);
        Arrays.fill(input, inputs, 2 * inputs, -HUGE);
        for (int i = 0; i < inputs; i++) {
            input[2 * inputs + i] = i % 2 == 0 ? HUGE : -HUGE;
        }
        network.forward(input, 3, logits);
        for (float logit : logits) {
            assertThat(logit).as("logit of %s with %s", architecture, options).isFinite();
        }
    }
}
