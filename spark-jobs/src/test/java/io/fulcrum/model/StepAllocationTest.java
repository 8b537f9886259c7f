package io.fulcrum.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.FeatureSchema;
import io.fulcrum.contract.LabelScale;
import io.fulcrum.contract.TaskSet;
import io.fulcrum.contract.TaskSpec;
import io.fulcrum.contract.TaskType;
import io.fulcrum.data.Batch;
import io.fulcrum.data.Shard;
import io.fulcrum.model.architecture.Architecture;
import io.fulcrum.model.architecture.ArchitectureExamples;
import io.fulcrum.model.architecture.ArchitectureType;
import io.fulcrum.model.architecture.NetworkSettings;
import io.fulcrum.model.architecture.Sluice;
import io.fulcrum.model.architecture.SoftSharing;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.embedding.NetworkRows;
import io.fulcrum.model.graph.Gates;
import io.fulcrum.model.graph.HiddenActivation;
import io.fulcrum.model.graph.HiddenLayers;
import io.fulcrum.model.graph.InputFields;
import io.fulcrum.model.graph.InputInteraction;
import io.fulcrum.model.graph.NetworkGraph;
import io.fulcrum.model.graph.NetworkOptions;
import io.fulcrum.model.graph.Normalisation;
import io.fulcrum.model.graph.SmallTowers;
import io.fulcrum.model.kernel.Matrix;
import io.fulcrum.model.loss.TaskLoss;
import io.fulcrum.model.loss.TrainingLabels;
import io.fulcrum.model.optimizer.LearningRate;
import io.fulcrum.model.optimizer.OptimizerSettings;
import io.fulcrum.model.optimizer.UpdateRule;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a step allocates once its arrays have their size: nothing, by no method whatsoever. Few steps are taken, so that
 * the JIT has compiled none of them in the way in which it leaves objects out.
 */
class StepAllocationTest {
    private static final int TASKS = 2;
    private static final int ROWS = 96;
    private static final int WARM_UP = 3;
    private static final int TURNS = 4;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** What a step hands out of two tasks: their sums, which are three arrays and some records. */
    private static final long RESULT = 400;

    private static final OptimizerSettings ADAM =
            new OptimizerSettings(new UpdateRule.Adam(0.9, 0.999, 1e-8), LearningRate.constant(1e-3), 1e-4, 1);

    private static final List<NetworkOptions> OPTIONS = List.of(
            new NetworkOptions(new HiddenLayers(HiddenActivation.SWISH, Normalisation.LAYER, 0.25)),
            new NetworkOptions(
                    new HiddenLayers(HiddenActivation.RELU, Normalisation.RMS, 0),
                    InputInteraction.NONE,
                    new Gates(List.of("number"), 2, 0.25),
                    new SmallTowers(List.of(2), 0.5)),
            new NetworkOptions(HiddenLayers.RECTIFIED, new InputInteraction.DcnV2(2, 2)),
            new NetworkOptions(HiddenLayers.RECTIFIED, new InputInteraction.Fm()),
            new NetworkOptions(HiddenLayers.RECTIFIED, new InputInteraction.Fwfm()),
            new NetworkOptions(HiddenLayers.RECTIFIED, new InputInteraction.AutoInt(2, 2, 2)));

    private static Stream<Arguments> networks() {
        List<Arguments> networks = new ArrayList<>();
        for (ArchitectureType type : ArchitectureType.values()) {
            networks.add(Arguments.of(ArchitectureExamples.small(type), NetworkOptions.DEFAULT));
            OPTIONS.stream()
                    .filter(options -> takes(type, options))
                    .forEach(options -> networks.add(Arguments.of(ArchitectureExamples.small(type), options)));
        }
        networks.add(Arguments.of(
                new SoftSharing(SoftSharing.Likeness.TRACE_NORM, 0.1, List.of(4), List.of(3)), NetworkOptions.DEFAULT));
        networks.add(Arguments.of(new Sluice(0.8, 0.1, List.of(4, 4), List.of(3)), NetworkOptions.DEFAULT));
        return networks.stream();
    }

