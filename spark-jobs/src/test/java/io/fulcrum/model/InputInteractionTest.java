package io.fulcrum.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fulcrum.model.architecture.Architecture;
import io.fulcrum.model.architecture.Stem;
import io.fulcrum.model.graph.HiddenLayers;
import io.fulcrum.model.graph.InputFields;
import io.fulcrum.model.graph.InputInteraction;
import io.fulcrum.model.graph.InputInteraction.AutoInt;
import io.fulcrum.model.graph.InputInteraction.DcnV2;
import io.fulcrum.model.graph.InputInteraction.Fm;
import io.fulcrum.model.graph.InputInteraction.Fwfm;
import io.fulcrum.model.graph.NetworkGraph;
import io.fulcrum.model.graph.NetworkOptions;
import io.fulcrum.model.graph.Operation.Activation;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Interactions of features against their formulas, written plainly in double. */
class InputInteractionTest {
    private static final int WIDTH = 2; // of an embedding row
    private static final InputFields FIELDS = new InputFields(List.of("a", "b", "c"), List.of("n"), WIDTH);
    private static final int COLUMNS = (int) FIELDS.columns();
    private static final List<InputInteraction> ALL =
            List.of(new DcnV2(2, 0), new DcnV2(1, 3), new Fm(), new Fwfm(), new AutoInt(2, 2, 3));

    /** An architecture that is nothing but a linear layer, so that its weights show what it reads. */
    private static final Architecture LINEAR = (graph, tasks) -> IntStream.range(0, tasks)
            .mapToObj(task -> graph.dense("logit" + task, graph.input(), 1, Activation.IDENTITY))
            .toList();

    private final Random random = new Random(4);

    static Stream<InputInteraction> all() {
        return ALL.stream();
    }

    /** A network over an interaction, with random parameters and one row. */
    private final class Case {
        private final NetworkGraph graph;
        private final MultiTaskNetwork network;
        private final float[] row = PlainStep.normals(COLUMNS, random);

        Case(InputInteraction interaction) {
            graph = NetworkGraph.of(LINEAR, new NetworkOptions(HiddenLayers.RECTIFIED, interaction), FIELDS, 1);
            network = MultiTaskNetwork.build(graph, 3);
            network.setParameters(PlainStep.normals(graph.layout().size(), random));
        }

        float logit() {
            float[] logits = new float[1];
            network.forward(row, 1, logits);
            return logits[0];
        }

        /** Returns what a dense layer makes of some columns. */
        double[] dense(String name, double[] below) {
            int weights = graph.layout().at(name + "_W");
            int biases = graph.layout().at(name + "_b");
            double[] sums = new double[graph.layout().length(name + "_b")];
            for (int output = 0; output < sums.length; output++) {
                sums[output] = network.parameters()[biases + output];
                for (int i = 0; i < below.length; i++) {
                    sums[output] += network.parameters()[weights + output * below.length + i] * below[i];
                }
            }
            return sums;
        }

        double[] columns() {
            return PlainStep.doubles(row);
        }

        double[][] rows() {
            return IntStream.range(0, 3)
                    .mapToObj(field -> Arrays.copyOfRange(columns(), field * WIDTH, (field + 1) * WIDTH))
                    .toArray(double[][]::new);
        }

        void assertReads(double[] expected) {
            assertThat((double) logit()).isCloseTo(dense("logit0", expected)[0], within(1e-4));
        }
    }

    @Test
    void dcnV2_full_isItsFormula() {
        Case one = new Case(new DcnV2(2, 0));
        double[] first = one.columns();
        double[] below = first;
        for (int layer = 0; layer < 2; layer++) {
            double[] mapped = one.dense("cross" + layer, below);
            double[] read = below;
            below = IntStream.range(0, COLUMNS)
                    .mapToDouble(i -> first[i] * mapped[i] + read[i])
                    .toArray();
        }
        one.assertReads(below);
    }

    @Test
    void dcnV2_lowRank_hasTwoNarrowMatrices() {
        Case one = new Case(new DcnV2(1, 3));
        double[] x = one.columns();
        double[] mapped = one.dense("cross0", one.dense("narrow0", x));
        one.assertReads(IntStream.range(0, COLUMNS)
                .mapToDouble(i -> x[i] * mapped[i] + x[i])
                .toArray());
    }

    @Test
    void fm_isTheSumOverPairs() {
        Case one = new Case(new Fm());
        double[] pairs = new double[WIDTH];
        double[][] rows = one.rows();
        for (int i = 0; i < rows.length; i++) {
            for (int j = i + 1; j < rows.length; j++) {
                for (int column = 0; column < WIDTH; column++) {
                    pairs[column] += rows[i][column] * rows[j][column];
                }
            }
        }
        one.assertReads(beside(one.columns(), pairs));
    }

