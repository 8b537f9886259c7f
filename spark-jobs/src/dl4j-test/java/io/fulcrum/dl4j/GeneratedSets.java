package io.fulcrum.dl4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Seeded data sets of two tasks that disagree in part, and a plain DL4J graph of stock layers for them. */
final class GeneratedSets {
    static final int FEATURES = 6;

    private GeneratedSets() {}

    /** Returns an initialised graph with the outputs click (binary) and watch (a number). */
    static ComputationGraph graph(IUpdater updater, double keep) {
        ComputationGraph graph = new ComputationGraph(configuration(updater, keep));
        graph.init();
        return graph;
    }

    static ComputationGraphConfiguration configuration(IUpdater updater, double keep) {
        return new NeuralNetConfiguration.Builder()
                .seed(11)
                .updater(updater)
                .graphBuilder()
                .addInputs("features")
                .addLayer(
                        "bottom",
                        new DenseLayer.Builder()
                                .nIn(FEATURES)
                                .nOut(10)
                                .activation(Activation.TANH)
                                .dropOut(keep)
                                .build(),
                        "features")
                .addLayer(
                        "click-tower",
                        new DenseLayer.Builder()
                                .nIn(10)
                                .nOut(5)
                                .activation(Activation.RELU)
                                .build(),
                        "bottom")
                .addLayer(
                        "click",
                        new OutputLayer.Builder(LossFunction.XENT)
                                .nIn(5)
                                .nOut(1)
                                .activation(Activation.SIGMOID)
                                .build(),
                        "click-tower")
                .addLayer(
                        "watch",
                        new OutputLayer.Builder(LossFunction.MSE)
                                .nIn(10)
                                .nOut(1)
                                .activation(Activation.IDENTITY)
                                .build(),
                        "bottom")
                .setOutputs("click", "watch")
                .build();
    }

    /** Returns rows of [features …, click, watch, whether watch is known]. */
    static List<float[]> rows(long seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        List<float[]> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            float[] row = new float[FEATURES + 3];
            for (int feature = 0; feature < FEATURES; feature++) {
                row[feature] = (float) (2 * random.nextDouble() - 1);
            }
            row[FEATURES] = row[0] + row[1] > 0.1 ? 1 : 0;
            row[FEATURES + 1] = 10 * (row[2] - row[0]);
            row[FEATURES + 2] = random.nextInt(3) == 0 ? 0 : 1;
            rows.add(row);
        }
        return rows;
    }

    /** Cuts rows into data sets of {@code size} rows; with masks, watch is known only where a row says so. */
    static List<MultiDataSet> sets(List<float[]> rows, int size, Masks masks) {
        List<MultiDataSet> sets = new ArrayList<>();
        for (int from = 0; from < rows.size(); from += size) {
            sets.add(set(rows.subList(from, Math.min(from + size, rows.size())), masks));
        }
        return sets;
    }

    /** Whether data sets have a mask of the task watch. */
    enum Masks {
        NONE,
        WATCH
    }

    private static MultiDataSet set(List<float[]> rows, Masks masks) {
        INDArray[] features = {columns(rows, 0, FEATURES)};
        INDArray[] labels = {columns(rows, FEATURES, FEATURES + 1), columns(rows, FEATURES + 1, FEATURES + 2)};
        INDArray[] known =
                masks == Masks.NONE ? null : new INDArray[] {null, columns(rows, FEATURES + 2, FEATURES + 3)};
        return new org.nd4j.linalg.dataset.MultiDataSet(features, labels, null, known);
    }

    private static INDArray columns(List<float[]> rows, int from, int to) {
        return Nd4j.createFromArray(
                rows.stream().map(row -> Arrays.copyOfRange(row, from, to)).toArray(float[][]::new));
    }
}