    @ParameterizedTest
    @MethodSource("networks")
    void network_steadyState_allocatesNothing(Architecture architecture, NetworkOptions options) {
        InputFields fields = InputFields.sample(List.of("own"), 6);
        int inputs = (int) fields.columns();
        MultiTaskNetwork network = MultiTaskNetwork.build(NetworkGraph.of(architecture, options, fields, TASKS), 5);
        float[] input = PlainStep.normals(ROWS * inputs, new Random(1));
        NetworkRows batch = NetworkRows.plain(input, new float[Matrix.room(ROWS, inputs)], ROWS, inputs);
        float[] logits = new float[TASKS * ROWS];
        float[] slopes = PlainStep.normals(TASKS * ROWS, new Random(2));
        TrainingLabels labels = new TrainingLabels(
                Collections.nCopies(TASKS, new TaskLoss.BinaryCrossEntropy()),
                new float[TASKS * ROWS],
                new float[0],
                new boolean[TASKS],
                ROWS);
        double[] weights = {1, 0.5};
        double[] shared = new double[network.layout().sharedSize()];
        assertThat(least(() -> {
                    network.forwardForTraining(batch, logits);
                    network.sharedGradient(1, slopes, shared);
                    network.backward(slopes, weights, labels);
                    network.countTerms();
                }))
                .as("bytes")
                .isZero();
    }

    @ParameterizedTest
    @EnumSource(ArchitectureType.class)
    void model_steadyState_allocatesItsResultAlone(ArchitectureType type) {
        Random random = new Random(4);
        int[] ids = random.ints(2 * ROWS, 0, 5).toArray();
        Shard shard = new Shard(
                new int[][] {ids, random.ints(2 * ROWS, 0, 1000).toArray()},
                new Shard.Lists[0],
                new float[][] {PlainStep.normals(2 * ROWS, random)},
                new float[][] {new float[2 * ROWS], new float[2 * ROWS]},
                Shard.UNWEIGHTED,
                new long[0],
                2 * ROWS,
                LabelScale.identities(TASKS));
        RecommenderModel model = new RecommenderModel(spec(type), ADAM);
        model.embeddings(EmbeddingTables.initial(spec(type).embeddings(ADAM.rule())));
        model.load(model.parameters(), model.optimizerState(), 0);
        Batch batch = Batch.inOrder(shard, ROWS).get(0);
        double[] weights = {1, 0.5};
        assertThat(least(() -> model.step(batch, weights))).as("bytes").isLessThanOrEqualTo(RESULT);
    }

    private static boolean takes(ArchitectureType type, NetworkOptions options) {
        boolean towers =
                !options.towers().areBuilt() || ArchitectureExamples.small(type).takesSmallTowers();
        boolean interaction = options.interaction().equals(InputInteraction.NONE) || type != ArchitectureType.STEM;
        return towers && interaction;
    }

    private static ModelSpec spec(ArchitectureType type) {
        List<TaskSpec> tasks =
                List.of(new TaskSpec("one", "one", TaskType.BINARY), new TaskSpec("two", "two", TaskType.BINARY));
        FeatureSchema features = new FeatureSchema(List.of(
                FeatureColumn.categorical("few", 5),
                FeatureColumn.categorical("many", 1000),
                FeatureColumn.numeric("number")));
        return new ModelSpec(
                new TaskSet(tasks),
                features,
                LabelScale.identities(TASKS),
                new NetworkSettings(ArchitectureExamples.small(type), 6),
                1);
    }

    /** Returns the least bytes that a turn allocates: the JVM allocates some once, such as to link a call. */
    private static long least(Runnable turn) {
        for (int i = 0; i < WARM_UP; i++) {
            turn.run();
        }
        long least = Long.MAX_VALUE;
        for (int i = 0; i < TURNS; i++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            turn.run();
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }
}