    @Test
    void fwfm_isTheInnerProductOfEachPair() {
        Case one = new Case(new Fwfm());
        double[][] rows = one.rows();
        one.assertReads(beside(
                one.columns(), new double[] {dot(rows[0], rows[1]), dot(rows[0], rows[2]), dot(rows[1], rows[2])}));
    }

    @Test
    void autoInt_isItsFormula() {
        Case one = new Case(new AutoInt(2, 2, 3));
        double[][] rows = one.rows();
        for (int layer = 0; layer < 2; layer++) {
            rows = attended(one, layer, rows);
        }
        one.assertReads(beside(one.columns(), beside(rows)));
    }

    private static double[][] attended(Case one, int layer, double[][] rows) {
        double[][] next = new double[rows.length][];
        for (int field = 0; field < rows.length; field++) {
            double[][] heads = new double[2][];
            for (int head = 0; head < heads.length; head++) {
                heads[head] = head(one, layer + "-" + head, rows, field);
            }
            double[] mixed = beside(heads);
            double[] rest = one.dense("rest" + layer, rows[field]);
            next[field] = IntStream.range(0, rest.length)
                    .mapToDouble(i -> Math.max(0, mixed[i] + rest[i]))
                    .toArray();
        }
        return next;
    }

    private static double[] head(Case one, String name, double[][] rows, int field) {
        double[] query = one.dense("queries" + name, rows[field]);
        double[] shares = Arrays.stream(rows)
                .mapToDouble(row -> Math.exp(dot(query, one.dense("keys" + name, row))))
                .toArray();
        double total = Arrays.stream(shares).sum();
        double[] mixed = new double[query.length];
        for (int other = 0; other < rows.length; other++) {
            double[] values = one.dense("values" + name, rows[other]);
            for (int i = 0; i < mixed.length; i++) {
                mixed[i] += shares[other] / total * values[i];
            }
        }
        return mixed;
    }

    @ParameterizedTest
    @MethodSource("all")
    void json_ofOptions_isReadAgain(InputInteraction interaction) throws JsonProcessingException {
        ObjectMapper json = new ObjectMapper();
        NetworkOptions options = new NetworkOptions(HiddenLayers.RECTIFIED, interaction);
        assertThat(json.readValue(json.writeValueAsString(options), NetworkOptions.class))
                .isEqualTo(options);
    }

    @Test
    void interaction_thatNothingReads_isRefused() {
        NetworkOptions options = new NetworkOptions(HiddenLayers.RECTIFIED, new DcnV2(1, 0));
        assertThatThrownBy(() -> NetworkGraph.of(
                        new Stem(1, List.of(3), List.of()), options, new InputFields(List.of("a"), List.of(), 3), 2))
                .hasMessage(
                        "network.input.interaction does nothing with network.type = stem, which reads columns of its own"
                                + " choice. Set interaction = none, or another network.type.");
    }

    @ParameterizedTest
    @MethodSource("all")
    void interaction_tooFewFeatures_isRefusedUnlessItNeedsNone(InputInteraction interaction) {
        NetworkOptions options = new NetworkOptions(HiddenLayers.RECTIFIED, interaction);
        InputFields one = new InputFields(List.of("a"), List.of("n"), WIDTH);
        if (interaction instanceof DcnV2) {
            assertThat(NetworkGraph.of(LINEAR, options, one, 2).logits()).hasSize(2);
        } else {
            assertThatThrownBy(() -> NetworkGraph.of(LINEAR, options, one, 2))
                    .hasMessage(
                            "network.input.interaction needs 2 features with embedding rows, but the data has 1. Set"
                                    + " interaction = none or dcn-v2, or encode more features with a table.");
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void interaction_differentSizes_areRefusedUnlessRowsAreNotMultiplied(InputInteraction interaction) {
        NetworkOptions options = new NetworkOptions(HiddenLayers.RECTIFIED, interaction);
        InputFields sizes = new InputFields(List.of("a", "b", "c"), List.of(4, 2, 4), List.of("n"));
        if (interaction instanceof DcnV2) {
            assertThat(NetworkGraph.of(LINEAR, options, sizes, 2).logits()).hasSize(2);
        } else {
            assertThatThrownBy(() -> NetworkGraph.of(LINEAR, options, sizes, 2))
                    .hasMessage("network.input.interaction multiplies embedding rows with each other, but features have"
                            + " rows of different sizes: 2 (b), 4 (a, c). Set interaction = none or dcn-v2, or one size"
                            + " for all: remove network.embedding-sizes.");
        }
    }

    private static double dot(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
    }

    private static double[] beside(double[]... parts) {
        return Arrays.stream(parts).flatMapToDouble(Arrays::stream).toArray();
    }
}
