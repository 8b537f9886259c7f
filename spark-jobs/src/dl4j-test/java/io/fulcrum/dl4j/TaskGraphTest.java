package io.fulcrum.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.model.graph.ParameterLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class TaskGraphTest {

    @Test
    void owner_singleTask_allHead() {
        TaskGraph tasks = TaskGraph.of(graph().addLayer("a", dense(3, 4), "in")
                .addLayer("out", output(4), "a")
                .setOutputs("out")
                .build());
        assertThat(owners(tasks, "in", "a", "out")).containsExactly("shared", "head 0", "head 0");
    }

    @Test
    void owner_headsOfSeveralLayers_splitWhereTheyPart() {
        TaskGraph tasks = TaskGraph.of(threeTasks().build());
        assertThat(owners(tasks, "bottom", "a1", "a2", "a", "b", "c"))
                .containsExactly("shared", "head 0", "head 0", "head 0", "head 1", "head 2");
    }

    @Test
    void owner_vertexFeedingTwoOfThreeOutputs_shared() {
        TaskGraph tasks = TaskGraph.of(threeTasks().build());
        assertThat(owners(tasks, "pair")).containsExactly("shared");
    }

    @Test
    void edgeFactor_onlyFromSharedIntoAHead() {
        TaskGraph tasks = TaskGraph.of(threeTasks().build());
        double[] weights = {2, 3, 5};
        assertThat(tasks.edgeFactor("bottom", "a1", weights)).isEqualTo(2);
        assertThat(tasks.edgeFactor("a1", "a2", weights)).isEqualTo(1);
        assertThat(tasks.edgeFactor("bottom", "pair", weights)).isEqualTo(1);
        assertThat(tasks.edgeFactor("pair", "c", weights)).isEqualTo(5);
        assertThat(tasks.edgeFactor("in", "bottom", weights)).isEqualTo(1);
    }

    @Test
    void layout_lastShared_areTheSharedVerticesThatHeadsRead() {
        TaskGraph tasks = TaskGraph.of(threeTasks().build());
        assertThat(tasks.layout(tasks.network()).lastShared())
                .extracting(ParameterLayout.Slice::layer)
                .containsOnly("bottom", "pair")
                .hasSize(4);
    }

    @Test
    void layout_outputLayersReplaced_orderOfTheOriginalGraph() {
        ComputationGraphConfiguration original = threeTasks().build();
        ComputationGraph stock = new ComputationGraph(original.clone());
        stock.init();
        TaskGraph tasks = TaskGraph.of(original);
        ParameterLayout layout = tasks.layout(tasks.network());
        assertThat(layout.size()).isEqualTo((int) stock.numParams());
        int[] offset = {0};
        for (int index : stock.topologicalSortOrder()) {
            stock.getVertices()[index].paramTable(false).forEach((name, array) -> {
                String full = stock.getVertices()[index].getVertexName() + "_" + name;
                assertThat(layout.slices())
                        .anyMatch(slice -> slice.name().equals(full)
                                && slice.offset() == offset[0]
                                && slice.length() == array.length());
                offset[0] += (int) array.length();
            });
        }
    }

    @Test
    void backward_outputFeedingAnotherTask_weighedWhereItsLossEnters() {
        // a = w1 x + b1 is an output and what b = w2 a + b2 reads; dL/dw1 = t0 g0 x + t1 g1 w2 x, dL/dw2 = g1 a
        TaskGraph tasks = TaskGraph.of(graph().addLayer("a", linear(3), "in")
                .addLayer("b", linear(1), "a")
                .setOutputs("a", "b")
                .build());
        ComputationGraph graph = tasks.network();
        graph.params()
                .assign(Nd4j.createFromArray(new float[] {2, 2, 2, 0.5f, 3, 1}).reshape(1, 6));
        try (TaskGraphRun run = new TaskGraphRun(tasks, graph)) {
            INDArray[] in = {Nd4j.createFromArray(new float[][] {{1, 0, 0}})};
            INDArray[] out = run.forward(in, TaskGraphRun.Mode.TRAINING, LayerWorkspaceMgr.noWorkspaces());
            assertThat(out[0].getFloat(0)).isEqualTo(2.5f);
            assertThat(out[1].getFloat(0)).isEqualTo(8.5f);
            INDArray one = Nd4j.ones(DataType.FLOAT, 1, 1);
            run.backward(Map.of(0, one, 1, one.dup()), new double[] {10, 100}, LayerWorkspaceMgr.noWorkspaces());
            assertThat(graph.getFlattenedGradients().toFloatVector()).containsExactly(310, 0, 0, 310, 2.5f, 1);
        }
    }

    @Test
    void backward_oneTaskOnly_otherHeadsGetZero() {
        TaskGraph tasks = TaskGraph.of(threeTasks().build());
        ComputationGraph graph = tasks.network();
        ParameterLayout layout = tasks.layout(graph);
        try (TaskGraphRun run = new TaskGraphRun(tasks, graph)) {
            INDArray[] in = {Nd4j.linspace(DataType.FLOAT, 0.1, 0.1, 6).reshape(2, 3)};
            double[] weights = {1, 1, 1};
            run.forward(in, TaskGraphRun.Mode.TRAINING, LayerWorkspaceMgr.noWorkspaces());
            Map<Integer, INDArray> all = Map.of(0, column(), 1, column(), 2, column());
            run.backward(all, weights, LayerWorkspaceMgr.noWorkspaces());
            float[] together = graph.getFlattenedGradients().toFloatVector();
            double[] sum = new double[together.length];
            for (int task = 0; task < 3; task++) {
                run.backward(Map.of(task, column()), weights, LayerWorkspaceMgr.noWorkspaces());
                float[] alone = graph.getFlattenedGradients().toFloatVector();
                for (ParameterLayout.Slice slice : layout.slices()) {
                    if (slice.owner() instanceof ParameterLayout.Head head && head.task() != task) {
                        assertThat(Arrays.copyOfRange(alone, slice.offset(), slice.offset() + slice.length()))
                                .containsOnly(0);
                    }
                }
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += alone[i];
                }
            }
            for (int i = 0; i < sum.length; i++) {
                assertThat(sum[i]).isCloseTo(together[i], within(1e-6));
            }
        }
    }

    @Test
    void of_outputLayerFeedingAnotherVertex_refused() {
        ComputationGraphConfiguration chained = graph().addLayer("a", output(3), "in")
                .addLayer("b", output(1), "a")
                .setOutputs("a", "b")
                .build();
        assertThatThrownBy(() -> TaskGraph.of(chained))
                .hasMessage("Output \"a\" also feeds \"b\": a layer with a loss must be the end of its task."
                        + " Let \"b\" read the layer below \"a\" instead.");
    }

    @Test
    void network_otherOutputLayer_refusedByName() {
        TaskGraph tasks = TaskGraph.of(graph().addLayer(
                        "a",
                        new CenterLossOutputLayer.Builder(LossFunction.MSE)
                                .nIn(3)
                                .nOut(2)
                                .activation(Activation.IDENTITY)
                                .build(),
                        "in")
                .setOutputs("a")
                .build());
        assertThatThrownBy(tasks::network)
                .hasMessage(
                        "Output \"a\" is a CenterLossOutputLayer: only OutputLayer and LossLayer, as outputs of the graph,"
                                + " can be split by task. End the task in one of those.");
    }

    @Test
    void losses_outputWithoutLoss_refused() {
        TaskGraph tasks = TaskGraph.of(graph().addLayer("a", output(3), "in")
                .addLayer("b", linear(3), "in")
                .setOutputs("a", "b")
                .build());
        assertThatThrownBy(tasks::losses)
                .hasMessage(
                        "Graph with outputs [a, b] has a loss on 1 of them: every output must say what it is trained on."
                                + " End each in an OutputLayer or LossLayer.");
    }

    @Test
    void of_truncatedBackpropagation_refused() {
        ComputationGraphConfiguration truncated =
                graph().addLayer("a", output(3), "in").setOutputs("a").build();
        truncated.setBackpropType(BackpropType.TruncatedBPTT);
        assertThatThrownBy(() -> TaskGraph.of(truncated))
                .hasMessageContaining("uses backpropagation type TruncatedBPTT: only Standard can be split by task.");
    }

    /** in - bottom - {a1 - a2 - a, pair}; pair - b; pair + bottom - c, where c is a dense layer and a loss. */
    private static GraphBuilder threeTasks() {
        return graph().addLayer("bottom", dense(3, 4), "in")
                .addLayer("a1", dense(4, 3), "bottom")
                .addLayer("a2", dense(3, 3), "a1")
                .addLayer("a", output(3), "a2")
                .addLayer("pair", dense(4, 2), "bottom")
                .addLayer("b", output(2), "pair")
                .addVertex("both", new MergeVertex(), "pair", "bottom")
                .addLayer("c0", linear(6), "both")
                .addLayer("c", new LossLayer.Builder(LossFunction.MSE).build(), "c0")
                .setOutputs("a", "b", "c");
    }

    private static INDArray column() {
        return Nd4j.createFromArray(new float[][] {{0.5f}, {-1}});
    }

    private static List<String> owners(TaskGraph tasks, String... vertices) {
        return Arrays.stream(vertices)
                .map(vertex -> tasks.owner(vertex).toString())
                .toList();
    }

    private static GraphBuilder graph() {
        return new NeuralNetConfiguration.Builder().seed(3).graphBuilder().addInputs("in");
    }

    private static DenseLayer dense(int in, int out) {
        return new DenseLayer.Builder()
                .nIn(in)
                .nOut(out)
                .activation(Activation.TANH)
                .build();
    }

    private static DenseLayer linear(int in) {
        return new DenseLayer.Builder()
                .nIn(in)
                .nOut(1)
                .activation(Activation.IDENTITY)
                .build();
    }

    private static OutputLayer output(int in) {
        return new OutputLayer.Builder(LossFunction.MSE)
                .nIn(in)
                .nOut(1)
                .activation(Activation.IDENTITY)
                .build();
    }
}
