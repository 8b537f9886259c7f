package io.fulcrum.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.model.architecture.Aitm;
import io.fulcrum.model.architecture.Architecture;
import io.fulcrum.model.architecture.Mmoe;
import io.fulcrum.model.architecture.Pepnet;
import io.fulcrum.model.architecture.Stem;
import io.fulcrum.model.graph.ColumnOperation;
import io.fulcrum.model.graph.Gates;
import io.fulcrum.model.graph.HiddenLayers;
import io.fulcrum.model.graph.InputFields;
import io.fulcrum.model.graph.InputInteraction;
import io.fulcrum.model.graph.NetworkGraph;
import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.graph.NetworkOptions;
import io.fulcrum.model.graph.Operation;
import io.fulcrum.model.graph.Operation.Dense;
import io.fulcrum.model.graph.Operation.Mixture;
import io.fulcrum.model.graph.ParameterLayout;
import io.fulcrum.model.graph.SmallTowers;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Networks described as data: what each layer reads, makes and where its parameters are. */
class NetworkGraphTest {
    @Test
    void graph_sharedBottom_isTheBottomThenALogitForEachTask() {
        NetworkGraph graph = SmallRecommender.SHARED_BOTTOM.graph(); // bottom 8, 5; no hidden head layers

        Value bottom = new Value(2, 5);
        assertThat(graph.input()).isEqualTo(new Value(NetworkGraph.INPUT, 10)); // three embeddings of 3, a number
        assertThat(graph.operations())
                .extracting(NetworkGraphTest::described)
                .containsExactly(
                        "0: bottom0 -> 1 RELU",
                        "1: bottom1 -> 2 RELU",
                        "2: logit0 -> 3 IDENTITY",
                        "2: logit1 -> 4 IDENTITY");
        assertThat(graph.operations().get(3).inputs()).containsExactly(bottom);
        assertThat(graph.logits()).containsExactly(new Value(3, 1), new Value(4, 1));
        assertThat(graph.layout().describe()).isEqualTo("""
                        bottom0_W 0+80 shared
                        bottom0_b 80+8 shared
                        bottom1_W 88+40 shared
                        bottom1_b 128+5 shared
                        logit0_W 133+5 head 0
                        logit0_b 138+1 head 0
                        logit1_W 139+5 head 1
                        logit1_b 144+1 head 1
                        """);
    }

    @Test
    void graph_mmoe_joinsExpertsAndGatesAndMixesForEachTask() {
        NetworkGraph graph = SmallRecommender.MMOE.graph(); // 3 experts of 6, 5; heads of 4

        Value experts = new Value(2, 15);
        assertThat(graph.operations())
                .extracting(NetworkGraphTest::described)
                .startsWith("0: experts0 -> 1 RELU, gate0 -> 3 IDENTITY, gate1 -> 7 IDENTITY", "1: experts1 -> 2 RELU");
        assertThat(((Dense) graph.operations().get(1)).blocks()).isEqualTo(3);
        assertThat(graph.operations())
                .contains(
                        new Mixture(new Value(3, 3), Operation.Scores.LOGITS, List.of(experts), new Value(4, 5)),
                        new Mixture(new Value(7, 3), Operation.Scores.LOGITS, List.of(experts), new Value(8, 5)));
        assertThat(graph.layout().slices())
                .extracting(ParameterLayout.Slice::name, ParameterLayout.Slice::offset)
                .startsWith(
                        tuple("experts0_W", 0),
                        tuple("gate0_W", 180),
                        tuple("gate1_W", 210),
                        tuple("experts0_b", 240),
                        tuple("gate0_b", 258),
                        tuple("gate1_b", 261),
                        tuple("experts1_W", 264),
                        tuple("experts1_b", 354),
                        tuple("head0-0_W", 369));
    }

