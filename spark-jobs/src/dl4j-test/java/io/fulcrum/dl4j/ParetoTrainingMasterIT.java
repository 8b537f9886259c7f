package io.fulcrum.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.LocalSpark;
import io.fulcrum.balance.BalanceSettings;
import io.fulcrum.balance.BalanceSettings.Method;
import io.fulcrum.balance.BalanceSettings.Normalise;
import io.fulcrum.balance.ProbeOptions;
import io.fulcrum.balance.WeightSum;
import io.fulcrum.balance.WrapSettings;
import io.fulcrum.dl4j.GeneratedSets.Masks;
import io.fulcrum.job.JobFailure;
import io.fulcrum.model.embedding.EmbeddingSpec;
import io.fulcrum.model.embedding.RowMerge;
import io.fulcrum.train.BadNumbers;
import io.fulcrum.train.Delta;
import io.fulcrum.train.FirstModel;
import io.fulcrum.train.ProbeSettings;
import io.fulcrum.train.RoundDriver;
import io.fulcrum.train.RoundOutcome;
import io.fulcrum.train.RoundPlan;
import io.fulcrum.train.RoundRunner;
import io.fulcrum.train.RoundSettings;
import io.fulcrum.train.RoundState;
import io.fulcrum.train.RowPolicy;
import io.fulcrum.train.Trouble;
import io.fulcrum.train.outer.OuterSettings;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.spark.api.TrainingHook;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import scala.reflect.ClassTag$;

/** Our rounds as a DL4J Spark training master. */
@ExtendWith(LocalSpark.class)
class ParetoTrainingMasterIT {
    private static final BalanceSettings EQUAL = BalanceSettings.of(Method.STATIC);
    private static final BalanceSettings PARETO = BalanceSettings.of(Method.PARETO);
    private static final List<float[]> ROWS = GeneratedSets.rows(1, 900);

    @Test
    void fit_twoOutputGraph_equalsTheRoundsCalledDirectlyToTheBit(SparkSession spark) {
        ComputationGraph network = GeneratedSets.graph(new Adam(0.01), 1);
        RoundSettings rounds = rounds(2);
        JavaRDD<GraphRows> rows = rdd(spark, GeneratedSets.sets(ROWS, 30, Masks.NONE), 3)
                .map(set -> GraphArrays.rows(set, GraphShards.keySeed(rounds)));
        GraphShards shards = GraphShards.of(rows, rounds);
        GraphTask task = new GraphTask("direct", network.getConfiguration().toJson(), rounds);
        FirstModel first = new FirstModel(
                List.of("click", "watch"),
                network.params().toFloatVector(),
                network.getUpdater().getStateViewArray().toFloatVector(),
                0,
                new EmbeddingSpec(List.of(), 0, 0, 0));
        try (RoundDriver<GraphRows> driver = new RoundDriver<>(shards.rdd(), task, rounds, PARETO, first)) {
            List<int[]> epoch = shards.rounds(rounds.seed(), 0);
            assertThat(epoch).hasSize(6);
            epoch.forEach(round -> driver.round(0, round));

            new SparkComputationGraph(context(spark), network, new ParetoTrainingMaster(rounds, PARETO))
                    .fitMultiDataSet(rdd(spark, GeneratedSets.sets(ROWS, 30, Masks.NONE), 3));
            assertThat(network.params().toFloatVector())
                    .isEqualTo(driver.state().parameters());
            assertThat(network.getUpdater().getStateViewArray().toFloatVector())
                    .isEqualTo(driver.state().optimizerState());
            assertThat(network.getIterationCount())
                    .isEqualTo((int) driver.state().step());
        }
    }

