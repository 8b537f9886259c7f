package io.fulcrum.bench.dl4j;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** A graph of stock layers with two outputs, a classifier and a regression over a shared trunk, and data for it. */
final class GeneratedGraph {
    private static final int FEATURES = 64;
    private static final int WIDE = 256;
    private static final int NARROW = 64;

    private GeneratedGraph() {}

    static ComputationGraph network() {
        ComputationGraph graph = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(1e-3))
                .graphBuilder()
                .addInputs("features")
                .addLayer("wide", dense(FEATURES, WIDE), "features")
                .addLayer("narrow", dense(WIDE, NARROW), "wide")
                .addLayer("click", output(LossFunction.XENT, Activation.SIGMOID), "narrow")
                .addLayer("watch", output(LossFunction.MSE, Activation.IDENTITY), "narrow")
                .setOutputs("click", "watch")
                .build());
        graph.init();
        return graph;
    }

    /** Returns batches of {@code batchSize} rows, cached. */
    static JavaRDD<MultiDataSet> data(JavaSparkContext spark, int batches, int batchSize, int partitions) {
        List<Integer> seeds = IntStream.range(0, batches).boxed().toList();
        JavaRDD<MultiDataSet> data = spark.parallelize(seeds, partitions)
                .map(seed -> batch(seed, batchSize))
                .cache();
        data.count();
        return data;
    }

    private static MultiDataSet batch(long seed, int rows) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] features = new float[rows][FEATURES];
        float[][] click = new float[rows][1];
        float[][] watch = new float[rows][1];
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < FEATURES; i++) {
                features[row][i] = (float) (2 * random.nextDouble() - 1);
            }
            click[row][0] = features[row][0] * features[row][1] > 0.1 ? 1 : 0;
            watch[row][0] = features[row][2] - features[row][0];
        }
        return new org.nd4j.linalg.dataset.MultiDataSet(
                new INDArray[] {Nd4j.createFromArray(features)},
                new INDArray[] {Nd4j.createFromArray(click), Nd4j.createFromArray(watch)});
    }

    private static DenseLayer dense(int in, int out) {
        return new DenseLayer.Builder()
                .nIn(in)
                .nOut(out)
                .activation(Activation.RELU)
                .build();
    }

    private static OutputLayer output(LossFunction loss, Activation activation) {
        return new OutputLayer.Builder(loss)
                .nIn(NARROW)
                .nOut(1)
                .activation(activation)
                .build();
    }
}
