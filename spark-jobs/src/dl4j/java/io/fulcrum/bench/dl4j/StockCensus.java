package io.fulcrum.bench.dl4j;

import io.fulcrum.bench.GeneratedRows;
import io.fulcrum.data.Shard;
import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * A shared bottom of census size as DL4J's users build it, and rows for it.
 *
 * <p>The 32 small fields come to it as columns already looked up, 256 beside the 7 numbers: kinder to the stock side
 * than 32 embedding layers, for it then neither looks up nor learns them. Only a large table is a layer.
 *
 * @param tableRows ids of one more field with an embedding layer of its own; 0 for none
 */
record StockCensus(int tableRows) implements Serializable {
    static final List<Integer> BOTTOM = List.of(64, 32);
    static final List<Integer> HEADS = List.of(32, 16);
    static final int SMALL_FIELDS = 32;
    static final int SMALL_IDS = 20;
    static final int EMBEDDING = 8;
    static final int NUMBERS = 7;
    private static final int COLUMNS = SMALL_FIELDS * EMBEDDING + NUMBERS;
    private static final int TASKS = 2;

    /** Returns the same rows for our side, where small fields are learnt too. */
    GeneratedRows rows() {
        List<Integer> small = Collections.nCopies(SMALL_FIELDS, SMALL_IDS);
        List<Integer> fields = tableRows == 0
                ? small
                : IntStream.rangeClosed(0, SMALL_FIELDS)
                        .map(i -> i == 0 ? tableRows : SMALL_IDS)
                        .boxed()
                        .toList();
        return new GeneratedRows(new GeneratedRows.Columns(fields, EMBEDDING, NUMBERS), GeneratedRows.Draw.UNIFORM);
    }

    ComputationGraph network() {
        GraphBuilder graph = new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(1e-3))
                .graphBuilder();
        String below = "columns";
        int width = COLUMNS;
        if (tableRows == 0) {
            graph.addInputs("columns");
        } else {
            graph.addInputs("columns", "id")
                    .addLayer(
                            "table",
                            new EmbeddingLayer.Builder()
                                    .nIn(tableRows)
                                    .nOut(EMBEDDING)
                                    .hasBias(false)
                                    .activation(Activation.IDENTITY)
                                    .build(),
                            "id")
                    .addVertex("all", new MergeVertex(), "columns", "table");
            below = "all";
            width += EMBEDDING;
        }
        for (int layer = 0; layer < BOTTOM.size(); layer++) {
            graph.addLayer("bottom" + layer, dense(width, BOTTOM.get(layer)), below);
            below = "bottom" + layer;
            width = BOTTOM.get(layer);
        }
        for (int task = 0; task < TASKS; task++) {
            head(graph, task, below, width);
        }
        ComputationGraph network =
                new ComputationGraph(graph.setOutputs("task0", "task1").build());
        network.init();
        return network;
    }

    private static void head(GraphBuilder graph, int task, String bottom, int bottomWidth) {
        String below = bottom;
        int width = bottomWidth;
        for (int layer = 0; layer < HEADS.size(); layer++) {
            String name = "head" + task + "-" + layer;
            graph.addLayer(name, dense(width, HEADS.get(layer)), below);
            below = name;
            width = HEADS.get(layer);
        }
        graph.addLayer(
                "task" + task,
                new OutputLayer.Builder(LossFunction.XENT)
                        .nIn(width)
                        .nOut(1)
                        .activation(Activation.SIGMOID)
                        .build(),
                below);
    }

    /** Returns batches, cached as objects: the faster way for the stock master. */
    JavaRDD<MultiDataSet> data(JavaSparkContext spark, int rows, int batchSize, int partitions) {
        List<Integer> seeds = IntStream.range(0, rows / batchSize).boxed().toList();
        JavaRDD<MultiDataSet> data = spark.parallelize(seeds, partitions)
                .map(seed -> batch(seed, batchSize))
                .cache();
        data.count();
        return data;
    }

    private MultiDataSet batch(int seed, int size) {
        Shard shard = rows().shard(seed, size);
        SplittableRandom random = new SplittableRandom(seed);
        float[] columns = new float[size * COLUMNS];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = (float) (random.nextDouble() - 0.5) / 10;
        }
        for (int row = 0; row < size; row++) {
            for (int number = 0; number < NUMBERS; number++) {
                columns[row * COLUMNS + number] = shard.numbers()[number][row];
            }
        }
        INDArray dense = Nd4j.create(columns, new long[] {size, COLUMNS}, 'c');
        INDArray[] features =
                tableRows == 0 ? new INDArray[] {dense} : new INDArray[] {dense, column(floats(shard.ids()[0]))};
        return new org.nd4j.linalg.dataset.MultiDataSet(
                features, new INDArray[] {column(shard.labels()[0]), column(shard.labels()[1])});
    }

    private static float[] floats(int[] ids) {
        float[] floats = new float[ids.length];
        for (int i = 0; i < ids.length; i++) {
            floats[i] = ids[i]; // exact up to 16 million
        }
        return floats;
    }

    private static INDArray column(float[] values) {
        return Nd4j.create(values, new long[] {values.length, 1}, 'c');
    }

    private static DenseLayer dense(int in, int out) {
        return new DenseLayer.Builder()
                .nIn(in)
                .nOut(out)
                .activation(Activation.RELU)
                .build();
    }
}
