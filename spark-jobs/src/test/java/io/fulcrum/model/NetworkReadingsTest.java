package io.fulcrum.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.model.architecture.Architecture;
import io.fulcrum.model.architecture.ArchitectureExamples;
import io.fulcrum.model.architecture.ArchitectureType;
import io.fulcrum.model.architecture.Mmoe;
import io.fulcrum.model.architecture.MtlNas;
import io.fulcrum.model.architecture.SoftSharing;
import io.fulcrum.model.graph.HiddenLayers;
import io.fulcrum.model.graph.InputFields;
import io.fulcrum.model.graph.InputInteraction;
import io.fulcrum.model.graph.NetworkGraph;
import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.graph.NetworkOptions;
import io.fulcrum.model.graph.Operation;
import io.fulcrum.model.graph.Operation.Dense;
import io.fulcrum.model.layer.Measures;
import io.fulcrum.model.layer.NetworkReadings;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.commons.lang3.SerializationUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NetworkReadingsTest {
    private static final int INPUTS = 4;
    private static final int TASKS = 2;
    private static final int ROWS = 9;
    private static final Mmoe MMOE = new Mmoe(3, List.of(8, 6), List.of(5));

    private final float[] input = PlainStep.normals(ROWS * INPUTS, new Random(4)); // [row][input]

    /** Numbers around -0.5, so that some units of some layers are dead. */
    private static float[] parameters(NetworkGraph graph) {
        float[] parameters = PlainStep.normals(graph.layout().size(), new Random(6));
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] -= 0.5f;
        }
        return parameters;
    }

    private Measures measured(NetworkGraph graph, int from, int to) {
        MultiTaskNetwork network = MultiTaskNetwork.build(graph, 1);
        network.setParameters(parameters(graph));
        float[] rows = Arrays.copyOfRange(input, from * INPUTS, to * INPUTS);
        network.forward(rows, to - from, new float[TASKS * (to - from)]);
        Measures measures = new Measures();
        network.observe(measures);
        return measures;
    }

    /** Returns [row] a value in plain double. */
    private double[][] values(NetworkGraph graph, Value value) {
        GraphReference reference = new GraphReference(graph);
        double[] parameters = PlainStep.doubles(parameters(graph));
        double[][] values = new double[ROWS][];
        for (int row = 0; row < ROWS; row++) {
            double[] one = PlainStep.doubles(Arrays.copyOfRange(input, row * INPUTS, (row + 1) * INPUTS));
            reference.logits(parameters, one);
            values[row] = reference.of(value);
        }
        return values;
    }

    @Test
    void of_mmoe_deadUnitsOfEachExpertAreThoseOfThePlainForwardPass() {
        NetworkGraph graph = NetworkGraph.of(MMOE, INPUTS, TASKS);
        NetworkReadings readings = NetworkReadings.of(graph, measured(graph, 0, ROWS), parameters(graph), 0);

        assertThat(readings.deadUnits()).containsOnlyKeys("experts0", "experts1", "head0-0", "head1-0");
        for (Operation operation : graph.operations()) {
            if (operation instanceof Dense dense) {
                dense.parts().stream()
                        .filter(part -> part.activation() == Operation.Activation.RELU)
                        .forEach(part -> assertThat(readings.deadUnits().get(part.name()))
                                .as(part.name())
                                .isEqualTo(dead(
                                        values(graph, part.value()), part.name().startsWith("exp") ? 3 : 1)));
            }
        }
        assertThat(readings.deadUnits().values().stream().flatMap(List::stream))
                .anyMatch(share -> share > 0)
                .anyMatch(share -> share < 1);
    }

    private static List<Double> dead(double[][] rows, int parts) {
        int units = rows[0].length / parts;
        Double[] shares = new Double[parts];
        for (int part = 0; part < parts; part++) {
            int dead = 0;
            for (int unit = part * units; unit < (part + 1) * units; unit++) {
                int at = unit;
                dead += Arrays.stream(rows).noneMatch(row -> row[at] > 0) ? 1 : 0;
            }
            shares[part] = (double) dead / units;
        }
        return List.of(shares);
    }

    @Test
    void of_mmoe_loadAndEntropyOfGatesAreThoseOfTheSoftmax() {
        NetworkGraph graph = NetworkGraph.of(MMOE, INPUTS, TASKS);
        NetworkReadings readings = NetworkReadings.of(graph, measured(graph, 0, ROWS), parameters(graph), 0);

        assertThat(readings.gates()).containsOnlyKeys("gate0", "gate1");
        Value scores = ((Dense) graph.operations().get(0))
                .parts().stream()
                        .filter(part -> part.name().equals("gate1"))
                        .findFirst()
                        .orElseThrow()
                        .value();
        double[] load = new double[3];
        double entropy = 0;
        for (double[] row : values(graph, scores)) {
            double total = Arrays.stream(row).map(Math::exp).sum();
            for (int expert = 0; expert < load.length; expert++) {
                double share = Math.exp(row[expert]) / total;
                load[expert] += share / ROWS;
                entropy -= share * Math.log(share) / ROWS;
            }
        }
        NetworkReadings.Gate gate = readings.gates().get("gate1");
        for (int expert = 0; expert < load.length; expert++) {
            assertThat(gate.load().get(expert)).isCloseTo(load[expert], within(1e-5));
        }
        assertThat(gate.entropy()).isCloseTo(entropy, within(1e-5));
    }

    static Stream<Architecture> architectures() {
        return ArchitectureExamples.all();
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void observe_rowsCutAnyWay_readsOutTheSame(Architecture architecture) {
        NetworkGraph graph = NetworkGraph.of(architecture, INPUTS, TASKS);
        Measures cut = measured(graph, 0, 2);
        cut.merge(SerializationUtils.clone(measured(graph, 2, 7)));
        cut.merge(measured(graph, 7, ROWS));
        float[] parameters = parameters(graph);
        NetworkReadings whole = NetworkReadings.of(graph, measured(graph, 0, ROWS), parameters, 0);
        NetworkReadings merged = NetworkReadings.of(graph, cut, parameters, 0);

        assertThat(merged.deadUnits()).isEqualTo(whole.deadUnits());
        assertThat(merged.gates()).containsOnlyKeys(whole.gates().keySet());
        whole.gates().forEach((name, gate) -> {
            assertThat(merged.gates().get(name).entropy()).isCloseTo(gate.entropy(), within(1e-5));
            for (int part = 0; part < gate.load().size(); part++) {
                assertThat(merged.gates().get(name).load().get(part))
                        .isCloseTo(gate.load().get(part), within(1e-5));
            }
        });
    }

    @Test
    void of_penalties_isWhatParametersAdd() {
        NetworkGraph graph = NetworkGraph.of(ArchitectureExamples.small(ArchitectureType.MMOE), INPUTS, TASKS);
        assertThat(NetworkReadings.of(graph, new Measures(), parameters(graph), 0))
                .isEqualTo(NetworkReadings.NONE);
        NetworkGraph pulled =
                NetworkGraph.of(new SoftSharing(SoftSharing.Likeness.L2, 0.5, List.of(1), List.of()), INPUTS, TASKS);
        float[] parameters = parameters(pulled);
        double expected = 0;
        for (int i = 0; i < INPUTS; i++) {
            double apart = parameters[pulled.layout().at("bottom0-0_W") + i]
                    - parameters[pulled.layout().at("bottom1-0_W") + i];
            expected += 0.5 * apart * apart / 2; // each of the two is half of it away from the mean
        }
        assertThat(NetworkReadings.of(pulled, new Measures(), parameters, 0).penalties())
                .containsOnlyKeys("distanceToMean");
        assertThat(NetworkReadings.of(pulled, new Measures(), parameters, 0)
                        .penalties()
                        .get("distanceToMean"))
                .isCloseTo(expected, within(1e-5));
    }

    @Test
    void of_terms_isTheirMeanOverTheStepsThatWereTaken() {
        Measures measures = new Measures();
        measures.add(Measures.Kind.TERM, "tower0", new double[] {3}, 4);
        measures.add(Measures.Kind.TERM, "tower1", new double[] {0}, 0);
        Measures other = new Measures();
        other.add(Measures.Kind.TERM, "tower0", new double[] {1}, 4);
        measures.merge(other);
        NetworkGraph graph = NetworkGraph.of(MMOE, INPUTS, TASKS);
        assertThat(NetworkReadings.of(graph, measures, parameters(graph), 0).terms())
                .containsExactly(Map.entry("tower0", 0.5));
    }

    @Test
    void penalties_gates_areSummedAtTheRoundOfTheirSchedule() {
        NetworkGraph graph = NetworkGraph.of(new MtlNas(0.9, 0.5, 4, List.of(3), List.of()), 2, 2);
        float[] parameters = MultiTaskNetwork.build(graph, 1).parameters();
        // Two edges, half open: entropy log 2 each, times 0.5, ramped up to 3 of 4 at round 3.
        assertThat(NetworkReadings.of(graph, new Measures(), parameters, 3)
                        .penalties()
                        .get("entropyGate"))
                .isCloseTo(2 * 0.5 * Math.log(2) * 3 / 4, within(1e-9));
    }

    @Test
    void gates_attention_isNone() {
        NetworkOptions options = new NetworkOptions(HiddenLayers.RECTIFIED, new InputInteraction.AutoInt(1, 2, 3));
        InputFields fields = new InputFields(List.of("a", "b"), List.of(), 2);
        NetworkGraph graph = NetworkGraph.of(new Mmoe(2, List.of(3), List.of()), options, fields, 2);
        assertThat(NetworkReadings.of(graph, measured(graph, 0, ROWS), parameters(graph), 0)
                        .gates())
                .containsOnlyKeys("gate0", "gate1");
    }
}
