package io.fulcrum.dl4j;

import io.fulcrum.balance.BalanceSettings;
import io.fulcrum.balance.BalancerState;
import io.fulcrum.balance.Evidence;
import io.fulcrum.contract.Fingerprint;
import io.fulcrum.model.embedding.EmbeddingSpec;
import io.fulcrum.train.FirstModel;
import io.fulcrum.train.RoundDriver;
import io.fulcrum.train.RoundOutcome;
import io.fulcrum.train.RoundSettings;
import io.fulcrum.train.TrainingState;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.rdd.RDD;
import org.datavec.spark.util.BroadcastHadoopConfigHolder;
import org.deeplearning4j.core.loader.DataSetLoader;
import org.deeplearning4j.core.loader.MultiDataSetLoader;
import org.deeplearning4j.core.storage.StatsStorageRouter;
import org.deeplearning4j.core.storage.listener.RoutingIterationListener;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.spark.api.TrainingHook;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.spark.api.TrainingResult;
import org.deeplearning4j.spark.api.TrainingWorker;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;
import org.deeplearning4j.spark.data.loader.RemoteFileSourceFactory;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.nd4j.common.loader.SourceFactory;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Our rounds as a DL4J Spark {@code TrainingMaster}: {@code new SparkComputationGraph(spark, graph, master)} trains any
 * graph with several outputs by them, with task weights from a balancer.
 *
 * <p>A fit call is one pass, in rounds, over the rows of its RDD, which are mixed into new batches. It goes on from the
 * graph's parameters, updater state and counts of steps and epochs; balancing and the outer velocity go on from this
 * master's last fit. After every round the graph holds the next round's start and its score is the sum of the tasks'
 * mean losses in the round, without regularisation; then listeners are called, on the driver. The shards of the last
 * RDD stay cached for the next fit on it, until {@link #deleteTempFiles}.
 */
public final class ParetoTrainingMaster implements TrainingMaster<TrainingResult, TrainingWorker<TrainingResult>> {
    private final Settings settings;
    private final Set<TrainingListener> listeners = new LinkedHashSet<>();
    private Consumer<RoundOutcome> watcher = round -> {};
    private Optional<Before> before = Optional.empty();
    private Optional<Kept> kept = Optional.empty();

    /**
     * How to train.
     *
     * @param rounds of which {@code epochs} must be 1 and {@code rowMerge} has nothing to merge
     * @param balance with one floor and ceiling for each output
     * @param taskNames [task] for messages; empty for the names of the graph's outputs
     */
    public record Settings(RoundSettings rounds, BalanceSettings balance, List<String> taskNames) {
        public Settings {
            taskNames = List.copyOf(taskNames);
            rounds.requireEvidence(balance);
            if (balance.own().evidence().contains(Evidence.VALIDATION)) {
                throw new IllegalArgumentException("ParetoTrainingMaster: balance.method = "
                        + balance.method().key()
                        + " needs validation metrics, but a fit call measures none. Choose another method.");
            }
            if (balance.readsRepresentation()) {
                throw new IllegalArgumentException("ParetoTrainingMaster: balance.method = "
                        + balance.method().key()
                        + " with gradients by the common representation, which a ComputationGraph does not name. Choose"
                        + " another method, and balance.probe.of = shared.");
            }
            if (balance.readsEmbeddings()) {
                throw new IllegalArgumentException("ParetoTrainingMaster: balance.probe.embeddings = true, but a"
                        + " ComputationGraph has no embedding tables beside its parameters; those of its embedding layers"
                        + " are measured anyway. Set balance.probe.embeddings = false.");
            }
            if (rounds.epochs() != 1) {
                throw new IllegalArgumentException(
                        "ParetoTrainingMaster: rounds.epochs = " + rounds.epochs()
                                + " must be 1, for a fit call is one pass over its RDD. Set 1, and call fit once for each epoch.");
            }
        }

        List<String> taskNames(List<String> outputs) {
            if (!taskNames.isEmpty() && taskNames.size() != outputs.size()) {
                throw new IllegalArgumentException(
                        "ParetoTrainingMaster: " + taskNames.size() + " task names " + taskNames + " for outputs "
                                + outputs + ": each output is a task. Give one name an output, or none.");
            }
            return taskNames.isEmpty() ? outputs : taskNames;
        }
    }

    /** What the graph does not keep of the rounds before. */
    private record Before(int rounds, BalancerState balancer, float[] velocity) {}

    /** The shards made of an RDD. */
    private record Kept(RDD<?> source, GraphShards shards) {}

    public ParetoTrainingMaster(Settings settings) {
        this.settings = settings;
    }

    /** A master whose tasks have the names of the graph's outputs. */
    public ParetoTrainingMaster(RoundSettings rounds, BalanceSettings balance) {
        this(new Settings(rounds, balance, List.of()));
    }

    /** Reads what {@link #toJson} wrote. */
    public static ParetoTrainingMaster fromJson(String json) {
        return new ParetoTrainingMaster(MasterSettings.read(json));
    }

    /** Has every finished round told, with task weights, losses and seconds by part. */
    public ParetoTrainingMaster onRound(Consumer<RoundOutcome> told) {
        watcher = watcher.andThen(told);
        return this;
    }

    @Override
    public void executeTrainingMDS(SparkComputationGraph graph, JavaRDD<MultiDataSet> data) {
        long seed = GraphShards.keySeed(settings.rounds());
        fit(graph, data.rdd(), () -> data.map(set -> GraphArrays.rows(set, seed)));
    }

    @Override
    public void executeTraining(SparkComputationGraph graph, JavaRDD<DataSet> data) {
        long seed = GraphShards.keySeed(settings.rounds());
        fit(graph, data.rdd(), () -> data.map(set -> GraphArrays.rows(set.toMultiDataSet(), seed)));
    }

    @Override
    public void executeTrainingPaths(
            SparkDl4jMultiLayer network,
            SparkComputationGraph graph,
            JavaRDD<String> paths,
            DataSetLoader loader,
            MultiDataSetLoader multiLoader) {
        if (graph == null) {
            throw noMultiLayer();
        }
        long seed = GraphShards.keySeed(settings.rounds());
        SourceFactory files = new RemoteFileSourceFactory(BroadcastHadoopConfigHolder.get(graph.getSparkContext()));
        Function<String, GraphRows> read = multiLoader == null
                ? path -> GraphArrays.rows(loader.load(files.getSource(path)).toMultiDataSet(), seed)
                : path -> GraphArrays.rows(multiLoader.load(files.getSource(path)), seed);
        fit(graph, paths.rdd(), () -> paths.map(read));
    }

    private void fit(SparkComputationGraph spark, RDD<?> source, Supplier<JavaRDD<GraphRows>> rows) {
        StockGraph graph = new StockGraph(spark.getNetwork());
        List<String> names = settings.taskNames(graph.outputs());
        GraphShards shards = shards(source, rows);
        shards.shape().requireFits(graph.inputs(), graph.outputs());
        FirstModel first = new FirstModel(
                names, graph.parameters(), graph.optimizerState(), graph.step(), new EmbeddingSpec(List.of(), 0, 0, 0));
        String configuration = graph.configuration();
        GraphTask task = new GraphTask(Fingerprint.of(configuration), configuration, settings.rounds());
        try (RoundDriver<GraphRows> driver =
                new RoundDriver<>(shards.rdd(), task, settings.rounds(), settings.balance(), first)) {
            before.ifPresent(last -> driver.after(last.rounds(), last.balancer(), last.velocity()));
            pass(spark, graph, driver, shards);
        }
    }

    private void pass(
            SparkComputationGraph spark, StockGraph graph, RoundDriver<GraphRows> driver, GraphShards shards) {
        ComputationGraph network = spark.getNetwork();
        Set<TrainingListener> all = new LinkedHashSet<>(listeners);
        all.addAll(network.getListeners());
        all.forEach(listener -> listener.onEpochStart(network));
        for (int[] round : shards.rounds(settings.rounds().seed(), graph.epoch())) {
            RoundOutcome outcome = driver.round(graph.epoch(), round);
            TrainingState state = driver.state();
            before = Optional.of(new Before(state.round(), state.balancer(), state.velocity()));
            double score = Arrays.stream(outcome.result().losses())
                    .filter(Double::isFinite)
                    .sum();
            graph.write(state.parameters(), state.optimizerState(), state.step(), score);
            spark.setScore(score);
            watcher.accept(outcome);
            all.forEach(listener -> listener.iterationDone(network, Math.toIntExact(state.step()), graph.epoch()));
        }
        all.forEach(listener -> listener.onEpochEnd(network));
    }

    private GraphShards shards(RDD<?> source, Supplier<JavaRDD<GraphRows>> rows) {
        if (kept.filter(last -> last.source() == source).isEmpty()) {
            forgetShards();
            kept = Optional.of(new Kept(source, GraphShards.of(rows.get(), settings.rounds())));
        }
        return kept.orElseThrow().shards();
    }

    private boolean forgetShards() {
        kept.ifPresent(last -> last.shards().unpersist());
        kept = Optional.empty();
        return true;
    }

    /** Frees the cached shards. */
    @Override
    public boolean deleteTempFiles(JavaSparkContext spark) {
        return forgetShards();
    }

    /** Frees the cached shards. */
    @Override
    public boolean deleteTempFiles(SparkContext spark) {
        return forgetShards();
    }

    @Override
    public String toJson() {
        return MasterSettings.write(settings);
    }

    /** The settings as JSON, which every YAML reader reads. */
    @Override
    public String toYaml() {
        return toJson();
    }

    @Override
    public void setListeners(Collection<TrainingListener> given) {
        listeners.clear();
        listeners.addAll(given);
    }

    @Override
    public void setListeners(StatsStorageRouter router, Collection<TrainingListener> given) {
        setListeners(given);
        listeners.stream()
                .filter(RoutingIterationListener.class::isInstance)
                .map(RoutingIterationListener.class::cast)
                .filter(listener -> router != null)
                .forEach(listener -> listener.setStorageRouter(router));
    }

    @Override
    public void setCollectTrainingStats(boolean collect) {
        if (collect) {
            throw noStats();
        }
    }

    @Override
    public boolean getIsCollectTrainingStats() {
        return false;
    }

    @Override
    public SparkTrainingStats getTrainingStats() {
        throw noStats();
    }

    @Override
    public void addHook(TrainingHook hook) {
        throw new UnsupportedOperationException(
                "Hook " + hook.getClass().getName() + " on a ParetoTrainingMaster: hooks"
                        + " run inside DL4J's workers, which our rounds do not use. Use onRound or a listener.");
    }

    @Override
    public void removeHook(TrainingHook hook) {
        // There is never one to remove.
    }

    @Override
    public void executeTraining(SparkDl4jMultiLayer network, JavaRDD<DataSet> data) {
        throw noMultiLayer();
    }

    @Override
    public TrainingWorker<TrainingResult> getWorkerInstance(SparkDl4jMultiLayer network) {
        throw noMultiLayer();
    }

    @Override
    public TrainingWorker<TrainingResult> getWorkerInstance(SparkComputationGraph graph) {
        throw new UnsupportedOperationException("A DL4J worker of a ParetoTrainingMaster was asked for: our rounds have"
                + " workers of their own. Call fitMultiDataSet on the SparkComputationGraph.");
    }

    private static UnsupportedOperationException noStats() {
        return new UnsupportedOperationException(
                "Training stats of a ParetoTrainingMaster: they describe DL4J's workers,"
                        + " which our rounds do not use. Every round passes its seconds by part to onRound.");
    }

    private static UnsupportedOperationException noMultiLayer() {
        return new UnsupportedOperationException(
                "A MultiLayerNetwork with a ParetoTrainingMaster: it has one output, and"
                        + " tasks are balanced between several. Use a ComputationGraph with one output for each task.");
    }
}