    @Test
    void fit_oneWorker_equalsPlainStepsToTheBit(SparkSession spark) {
        RoundSettings rounds = rounds(1);
        ComputationGraph network = GeneratedSets.graph(new Adam(0.01), 1);
        JavaRDD<GraphRows> rows = rdd(spark, GeneratedSets.sets(ROWS, 30, Masks.NONE), 3)
                .map(set -> GraphArrays.rows(set, GraphShards.keySeed(rounds)));
        GraphShards shards = GraphShards.of(rows, rounds);
        List<GraphRows> collected = shards.rdd().collect();
        GraphTask task = new GraphTask("alone", network.getConfiguration().toJson(), rounds);
        try (GraphModel alone = GraphModel.of(network.getConfiguration())) {
            alone.load(
                    network.params().toFloatVector(),
                    network.getUpdater().getStateViewArray().toFloatVector(),
                    0);
            List<int[]> epoch = shards.rounds(rounds.seed(), 0);
            for (int round = 0; round < epoch.size(); round++) {
                int shard = epoch.get(round)[0];
                RoundPlan plan =
                        new RoundPlan(round, 0, 0, rounds.seed(), new float[0], new float[0], new double[2], 0);
                for (GraphBatch batch : task.stepBatches(plan, shard, collected.get(shard))) {
                    alone.step(set(batch), new double[] {1, 1});
                }
            }
            fit(spark, network, new ParetoTrainingMaster(rounds, EQUAL), Masks.NONE);
            assertThat(network.params().toFloatVector()).isEqualTo(alone.parameters());
            assertThat(network.getUpdater().getStateViewArray().toFloatVector()).isEqualTo(alone.optimizerState());
        }
    }

    @Test
    void fit_pareto_movesTaskWeightsWithinTheirFloors(SparkSession spark) {
        BalanceSettings floored = new BalanceSettings(
                Method.PARETO,
                Normalise.NONE,
                WeightSum.TASKS,
                0,
                new double[] {0.2, 0.3},
                new double[0],
                new double[0],
                Method.PARETO.defaults(),
                WrapSettings.NONE,
                ProbeOptions.DEFAULT);
        List<double[]> weights = new ArrayList<>();
        ParetoTrainingMaster master =
                new ParetoTrainingMaster(rounds(2), floored).onRound(round -> weights.add(round.taskWeights()));
        fit(spark, GeneratedSets.graph(new Sgd(0.01), 1), master, Masks.NONE);
        assertThat(weights).hasSize(6).allSatisfy(round -> {
            assertThat(round[0]).isBetween(0.4 - 1e-12, 1.4 + 1e-12);
            assertThat(round[0] + round[1]).isCloseTo(2, within(1e-12));
        });
        assertThat(weights)
                .anySatisfy(round ->
                        assertThat(Math.abs(round[0] - weights.get(0)[0])).isGreaterThan(0.05));
    }

    @Test
    void fit_rowsInAnotherOrderPartitionsAndDataSets_sameBits(SparkSession spark) {
        List<float[]> shuffled = new ArrayList<>(ROWS);
        Collections.shuffle(shuffled, new Random(4));
        ComputationGraph one = GeneratedSets.graph(new Adam(0.01), 0.8);
        ComputationGraph two = GeneratedSets.graph(new Adam(0.01), 0.8);
        new SparkComputationGraph(context(spark), one, new ParetoTrainingMaster(rounds(2), PARETO))
                .fitMultiDataSet(rdd(spark, GeneratedSets.sets(ROWS, 30, Masks.WATCH), 2));
        new SparkComputationGraph(context(spark), two, new ParetoTrainingMaster(rounds(2), PARETO))
                .fitMultiDataSet(rdd(spark, GeneratedSets.sets(shuffled, 7, Masks.WATCH), 5));
        assertThat(two.params().toFloatVector()).isEqualTo(one.params().toFloatVector());
        assertThat(two.score()).isEqualTo(one.score()).isFinite();
    }

    @Test
    void fit_maskedLabels_countOnlyLabelledRowsAndIgnoreWhatIsMasked(SparkSession spark) {
        List<float[]> damaged = ROWS.stream().map(float[]::clone).toList();
        damaged.stream()
                .filter(row -> row[GeneratedSets.FEATURES + 2] == 0)
                .forEach(row -> row[GeneratedSets.FEATURES + 1] = 0);
        long known = ROWS.stream()
                .filter(row -> row[GeneratedSets.FEATURES + 2] == 1)
                .count();
        RoundSettings wholeProbe = new RoundSettings(
                1,
                1000,
                1000,
                1,
                1,
                OuterSettings.average(),
                RowMerge.MEAN,
                RoundSettings.OptimizerState.AVERAGE,
                BadNumbers.STOP,
                RowPolicy.DEFAULT,
                Delta.EXACT,
                7);
        List<RoundOutcome> outcomes = new ArrayList<>();
        for (List<float[]> rows : List.of(ROWS, damaged)) {
            new SparkComputationGraph(
                            context(spark),
                            GeneratedSets.graph(new Sgd(0.01), 1),
                            new ParetoTrainingMaster(wholeProbe, PARETO).onRound(outcomes::add))
                    .fitMultiDataSet(rdd(spark, GeneratedSets.sets(rows, 30, Masks.WATCH), 2));
        }
        assertThat(outcomes.get(0).result().probe().labelled()).containsExactly(900, known);
        assertThat(outcomes.get(1).result().losses()[1])
                .isCloseTo(outcomes.get(0).result().losses()[1], within(1e-4));
    }

