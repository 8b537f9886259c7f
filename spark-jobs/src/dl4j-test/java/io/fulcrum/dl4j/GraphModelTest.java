package io.fulcrum.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.model.graph.ParameterLayout.Head;
import io.fulcrum.model.graph.ParameterLayout.Slice;
import io.fulcrum.model.loss.TaskSums;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

class GraphModelTest {

    private static final int ROWS = 12;
    private static final double[] ONES = {1, 1}; // [task]

    static Stream<IUpdater> updaters() {
        return Stream.of(
                new Sgd(0.1),
                new Adam(0.02),
                new Nesterovs(0.05, 0.9),
                new Adam(new StepSchedule(ScheduleType.ITERATION, 0.05, 0.5, 2)));
    }

    @ParameterizedTest
    @MethodSource("updaters")
    void step_weightsOne_equalsFitOfTheStockGraph(IUpdater updater) {
        ComputationGraph stock = new ComputationGraph(twoTasks(updater));
        stock.init();
        try (GraphModel model = GraphModel.of(twoTasks(updater))) {
            model.load(stock.params().toFloatVector(), model.optimizerState(), 0);
            for (int step = 0; step < 6; step++) {
                MultiDataSet batch = batch(step);
                stock.fit(batch);
                model.step(batch, ONES);
                assertThat(model.parameters()).containsExactly(stock.params().toFloatVector(), within(1e-5f));
            }
            if (model.optimizerState().length > 0) {
                assertThat(model.optimizerState())
                        .containsExactly(stock.getUpdater().getStateViewArray().toFloatVector(), within(1e-5f));
            }
        }
    }

