package io.fulcrum.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.model.architecture.Mmoe;
import io.fulcrum.model.architecture.SharedBottom;
import io.fulcrum.model.embedding.NetworkRows;
import io.fulcrum.model.graph.ParameterLayout.Slice;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Our layers and passes against the same networks put together from DL4J's own layers and run by DL4J. */
class StockLayersTest {

    private static final int INPUTS = 5;
    private static final int ROWS = 9;
    private static final int EXPERTS = 3;
    private static final int WIDTH = 4;

    private final Random random = new Random(3);
    private final float[] input = normals(ROWS * INPUTS);
    private final float[] logitGradients = normals(2 * ROWS);
    private final float[] logits = new float[2 * ROWS];

    @Test
    void sharedBottom_sameParameters_equalsStockLayers() {
        SharedBottom architecture = new SharedBottom(List.of(6, 4), List.of(3));
        MultiTaskNetwork network = MultiTaskNetwork.build(architecture, INPUTS, 2, 1);
        GraphBuilder builder = graph().addLayer("bottom0", dense(INPUTS, 6, Activation.RELU), "in")
                .addLayer("bottom1", dense(6, 4, Activation.RELU), "bottom0");
        for (int task = 0; task < 2; task++) {
            builder.addLayer("head" + task + "-0", dense(4, 3, Activation.RELU), "bottom1")
                    .addLayer("logit" + task, dense(3, 1, Activation.IDENTITY), "head" + task + "-0");
        }
        ComputationGraph stock = stock(builder);
        float[] parameters = randomParameters(network);
        network.layout().slices().forEach(slice -> set(stock, slice.name(), values(parameters, slice)));
        float[] gradients = run(network);
        Map<String, INDArray> expected = run(stock);
        for (Slice slice : network.layout().slices()) {
            assertThat(values(gradients, slice))
                    .as(slice.name())
                    .containsExactly(columns(expected.get(slice.name())), within(1e-5f));
        }
    }

    @Test
    void mmoe_sameParameters_equalsStockLayers() {
        Mmoe architecture = new Mmoe(EXPERTS, List.of(6, WIDTH), List.of());
        MultiTaskNetwork network = MultiTaskNetwork.build(architecture, INPUTS, 2, 1);
        ComputationGraph stock = stock(mmoe());
        float[] parameters = randomParameters(network);
        for (Slice slice : network.layout().slices()) {
            float[] values = values(parameters, slice);
            if (slice.name().startsWith("experts")) {
                for (int expert = 0; expert < EXPERTS; expert++) {
                    set(
                            stock,
                            "expert" + expert + slice.name().substring("experts".length() - 1),
                            part(values, expert));
                }
            } else {
                set(stock, slice.name(), values);
            }
        }
        float[] gradients = run(network);
        Map<String, INDArray> expected = run(stock);
        for (Slice slice : network.layout().slices()) {
            for (int expert = 0; slice.name().startsWith("experts") && expert < EXPERTS; expert++) {
                String name = "expert" + expert + slice.name().substring("experts".length() - 1);
                assertThat(part(values(gradients, slice), expert))
                        .as(name)
                        .containsExactly(columns(expected.get(name)), within(1e-5f));
            }
            if (!slice.name().startsWith("experts")) {
                assertThat(values(gradients, slice))
                        .as(slice.name())
                        .containsExactly(columns(expected.get(slice.name())), within(1e-5f));
            }
        }
    }