    @Test
    void fit_maskInSomeDataSetsOnly_restIsLabelled(SparkSession spark) {
        List<MultiDataSet> sets = new ArrayList<>(GeneratedSets.sets(ROWS.subList(0, 300), 30, Masks.WATCH));
        sets.addAll(GeneratedSets.sets(ROWS.subList(300, 900), 30, Masks.NONE));
        long known = 600
                + ROWS.subList(0, 300).stream()
                        .filter(row -> row[GeneratedSets.FEATURES + 2] == 1)
                        .count();
        List<RoundOutcome> outcomes = new ArrayList<>();
        RoundSettings wholeProbe = new RoundSettings(
                2,
                1000,
                1000,
                1,
                1,
                OuterSettings.average(),
                RowMerge.MEAN,
                RoundSettings.OptimizerState.AVERAGE,
                BadNumbers.STOP,
                RowPolicy.DEFAULT,
                Delta.EXACT,
                7);
        new SparkComputationGraph(
                        context(spark),
                        GeneratedSets.graph(new Sgd(0.01), 1),
                        new ParetoTrainingMaster(wholeProbe, PARETO).onRound(outcomes::add))
                .fitMultiDataSet(rdd(spark, sets, 4));
        assertThat(outcomes.get(0).result().probe().labelled()).containsExactly(900, known);
    }

    @Test
    void fit_again_goesOnFromStepsEpochStateAndWeights(SparkSession spark) {
        JavaRDD<MultiDataSet> data = rdd(spark, GeneratedSets.sets(ROWS, 30, Masks.NONE), 3);
        List<RoundOutcome> outcomes = new ArrayList<>();
        ComputationGraph network = GeneratedSets.graph(new Adam(0.01), 1);
        ParetoTrainingMaster master = new ParetoTrainingMaster(rounds(2), PARETO).onRound(outcomes::add);
        SparkComputationGraph door = new SparkComputationGraph(context(spark), network, master);
        door.fitMultiDataSet(data);
        int steps = network.getIterationCount();
        float[] parameters = network.params().toFloatVector();
        door.fitMultiDataSet(data);
        assertThat(outcomes)
                .hasSize(12)
                .extracting(RoundOutcome::round)
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        assertThat(outcomes.get(6).epoch()).isEqualTo(1);
        assertThat(outcomes.get(6).taskWeights()).isNotEqualTo(new double[] {1, 1});
        assertThat(network.getIterationCount())
                .isEqualTo((int) outcomes.get(11).step())
                .isGreaterThan(steps);
        assertThat(network.params().toFloatVector()).isNotEqualTo(parameters);
        assertThat(door.getScore()).isEqualTo(network.score());
        assertThat(outcomes.get(11).result().losses()[1])
                .isLessThan(outcomes.get(0).result().losses()[1]);
        assertThat(master.deleteTempFiles(context(spark))).isTrue();
    }

    @Test
    void fit_againByANewMaster_sameBitsAsByTheOld(SparkSession spark) {
        JavaRDD<MultiDataSet> data = rdd(spark, GeneratedSets.sets(ROWS, 30, Masks.NONE), 3);
        ComputationGraph one = GeneratedSets.graph(new Adam(0.01), 1);
        ComputationGraph two = GeneratedSets.graph(new Adam(0.01), 1);
        ParetoTrainingMaster same = new ParetoTrainingMaster(rounds(2), EQUAL);
        for (int epoch = 0; epoch < 2; epoch++) {
            new SparkComputationGraph(context(spark), one, same).fitMultiDataSet(data);
            new SparkComputationGraph(context(spark), two, new ParetoTrainingMaster(rounds(2), EQUAL))
                    .fitMultiDataSet(data);
        }
        assertThat(two.params().toFloatVector()).isEqualTo(one.params().toFloatVector());
        assertThat(two.getUpdater().getStateViewArray().toFloatVector())
                .isEqualTo(one.getUpdater().getStateViewArray().toFloatVector());
    }