    @Test
    void step_recurrentLayersWithFeatureMask_equalsFitOfTheStockGraph() {
        MultiDataSet batch = sequences();
        ComputationGraph stock = new ComputationGraph(recurrent());
        stock.init();
        try (GraphModel model = GraphModel.of(recurrent())) {
            model.load(stock.params().toFloatVector(), model.optimizerState(), 0);
            for (int step = 0; step < 4; step++) {
                stock.fit(batch);
                model.step(batch, ONES);
                assertThat(model.parameters()).containsExactly(stock.params().toFloatVector(), within(1e-5f));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("updaters")
    void load_midway_continuesToTheBit(IUpdater updater) {
        try (GraphModel straight = GraphModel.of(twoTasks(updater));
                GraphModel resumed = GraphModel.of(twoTasks(updater))) {
            straight.step(batch(0), ONES);
            straight.step(batch(1), ONES);
            straight.step(batch(2), ONES);
            resumed.load(straight.parameters(), straight.optimizerState(), 3);
            straight.step(batch(3), ONES);
            resumed.step(batch(3), ONES);
            assertThat(resumed.parameters()).containsExactly(straight.parameters());
            assertThat(resumed.optimizerState()).containsExactly(straight.optimizerState());
        }
    }

    @Test
    void step_otherTaskWeights_headsMoveTheSame() {
        try (GraphModel equal = GraphModel.of(twoTasks(new Sgd(0.1)));
                GraphModel weighted = GraphModel.of(twoTasks(new Sgd(0.1)))) {
            weighted.load(equal.parameters(), new float[0], 0);
            equal.step(batch(0), ONES);
            weighted.step(batch(0), new double[] {0.2, 1.8});
            for (Slice slice : equal.layout().slices()) {
                float[] one = Arrays.copyOfRange(equal.parameters(), slice.offset(), slice.offset() + slice.length());
                float[] two =
                        Arrays.copyOfRange(weighted.parameters(), slice.offset(), slice.offset() + slice.length());
                assertThat(Arrays.equals(one, two)).as(slice.name()).isEqualTo(slice.owner() instanceof Head);
            }
        }
    }

    @Test
    void step_maskedRows_equalsAStepOnTheLabelledRowsForTheirHead() {
        MultiDataSet masked = batch(0);
        INDArray mask = Nd4j.zeros(DataType.FLOAT, ROWS, 1);
        for (int row = 0; row < 4; row++) {
            mask.putScalar(row, 0, 1);
        }
        masked.setLabelsMaskArray(1, mask);
        MultiDataSet labelledRows = head(batch(0), 4);
        try (GraphModel one = GraphModel.of(twoTasks(new Sgd(0.1)));
                GraphModel two = GraphModel.of(twoTasks(new Sgd(0.1)))) {
            two.load(one.parameters(), new float[0], 0);
            TaskSums sums = one.step(masked, new double[] {0, 1});
            TaskSums expected = two.step(labelledRows, new double[] {0, 1});
            assertThat(sums.labelled()).containsExactly(ROWS, 4);
            assertThat(sums.rows()).isEqualTo(ROWS);
            assertThat(sums.lossSums()[1]).isCloseTo(expected.lossSums()[1], within(1e-5));
            for (Slice slice : one.layout().slices()) {
                boolean headOfFirst = slice.owner().equals(new Head(0));
                for (int i = slice.offset(); !headOfFirst && i < slice.offset() + slice.length(); i++) {
                    assertThat(one.parameters()[i]).as(slice.name()).isCloseTo(two.parameters()[i], within(1e-5f));
                }
            }
        }
    }

    @Test
    void step_nothingLabelledForATask_itsHeadStaysAndSumsAreZero() {
        MultiDataSet masked = batch(0);
        masked.setLabelsMaskArray(1, Nd4j.zeros(DataType.FLOAT, ROWS, 1));
        try (GraphModel model = GraphModel.of(twoTasks(new Sgd(0.1)))) {
            float[] before = model.parameters();
            TaskSums sums = model.step(masked, ONES);
            assertThat(sums.labelled()).containsExactly(ROWS, 0);
            assertThat(sums.lossSums()[1]).isZero();
            for (Slice slice : model.layout().slices()) {
                if (slice.owner().equals(new Head(1)) && slice.name().endsWith("_b")) {
                    assertThat(model.parameters()[slice.offset()]).isEqualTo(before[slice.offset()]);
                }
            }
        }
    }

    @Test
    void probe_summedOverTasks_isTheStepThatPlainSgdTakes() {
        try (GraphModel model = GraphModel.of(plain(new Sgd(1)).build())) {
            double[][] sums = new double[2][model.layout().sharedSize()];
            float[] before = model.parameters();
            TaskSums probed = model.probe(batch(0), sums);
            assertThat(model.parameters()).containsExactly(before);
            TaskSums stepped = model.step(batch(0), ONES);
            assertThat(probed.lossSums()).containsExactly(stepped.lossSums(), within(1e-6));
            double[] sharedBefore = new double[sums[0].length];
            double[] sharedAfter = new double[sums[0].length];
            model.layout().addShared(before, sharedBefore);
            model.layout().addShared(model.parameters(), sharedAfter);
            for (int i = 0; i < sharedAfter.length; i++) {
                double gradient = (sums[0][i] + sums[1][i]) / ROWS;
                assertThat(sharedBefore[i] - sharedAfter[i]).isCloseTo(gradient, within(1e-6));
            }
        }
    }

    @Test
    void probe_calledTwice_adds() {
        try (GraphModel model = GraphModel.of(twoTasks(new Sgd(0.1)))) {
            double[][] once = new double[2][model.layout().sharedSize()];
            double[][] twice = new double[2][model.layout().sharedSize()];
            model.probe(batch(0), once);
            model.probe(batch(0), twice);
            model.probe(batch(0), twice);
            for (int i = 0; i < once[0].length; i++) {
                assertThat(twice[0][i]).isEqualTo(2 * once[0][i]);
            }
        }
    }

    @Test
    void probe_runningMeansOfABatchNormalisation_notTakenForGradients() {
        try (GraphModel model = GraphModel.of(recurrent())) {
            double[][] sums = new double[2][model.layout().sharedSize()];
            model.probe(sequences(), sums);
            int at = 0;
            for (Slice slice : model.layout().slices()) {
                if (!(slice.owner() instanceof Head)) {
                    double[] part = Arrays.copyOfRange(sums[0], at, at + slice.length());
                    boolean statistic =
                            slice.name().equals("norm_mean") || slice.name().equals("norm_log10stdev");
                    assertThat(Arrays.stream(part).allMatch(value -> value == 0))
                            .as(slice.name())
                            .isEqualTo(statistic);
                    at += slice.length();
                }
            }
        }
    }

    @Test
    void probeAndStep_dropout_run() {
        ComputationGraphConfiguration dropout = plain(new Sgd(0.1)).build();
        ((LayerVertex) dropout.getVertices().get("bottom"))
                .getLayerConf()
                .getLayer()
                .setIDropout(new Dropout(0.5));
        try (GraphModel model = GraphModel.of(dropout)) {
            double[][] sums = new double[2][model.layout().sharedSize()];
            model.probe(batch(0), sums);
            model.step(batch(0), ONES);
            assertThat(model.parameters()).doesNotContain(Float.NaN);
            assertThat(Arrays.stream(sums[1]).anyMatch(value -> value != 0)).isTrue();
        }
    }

    @Test
    void step_fractionalMask_refused() {
        MultiDataSet masked = batch(0);
        masked.setLabelsMaskArray(0, Nd4j.valueArrayOf(new long[] {ROWS, 1}, 0.5f, DataType.FLOAT));
        try (GraphModel model = GraphModel.of(twoTasks(new Sgd(0.1)))) {
            assertThatThrownBy(() -> model.step(masked, ONES))
                    .hasMessage("Label mask of output \"a\" holds 0.5 in row 0: label masks must be 0 or 1,"
                            + " because DL4J applies them twice. Use task weights to weight tasks.");
        }
    }

    @Test
    void load_otherSizes_refused() {
        try (GraphModel model = GraphModel.of(twoTasks(new Sgd(0.1)))) {
            assertThatThrownBy(() -> model.load(new float[3], new float[2], 0))
                    .hasMessage("State of 3 parameters and 2 optimiser values: this graph has "
                            + model.layout().size() + " and 0. Load a state of the same graph and updater.");
        }
    }

    @Test
    void step_batchOfOtherTasks_refused() {
        try (GraphModel model = GraphModel.of(twoTasks(new Sgd(0.1)))) {
            MultiDataSet one = new MultiDataSet(batch(0).getFeatures(0), batch(0).getLabels(0));
            assertThatThrownBy(() -> model.step(one, ONES))
                    .hasMessage("Batch with 1 label arrays for outputs [a, b]: every task needs one."
                            + " Give one label array per output, in the graph's order.");
        }
    }

    private static ComputationGraphConfiguration twoTasks(IUpdater updater) {
        return plain(updater).build();
    }

    /** A classifier with an output layer and a regression with a loss layer over a shared layer, with L2. */
    private static ComputationGraphConfiguration.GraphBuilder plain(IUpdater updater) {
        boolean regularised = !(updater instanceof Sgd sgd && sgd.getLearningRate() == 1);
        return new NeuralNetConfiguration.Builder()
                .seed(5)
                .updater(updater)
                .l2(regularised ? 1e-2 : 0)
                .graphBuilder()
                .addInputs("in")
                .addLayer(
                        "bottom",
                        new DenseLayer.Builder()
                                .nIn(4)
                                .nOut(6)
                                .activation(Activation.TANH)
                                .build(),
                        "in")
                .addLayer(
                        "a0",
                        new DenseLayer.Builder()
                                .nIn(6)
                                .nOut(3)
                                .activation(Activation.RELU)
                                .build(),
                        "bottom")
                .addLayer(
                        "a",
                        new OutputLayer.Builder(LossFunction.XENT)
                                .nIn(3)
                                .nOut(1)
                                .activation(Activation.SIGMOID)
                                .build(),
                        "a0")
                .addLayer(
                        "b0",
                        new DenseLayer.Builder()
                                .nIn(6)
                                .nOut(1)
                                .activation(Activation.IDENTITY)
                                .build(),
                        "bottom")
                .addLayer(
                        "b",
                        new LossLayer.Builder(LossFunction.MSE)
                                .activation(Activation.IDENTITY)
                                .build(),
                        "b0")
                .setOutputs("a", "b");
    }

    /** A recurrent and a normalised layer below a classifier and a regression. */
    private static ComputationGraphConfiguration recurrent() {
        return new NeuralNetConfiguration.Builder()
                .seed(5)
                .updater(new Adam(0.01))
                .graphBuilder()
                .addInputs("in")
                .addLayer(
                        "lstm",
                        new LSTM.Builder()
                                .nIn(3)
                                .nOut(4)
                                .activation(Activation.TANH)
                                .build(),
                        "in")
                .addLayer("pool", new GlobalPoolingLayer(), "lstm")
                .addLayer(
                        "norm", new BatchNormalization.Builder().nIn(4).nOut(4).build(), "pool")
                .addLayer(
                        "a",
                        new OutputLayer.Builder(LossFunction.XENT)
                                .nIn(4)
                                .nOut(1)
                                .activation(Activation.SIGMOID)
                                .build(),
                        "norm")
                .addLayer(
                        "b",
                        new OutputLayer.Builder(LossFunction.MSE)
                                .nIn(4)
                                .nOut(1)
                                .activation(Activation.IDENTITY)
                                .build(),
                        "norm")
                .setOutputs("a", "b")
                .build();
    }

    private static MultiDataSet sequences() {
        MultiDataSet labels = batch(1);
        Random random = new Random(2);
        float[][][] features = new float[ROWS][3][5];
        float[][] mask = new float[ROWS][5];
        for (int row = 0; row < ROWS; row++) {
            for (int time = 0; time < 5; time++) {
                mask[row][time] = time <= row % 5 ? 1 : 0;
                for (int i = 0; i < 3; i++) {
                    features[row][i][time] = (float) random.nextGaussian();
                }
            }
        }
        return new MultiDataSet(
                new INDArray[] {Nd4j.createFromArray(features)},
                labels.getLabels(),
                new INDArray[] {Nd4j.createFromArray(mask)},
                null);
    }

    private static MultiDataSet batch(int seed) {
        Random random = new Random(seed);
        float[][] features = new float[ROWS][4];
        float[][] clicks = new float[ROWS][1];
        float[][] times = new float[ROWS][1];
        for (int row = 0; row < ROWS; row++) {
            for (int i = 0; i < 4; i++) {
                features[row][i] = (float) random.nextGaussian();
            }
            clicks[row][0] = random.nextInt(2);
            times[row][0] = (float) random.nextGaussian();
        }
        return new MultiDataSet(
                new INDArray[] {Nd4j.createFromArray(features)},
                new INDArray[] {Nd4j.createFromArray(clicks), Nd4j.createFromArray(times)},
                null,
                new INDArray[2]);
    }

    private static MultiDataSet head(MultiDataSet batch, int rows) {
        INDArray[] labels = {first(batch.getLabels(0), rows), first(batch.getLabels(1), rows)};
        return new MultiDataSet(new INDArray[] {first(batch.getFeatures(0), rows)}, labels);
    }

    private static INDArray first(INDArray array, int rows) {
        return array.get(NDArrayIndex.interval(0, rows), NDArrayIndex.all()).dup();
    }
}