    @Test
    void graph_oneTask_sharesWhatTwoWould() {
        NetworkGraph graph = NetworkGraph.of(new Mmoe(2, List.of(4), List.of(3)), 3, 1);

        assertThat(graph.layout().slices())
                .extracting(ParameterLayout.Slice::name, slice -> slice.owner().toString())
                .contains(tuple("experts0_W", "shared"), tuple("gate0_W", "head 0"), tuple("head0-0_b", "head 0"));
        assertThat(graph.owner(new Value(3, 4))).as("the mixture").isEqualTo(new ParameterLayout.Head(0));
    }

    @Test
    void build_valueThatNothingReads_isRefused() {
        Architecture architecture = (graph, tasks) -> {
            graph.dense("idle", graph.input(), 2, Operation.Activation.RELU);
            return List.of(graph.head(0, graph.input(), List.of()), graph.head(1, graph.input(), List.of()));
        };

        assertThatThrownBy(() -> NetworkGraph.of(architecture, 3, 2))
                .hasMessage("The network's value \"idle\" leads to no task's logit. Leave out what nothing reads.");
    }

    @Test
    void build_twoValuesOfOneName_isRefused() {
        Architecture architecture = (graph, tasks) ->
                List.of(graph.head(0, graph.input(), List.of()), graph.head(0, graph.input(), List.of()));

        assertThatThrownBy(() -> NetworkGraph.of(architecture, 3, 2))
                .hasMessage("Two values of the network are named \"logit0\". Give each a name of its own.");
    }

    @Test
    void flops_mmoe_countsProductsOnly() {
        NetworkGraph graph = SmallRecommender.MMOE.graph();

        assertThat(graph.inputFlops()).isEqualTo(2 * 10 * (18 + 3 + 3));
        assertThat(graph.flops()).isEqualTo(graph.inputFlops() + 2 * (6 * 15 + 2 * (5 * 4 + 4)));
    }

    private static String described(Operation operation) {
        String from = operation.inputs().get(0).number() + ": ";
        return operation instanceof Dense dense
                ? dense.parts().stream()
                        .map(part -> part.name() + " -> " + part.value().number() + " " + part.activation())
                        .collect(Collectors.joining(", ", from, ""))
                : from + operation;
    }

    @Test
    void stem_parts_belongToTheirTasksAndReadTheirColumns() {
        InputFields fields = new InputFields(List.of("item", "user"), List.of("age"), 7);
        NetworkGraph graph = NetworkGraph.of(new Stem(1, List.of(4), List.of()), fields, 2);
        assertThat(graph.layout().slices())
                .filteredOn(slice -> slice.name().endsWith("_W"))
                .extracting(
                        ParameterLayout.Slice::name, slice -> slice.owner().toString(), ParameterLayout.Slice::length)
                .containsExactly(
                        tuple("task0-expert0_W", "head 0", 4 * (2 * 2 + 1)),
                        tuple("task1-expert0_W", "head 1", 4 * (2 * 2 + 1)),
                        tuple("shared-expert0_W", "shared", 4 * (2 * 3 + 1)),
                        tuple("gate0_W", "head 0", 3 * (2 * 5 + 1)),
                        tuple("logit0_W", "head 0", 4),
                        tuple("gate1_W", "head 1", 3 * (2 * 5 + 1)),
                        tuple("logit1_W", "head 1", 4));
        List<ColumnOperation.Range> seen = graph.operations().stream()
                .filter(ColumnOperation.Read.class::isInstance)
                .map(ColumnOperation.Read.class::cast)
                .map(ColumnOperation.Read::ranges)
                .toList()
                .get(4); // what the gate of task 1 reads
        assertThat(seen)
                .containsExactly(
                        new ColumnOperation.Range(2, 2),
                        new ColumnOperation.Range(4, 3),
                        new ColumnOperation.Range(9, 2),
                        new ColumnOperation.Range(11, 3),
                        new ColumnOperation.Range(14, 1));
    }

