package io.fulcrum.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.model.architecture.AdaShare;
import io.fulcrum.model.graph.Composition;
import io.fulcrum.model.graph.GraphBuilder;
import io.fulcrum.model.graph.NetworkGraph;
import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.graph.Operation;
import io.fulcrum.model.graph.Operation.Activation;
import io.fulcrum.model.graph.ParameterLayout.Head;
import io.fulcrum.model.graph.ParameterLayout.Slice;
import io.fulcrum.model.layer.Residuals;
import io.fulcrum.model.layer.TiedPaths;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Laws of networks of any operations, on graphs drawn from seeds. */
class RandomGraphTest {
    private static final double[] WEIGHTS = {0.3, 1.7}; // [task]

    static LongStream seeds() {
        return LongStream.range(0, 40);
    }

    @Test
    void graphs_together_haveEveryOperation() {
        Set<String> drawn = new TreeSet<>();
        seeds().mapToObj(RandomGraph::new)
                .map(graph -> NetworkGraph.of(graph, PlainStep.INPUTS, PlainStep.TASKS))
                .flatMap(graph -> graph.operations().stream())
                .forEach(operation -> drawn.add(operation.getClass().getSimpleName()));
        assertThat(drawn)
                .containsAll(records(Operation.class).map(Class::getSimpleName).toList());
    }

    @Test
    void graphs_together_haveWhatIsComputedAsOne() {
        List<NetworkGraph> graphs = seeds().mapToObj(RandomGraph::new)
                .map(graph -> NetworkGraph.of(graph, PlainStep.INPUTS, PlainStep.TASKS))
                .toList();
        assertThat(graphs).filteredOn(graph -> !TiedPaths.of(graph).isEmpty()).isNotEmpty();
        assertThat(graphs).filteredOn(graph -> !Residuals.of(graph).isEmpty()).isNotEmpty();
    }

    @Test
    void adashare_pathsThroughABlock_areNotSetSideBySide() {
        AdaShare.Policy policy = new AdaShare.Policy(5, 0.9, 1, 0.01, 0.01);
        NetworkGraph graph = NetworkGraph.of(new AdaShare(4, 3, policy, List.of(3)), 5, 2);
        assertThat(TiedPaths.of(graph)).hasSize(2); // all blocks but the first, which all tasks' paths enter alike
        assertThat(Residuals.of(graph)).hasSize(6);
    }

    /** A blend that is added to a path and, of one source, is a logit too. */
    private record AddedBlend(int sources) implements Composition {
        @Override
        public List<Value> logits(GraphBuilder graph, int tasks) {
            Value path = graph.dense("path", graph.input(), 1, Activation.IDENTITY);
            Value blend = graph.blend("blend", Collections.nCopies(sources, path), Collections.nCopies(sources, 0.5));
            Value sum = graph.sum("sum", List.of(path, blend));
            return List.of(sources == 1 ? blend : sum, sum);
        }

        @Override
        public String key() {
            return "added-blend";
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void residuals_blendThatIsALogitOrHasSeveralSources_isComputedAlone(int sources) {
        NetworkGraph graph = NetworkGraph.of(new AddedBlend(sources), PlainStep.INPUTS, PlainStep.TASKS);
        assertThat(Residuals.of(graph)).isEmpty();
        float[] logits = new float[PlainStep.TASKS];
        MultiTaskNetwork network = MultiTaskNetwork.build(graph, 1);
        network.forward(new float[] {1, -2, 3, 0.5f}, 1, logits);
        double path = logits[1] / (1 + 0.5 * sources);
        assertThat(logits[0]).isCloseTo((float) (sources == 1 ? 0.5 * path : logits[1]), within(1e-6f));
        assertThat(path).isNotZero();
    }

    private static Stream<Class<?>> records(Class<?> type) {
        return type.isInterface()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(RandomGraphTest::records)
                : Stream.of(type);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void backward_anyGraph_equalsDifferencesInDouble(long seed) {
        PlainStep step = new PlainStep(new RandomGraph(seed), seed);
        float[] actual = step.backward(WEIGHTS);
        for (Slice slice : step.network.layout().slices()) {
            double[] weights = slice.owner() instanceof Head ? new double[] {1, 1} : WEIGHTS;
            for (int i = slice.offset(); i < slice.offset() + slice.length(); i++) {
                double expected = PlainStep.difference(step.parameters, i, () -> step.objective(weights));
                assertThat((double) actual[i])
                        .as(slice.name())
                        .isCloseTo(expected, within(1e-4 * (1 + Math.abs(expected))));
            }
        }
        for (int i = 0; i < step.inputs.length; i++) {
            double expected = PlainStep.difference(step.inputs, i, () -> step.objective(WEIGHTS));
            assertThat((double) step.inputGradients()[i])
                    .as("input")
                    .isCloseTo(expected, within(1e-4 * (1 + Math.abs(expected))));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void probes_summed_areTheTrainingPassOfEqualWeights(long seed) {
        PlainStep step = new PlainStep(new RandomGraph(seed), seed);
        float[] together = step.backward(1, 1);
        double[] expected = new double[step.network.layout().sharedSize()];
        step.network.layout().addShared(together, expected);
        double[] first = step.probe(0);
        double[] second = step.probe(1);
        for (int i = 0; i < expected.length; i++) {
            assertThat(first[i] + second[i]).isCloseTo(expected[i], within(1e-5 * (1 + Math.abs(expected[i]))));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void backward_afterProbesAndOtherBatches_hasTheSameBits(long seed) {
        PlainStep step = new PlainStep(new RandomGraph(seed), seed);
        float[] before = step.backward(WEIGHTS);
        float[] inputs = step.inputGradients();
        step.probe(1);
        step.probe(0);
        int[] cuts = {1, PlainStep.ROWS, 2};
        for (int rows : cuts) {
            step.network.forward(step.input(), rows, new float[PlainStep.TASKS * rows]);
        }
        assertThat(step.backward(WEIGHTS)).containsExactly(before);
        assertThat(step.inputGradients()).containsExactly(inputs);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void backward_afterSmallerBatches_hasTheSameBits(long seed) {
        PlainStep grown = new PlainStep(new RandomGraph(seed), seed);
        for (int rows = 1; rows < PlainStep.ROWS; rows++) {
            grown.forward(rows);
        }
        PlainStep fresh = new PlainStep(new RandomGraph(seed), seed);
        assertThat(grown.backward(WEIGHTS)).containsExactly(fresh.backward(WEIGHTS));
        assertThat(grown.inputGradients()).containsExactly(fresh.inputGradients());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void scoring_rowAlone_hasTheBitsOfTheBatch(long seed) {
        PlainStep step = new PlainStep(new RandomGraph(seed), seed);
        MultiTaskNetwork scoring = MultiTaskNetwork.forScoring(
                new RandomGraph(seed), PlainStep.INPUTS, PlainStep.TASKS, step.network.parameters());
        float[] whole = new float[PlainStep.TASKS * PlainStep.ROWS];
        scoring.forward(step.input(), PlainStep.ROWS, whole);
        for (int row = 0; row < PlainStep.ROWS; row++) {
            int from = row * PlainStep.INPUTS;
            float[] alone = new float[PlainStep.TASKS];
            scoring.forward(Arrays.copyOfRange(step.input(), from, from + PlainStep.INPUTS), 1, alone);
            for (int task = 0; task < PlainStep.TASKS; task++) {
                assertThat(alone[task]).isEqualTo(whole[task * PlainStep.ROWS + row]);
            }
        }
    }
}