    /** Experts as separate layers; a fixed layer of ones and zeros spreads a gate's column over an expert's width. */
    private static GraphBuilder mmoe() {
        GraphBuilder builder = graph();
        for (int expert = 0; expert < EXPERTS; expert++) {
            builder.addLayer("expert" + expert + "s0", dense(INPUTS, 6, Activation.RELU), "in")
                    .addLayer("expert" + expert + "s1", dense(6, WIDTH, Activation.RELU), "expert" + expert + "s0");
        }
        for (int task = 0; task < 2; task++) {
            builder.addLayer("gate" + task, dense(INPUTS, EXPERTS, Activation.SOFTMAX), "in");
            String[] products = new String[EXPERTS];
            for (int expert = 0; expert < EXPERTS; expert++) {
                String name = task + "-" + expert;
                products[expert] = "product" + name;
                builder.addLayer("spread" + name, dense(EXPERTS, WIDTH, Activation.IDENTITY), "gate" + task)
                        .addVertex(
                                products[expert],
                                new ElementWiseVertex(ElementWiseVertex.Op.Product),
                                "spread" + name,
                                "expert" + expert + "s1");
            }
            builder.addVertex("mixture" + task, new ElementWiseVertex(ElementWiseVertex.Op.Add), products)
                    .addLayer("logit" + task, dense(WIDTH, 1, Activation.IDENTITY), "mixture" + task);
        }
        return builder;
    }

    private static ComputationGraph stock(GraphBuilder builder) {
        ComputationGraph stock =
                new ComputationGraph(builder.setOutputs("logit0", "logit1").build());
        stock.init();
        stock.initGradientsView();
        for (String name : stock.paramTable().keySet()) {
            if (name.startsWith("spread") && name.endsWith("_W")) {
                int expert = Character.digit(name.charAt("spread0-".length()), 10);
                stock.getParam(name).assign(0).getRow(expert).assign(1);
            }
        }
        return stock;
    }

    private float[] run(MultiTaskNetwork network) {
        network.forwardForTraining(NetworkRows.plain(input, new float[input.length], ROWS, INPUTS), logits);
        network.backward(logitGradients, new double[] {1, 1});
        return network.gradients();
    }

    private Map<String, INDArray> run(ComputationGraph stock) {
        INDArray in = Nd4j.createFromArray(input).reshape('c', ROWS, INPUTS);
        Map<String, INDArray> activations = stock.feedForward(new INDArray[] {in}, true, false);
        INDArray[] epsilons = new INDArray[2];
        for (int task = 0; task < 2; task++) {
            assertThat(Arrays.copyOfRange(logits, task * ROWS, (task + 1) * ROWS))
                    .containsExactly(activations.get("logit" + task).data().asFloat(), within(1e-5f));
            float[] own = Arrays.copyOfRange(logitGradients, task * ROWS, (task + 1) * ROWS);
            epsilons[task] = Nd4j.createFromArray(own).reshape(ROWS, 1);
        }
        Gradient gradient = stock.backpropGradient(epsilons);
        return gradient.gradientForVariable();
    }

    private float[] randomParameters(MultiTaskNetwork network) {
        float[] parameters = normals(network.layout().size());
        network.setParameters(parameters);
        return parameters;
    }

    private static void set(ComputationGraph stock, String name, float[] values) {
        INDArray array = stock.getParam(name);
        array.assign(Nd4j.createFromArray(values).reshape('f', array.shape()));
    }

    private static float[] columns(INDArray array) {
        return array.dup('f').data().asFloat();
    }

    private static float[] part(float[] values, int expert) {
        int length = values.length / EXPERTS;
        return Arrays.copyOfRange(values, expert * length, (expert + 1) * length);
    }

    private static float[] values(float[] flat, Slice slice) {
        return Arrays.copyOfRange(flat, slice.offset(), slice.offset() + slice.length());
    }

    private static GraphBuilder graph() {
        return new NeuralNetConfiguration.Builder()
                .seed(1)
                .trainingWorkspaceMode(WorkspaceMode.NONE)
                .inferenceWorkspaceMode(WorkspaceMode.NONE)
                .graphBuilder()
                .addInputs("in");
    }

    private static DenseLayer dense(int in, int out, Activation activation) {
        return new DenseLayer.Builder().nIn(in).nOut(out).activation(activation).build();
    }

    private float[] normals(int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian() / 2;
        }
        return values;
    }
}