    @Test
    void aitm_bottomsOfEarlierSteps_areShared() {
        NetworkGraph graph = NetworkGraph.of(new Aitm(0.6, List.of(4), List.of()), 3, 3);
        assertThat(graph.layout().slices())
                .filteredOn(slice -> slice.name().endsWith("_b"))
                .extracting(slice -> slice.name() + " " + slice.owner())
                .contains(
                        "bottom0-0_b shared",
                        "bottom1-0_b shared",
                        "bottom2-0_b head 2",
                        "value1_b shared",
                        "logit0_b head 0");
    }

    @Test
    void gates_ofNamedFeatures_readTheirColumnsAlone() {
        InputFields fields = new InputFields(List.of("item", "user"), List.of("age"), 3);
        NetworkOptions options = new NetworkOptions(
                HiddenLayers.RECTIFIED,
                InputInteraction.NONE,
                new Gates(List.of("age", "user"), 4, 0.5),
                SmallTowers.NONE);
        NetworkGraph graph = NetworkGraph.of(new Mmoe(2, List.of(4), List.of()), options, fields, 2);
        MultiTaskNetwork network = MultiTaskNetwork.build(graph, 1);
        float[] row = {1, 2, 3, 4, 5, 6, 7};
        double[] scores = new double[2];
        for (int expert = 0; expert < 2; expert++) {
            for (int i = 0; i < 4; i++) {
                scores[expert] += network.parameters()[graph.layout().at("gate0_W") + expert * 4 + i] * row[3 + i] / 4;
            }
        }
        double first = 1 / (1 + Math.exp(scores[1] - scores[0]));
        double expected = 0;
        for (int unit = 0; unit < 4; unit++) {
            double weight = network.parameters()[graph.layout().at("logit0_W") + unit];
            expected += weight
                    * (first * expert(network, graph, unit, row) + (1 - first) * expert(network, graph, 4 + unit, row));
        }
        float[] logits = new float[2];
        network.forward(row, 1, logits);
        assertThat((double) logits[0]).isCloseTo(expected, within(1e-5));
    }

    private static double expert(MultiTaskNetwork network, NetworkGraph graph, int unit, float[] row) {
        double sum = 0;
        for (int i = 0; i < row.length; i++) {
            sum += network.parameters()[graph.layout().at("experts0_W") + unit * row.length + i] * row[i];
        }
        return Math.max(0, sum);
    }

    @Test
    void pepnet_namedFeatures_areReadByItsGates() {
        InputFields fields = new InputFields(List.of("item", "scene"), List.of("age"), 3);
        NetworkGraph graph = NetworkGraph.of(
                new Pepnet(List.of("scene"), List.of("age", "item"), 2, List.of(4), List.of()), fields, 1);
        assertThat(graph.layout().slices())
                .filteredOn(slice -> slice.name().endsWith("hidden_W"))
                .extracting(ParameterLayout.Slice::name, ParameterLayout.Slice::length)
                .containsExactly(tuple("epnet-hidden_W", 2 * (3 + 7)), tuple("ppnet0-0-hidden_W", 2 * (4 + 7)));
        assertThat(graph.written())
                .contains(
                        new ColumnOperation.Range(3, 3),
                        new ColumnOperation.Range(6, 1),
                        new ColumnOperation.Range(0, 3));
        Pepnet unknown = new Pepnet(List.of("place"), List.of(), 2, List.of(4), List.of());
        assertThatThrownBy(() -> NetworkGraph.of(unknown, fields, 1))
                .hasMessageStartingWith(
                        "network.pepnet.domain-features names feature \"place\", which the data does not have.");
    }

    @Test
    void aitm_hugeInput_hasALogit() {
        MultiTaskNetwork network = MultiTaskNetwork.build(new Aitm(0, List.of(4), List.of()), 2, 2, 3);
        float[] logits = new float[2];
        network.forward(new float[] {1e30f, -1e30f}, 1, logits);
        assertThat(logits).doesNotContain(Float.NaN);
    }
}