    @Test
    void fit_listeners_areCalledAfterEveryRoundWithItsScore(SparkSession spark) {
        List<Double> scores = new ArrayList<>();
        List<RoundOutcome> outcomes = new ArrayList<>();
        ComputationGraph network = GeneratedSets.graph(new Adam(0.01), 1);
        ParetoTrainingMaster master = new ParetoTrainingMaster(rounds(2), PARETO).onRound(outcomes::add);
        SparkComputationGraph door = new SparkComputationGraph(context(spark), network, master);
        door.setListeners(new BaseTrainingListener() {
            @Override
            public void iterationDone(Model model, int iteration, int epoch) {
                scores.add(model.score());
            }
        });
        door.fitMultiDataSet(rdd(spark, GeneratedSets.sets(ROWS, 30, Masks.NONE), 3));
        assertThat(scores)
                .hasSize(6)
                .isEqualTo(outcomes.stream()
                        .map(round ->
                                round.result().losses()[0] + round.result().losses()[1])
                        .toList());
    }

    @Test
    void fit_dataSetsOfOneOutputAndSavedFiles_areTrainedOn(SparkSession spark, @TempDir Path directory)
            throws Exception {
        ComputationGraph network = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Sgd(0.1))
                .graphBuilder()
                .addInputs("in")
                .addLayer(
                        "out",
                        new OutputLayer.Builder(LossFunction.MSE)
                                .nIn(2)
                                .nOut(1)
                                .activation(Activation.IDENTITY)
                                .build(),
                        "in")
                .setOutputs("out")
                .build());
        network.init();
        DataSet set = new DataSet(Nd4j.rand(20, 2), Nd4j.ones(20, 1));
        SparkComputationGraph door =
                new SparkComputationGraph(context(spark), network, new ParetoTrainingMaster(rounds(1), EQUAL));
        door.fit(context(spark).parallelize(List.of(set), 1));
        assertThat(network.getIterationCount()).isEqualTo(1);
        set.save(new File(directory.toFile(), "a.bin"));
        door.fit(directory.toString());
        assertThat(network.getIterationCount()).isEqualTo(2);
    }

    @Test
    void fit_lossNotANumber_namesRoundTaskAndAdvice(SparkSession spark) {
        ComputationGraph network = GeneratedSets.graph(new Sgd(1e30), 1);
        assertThatThrownBy(() -> fit(spark, network, new ParetoTrainingMaster(rounds(2), EQUAL), Masks.NONE))
                .isInstanceOf(JobFailure.class)
                .hasMessageMatching(
                        "Round 1, shard \\d+: loss of task \"(click|watch)\" is (NaN|Infinity) after local step"
                                + " \\d+\\. Last learning rate 1\\.0E30; try a lower one, or set gradientNormalization on the"
                                + " graph's layers\\.");
    }

    @Test
    void fit_unsuitableData_refused(SparkSession spark) {
        List<MultiDataSet> sets = GeneratedSets.sets(ROWS.subList(0, 30), 30, Masks.NONE);
        assertThatThrownBy(() -> door(spark).fitMultiDataSet(context(spark).parallelize(List.<MultiDataSet>of(), 1)))
                .hasMessage("The RDD to fit on holds no data set: a round needs rows. Look at the filters before it.");
        MultiDataSet narrow = new org.nd4j.linalg.dataset.MultiDataSet(
                new INDArray[] {Nd4j.ones(3, 4)}, sets.get(0).getLabels());
        narrow.setLabels(new INDArray[] {Nd4j.ones(3, 1), Nd4j.ones(3, 1)});
        assertThatThrownBy(() -> door(spark).fitMultiDataSet(rdd(spark, List.of(sets.get(0), narrow), 1)))
                .hasMessage(
                        "The RDD's features 0 have rows of shapes [6] and [4]: rows are mixed into new batches and must"
                                + " have one shape. Pad them to one length and mask the padding.");
        MultiDataSet oneLabel = new org.nd4j.linalg.dataset.MultiDataSet(Nd4j.ones(3, 6), Nd4j.ones(3, 1));
        assertThatThrownBy(() -> door(spark).fitMultiDataSet(rdd(spark, List.of(sets.get(0), oneLabel), 1)))
                .hasMessage(
                        "The RDD holds data sets with 1 features and 2 labels and with 1 features and 1 labels arrays: all"
                                + " must fill the inputs and outputs of one graph. Filter out those of other graphs.");
        assertThatThrownBy(() -> door(spark).fitMultiDataSet(rdd(spark, List.of(oneLabel), 1)))
                .hasMessage(
                        "The RDD's data sets have 1 features and 1 labels arrays, the graph has inputs [features] and"
                                + " outputs [click, watch]: each needs one. Give one features array per input and one labels array per"
                                + " output, in the graph's order.");
    }

    @Test
    void master_whatItCannotDo_refused(SparkSession spark) {
        ParetoTrainingMaster master = new ParetoTrainingMaster(rounds(2), EQUAL);
        assertThatThrownBy(() -> master.getWorkerInstance((SparkComputationGraph) null))
                .hasMessage("A DL4J worker of a"
                        + " ParetoTrainingMaster was asked for: our rounds have workers of their own. Call fitMultiDataSet on the"
                        + " SparkComputationGraph.");
        assertThatThrownBy(() -> master.executeTraining((SparkDl4jMultiLayer) null, null))
                .hasMessage("A MultiLayerNetwork"
                        + " with a ParetoTrainingMaster: it has one output, and tasks are balanced between several. Use a"
                        + " ComputationGraph with one output for each task.");
        assertThatThrownBy(() -> master.setCollectTrainingStats(true))
                .hasMessage("Training stats of a"
                        + " ParetoTrainingMaster: they describe DL4J's workers, which our rounds do not use. Every round passes its"
                        + " seconds by part to onRound.");
        assertThatThrownBy(() -> master.addHook(new NoHook()))
                .hasMessageEndingWith("NoHook on a ParetoTrainingMaster:"
                        + " hooks run inside DL4J's workers, which our rounds do not use. Use onRound or a listener.");
        assertThatThrownBy(() -> new ParetoTrainingMaster(
                        new RoundSettings(
                                1,
                                1,
                                1,
                                3,
                                1,
                                OuterSettings.average(),
                                RowMerge.MEAN,
                                RoundSettings.OptimizerState.AVERAGE,
                                BadNumbers.STOP,
                                RowPolicy.DEFAULT,
                                Delta.EXACT,
                                1),
                        EQUAL))
                .hasMessage(
                        "ParetoTrainingMaster: rounds.epochs = 3 must be 1, for a fit call is one pass over its RDD. Set 1,"
                                + " and call fit once for each epoch.");
        ParetoTrainingMaster misnamed =
                new ParetoTrainingMaster(new ParetoTrainingMaster.Settings(rounds(2), EQUAL, List.of("a")));
        assertThatThrownBy(() -> fit(spark, GeneratedSets.graph(new Sgd(0.1), 1), misnamed, Masks.NONE))
                .hasMessage(
                        "ParetoTrainingMaster: 1 task names [a] for outputs [click, watch]: each output is a task. Give one"
                                + " name an output, or none.");
    }

    /** Those without settings of their own are written as they always were; some methods are refused. */
    @ParameterizedTest
    @EnumSource(
            value = Method.class,
            names = {"DTP", "MODO", "MGDA_UB", "MULTIBALANCE"},
            mode = EnumSource.Mode.EXCLUDE)
    void json_everyBalancer_isTheSameMaster(Method method) {
        String text = new ParetoTrainingMaster(rounds(2), BalanceSettings.of(method)).toJson();
        assertThat(ParetoTrainingMaster.fromJson(text).toJson()).isEqualTo(text);
        assertThat(text.contains("\"own\"")).isEqualTo(method.hasSection());
        assertThatThrownBy(() -> ParetoTrainingMaster.fromJson(
                        text.replace("\"tau\"", "\"tao\"").replace("\"epochs\"", "\"epoch\"")))
                .hasMessageStartingWith("The settings of a ParetoTrainingMaster is damaged or of another version: ");
    }

    @Test
    void json_writtenAndRead_isTheSameMaster() {
        BalanceSettings balance = new BalanceSettings(
                Method.PARETO,
                Normalise.LOSS_PLUS,
                WeightSum.ONE,
                0.5,
                new double[] {0.1, 0.2},
                new double[] {0.9, 0.8},
                new double[0],
                Method.PARETO.defaults(),
                WrapSettings.NONE,
                ProbeOptions.DEFAULT);
        ParetoTrainingMaster master =
                new ParetoTrainingMaster(new ParetoTrainingMaster.Settings(rounds(2), balance, List.of("a", "b")));
        assertThat(ParetoTrainingMaster.fromJson(master.toJson()).toJson()).isEqualTo(master.toJson());
        assertThat(master.toYaml()).contains("\"LOSS_PLUS\"").doesNotContain("\"own\"");
        assertThatThrownBy(() -> ParetoTrainingMaster.fromJson("{}"))
                .hasMessageStartingWith("The settings of a ParetoTrainingMaster is damaged or of another version: ");
    }

    /** DL4J advises Kryo for Spark, which cannot write records by itself. */
    @Test
    void wireTypes_kryo_arriveAsTheyWere() {
        SerializerInstance kryo = new KryoSerializer(new SparkConf()).newInstance();
        RoundPlan plan = new RoundPlan(1, 2, 3, 4, new float[] {5}, new float[0], new double[] {6}, 7);
        GraphRows rows = GraphArrays.rows(
                GeneratedSets.sets(ROWS.subList(0, 3), 3, Masks.WATCH).get(0), 1);
        RoundState state = new RoundState(2, 1);
        state.addTrouble(new Trouble(1, 0, 2, Double.NaN, 0.1));
        assertThat(copy(kryo, plan).parameters()).containsExactly(5);
        assertThat(copy(kryo, rows).keys()).isEqualTo(rows.keys());
        assertThat(copy(kryo, rows).shape()).isEqualTo(rows.shape());
        assertThat(copy(kryo, rows.shape())).isEqualTo(rows.shape());
        assertThat(copy(kryo, state).trouble()).contains(state.trouble().orElseThrow());
        RoundRunner.Job<GraphRows> job =
                new RoundRunner.Job<>(new GraphTask("run", "{}", rounds(2)), ProbeSettings.ofGram());
        assertThat(copy(kryo, job)).isEqualTo(job);
    }

    private static <T> T copy(SerializerInstance serializer, T value) {
        return serializer.deserialize(
                serializer.serialize(value, ClassTag$.MODULE$.apply(Object.class)),
                ClassTag$.MODULE$.apply(Object.class));
    }

    private static MultiDataSet set(GraphBatch batch) {
        float[][][] arrays = new float[3][batch.to() - batch.from()][];
        for (int i = batch.from(); i < batch.to(); i++) {
            int row = batch.order()[i];
            float[][] values = batch.shard().values();
            int width = GeneratedSets.FEATURES;
            arrays[0][i - batch.from()] = Arrays.copyOfRange(values[0], row * width, (row + 1) * width);
            arrays[1][i - batch.from()] = new float[] {values[1][row]};
            arrays[2][i - batch.from()] = new float[] {values[2][row]};
        }
        return new org.nd4j.linalg.dataset.MultiDataSet(
                new INDArray[] {Nd4j.createFromArray(arrays[0])},
                new INDArray[] {Nd4j.createFromArray(arrays[1]), Nd4j.createFromArray(arrays[2])});
    }

    private static void fit(SparkSession spark, ComputationGraph network, ParetoTrainingMaster master, Masks masks) {
        new SparkComputationGraph(context(spark), network, master)
                .fitMultiDataSet(rdd(spark, GeneratedSets.sets(ROWS, 30, masks), 3));
    }

    private static SparkComputationGraph door(SparkSession spark) {
        return new SparkComputationGraph(
                context(spark), GeneratedSets.graph(new Sgd(0.1), 1), new ParetoTrainingMaster(rounds(2), EQUAL));
    }

    private static RoundSettings rounds(int workers) {
        return new RoundSettings(
                workers,
                3,
                25,
                1,
                2,
                OuterSettings.average(),
                RowMerge.MEAN,
                RoundSettings.OptimizerState.AVERAGE,
                BadNumbers.STOP,
                RowPolicy.DEFAULT,
                Delta.EXACT,
                7);
    }

    private static JavaRDD<MultiDataSet> rdd(SparkSession spark, List<MultiDataSet> sets, int partitions) {
        return context(spark).parallelize(sets, partitions);
    }

    private static JavaSparkContext context(SparkSession spark) {
        return JavaSparkContext.fromSparkContext(spark.sparkContext());
    }

    /** A hook that is never called. */
    private static final class NoHook implements TrainingHook {
        private static final long serialVersionUID = 1L;

        @Override
        public void preUpdate(org.nd4j.linalg.dataset.api.DataSet minibatch, Model model) {}

        @Override
        public void postUpdate(org.nd4j.linalg.dataset.api.DataSet minibatch, Model model) {}

        @Override
        public void preUpdate(MultiDataSet minibatch, Model model) {}

        @Override
        public void postUpdate(MultiDataSet minibatch, Model model) {}
    }
}
