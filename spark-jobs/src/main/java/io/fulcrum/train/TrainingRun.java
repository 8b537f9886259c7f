package io.fulcrum.train;

import io.fulcrum.balance.BalanceSettings;
import io.fulcrum.contract.FeatureSchema;
import io.fulcrum.contract.LabelScale;
import io.fulcrum.contract.Resolution;
import io.fulcrum.contract.Split;
import io.fulcrum.contract.SplitSummary.LabelSummary;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.data.Seeds;
import io.fulcrum.data.Shard;
import io.fulcrum.job.JobFailure;
import io.fulcrum.model.ModelSize;
import io.fulcrum.model.ModelSpec;
import io.fulcrum.model.Recommender;
import io.fulcrum.model.RecommenderModel;
import io.fulcrum.train.exchange.ReplicaCache;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;

/**
 * One training: its name, the model it trains and how.
 *
 * @param name under which executors keep what they can use again; unique among the runs of a Spark application
 * @param judges the tasks that choose the best epoch
 * @param before an older model to start from
 */
public record TrainingRun(
        String name, ModelSpec spec, TrainSettings settings, Judges judges, Optional<WarmStart> before) {
    /** A run from first values. */
    public TrainingRun(String name, ModelSpec spec, TrainSettings settings) {
        this(name, spec, settings, Judges.all(spec.tasks().names()), Optional.empty());
    }

    /** Returns a run on prepared data. */
    public static TrainingRun on(FeatureManifest manifest, TrainSettings settings, String name) {
        long seed = Seeds.of(settings.rounds().seed(), Seeds.Purpose.PARAMETERS, 0, 0);
        ModelSpec spec =
                new ModelSpec(manifest.tasks(), manifest.features(), scales(manifest), settings.network(), seed);
        Judges judges = Judges.of(manifest, settings.stopping());
        judges.requireMetrics(settings.balance());
        requireEmbeddings(settings.balance(), manifest.features());
        return new TrainingRun(name, possible(spec), settings, judges, Optional.empty());
    }

    /** Refuses a balancer that measures gradients of embedding rows, if no feature has any. */
    public static void requireEmbeddings(BalanceSettings balance, FeatureSchema features) {
        if (balance.readsEmbeddings() && features.embedded().isEmpty()) {
            throw JobFailure.invalid("balance.probe.embeddings = true measures gradients of embedding rows, but the"
                    + " prepared data has no categorical feature and no list. Set balance.probe.embeddings = false.");
        }
    }

    /** Refuses a model that memory cannot hold, before anything of it is allocated. */
    private static ModelSpec possible(ModelSpec spec) {
        try {
            ModelSize.of(spec).requireWithin(Runtime.getRuntime().maxMemory(), "The network to train");
            return spec;
        } catch (IllegalArgumentException e) {
            throw JobFailure.invalid(e.getMessage());
        }
    }

    private static List<LabelScale> scales(FeatureManifest manifest) {
        return IntStream.range(0, manifest.tasks().size())
                .mapToObj(task -> scale(manifest, task))
                .toList();
    }

    /** The scale that labels are stored in; where they are stored in their own unit, that of the training split. */
    private static LabelScale scale(FeatureManifest manifest, int task) {
        LabelScale stored = manifest.labelScales().get(task);
        if (!stored.equals(LabelScale.IDENTITY)) {
            return stored;
        }
        LabelSummary labels = manifest.split(Split.TRAIN).labels().get(task);
        LabelScale scale = LabelScale.of(manifest.tasks().task(task).type(), labels);
        Resolution floats = Resolution.ofFloats(scale.mean(), scale.deviation());
        if (!floats.isFine()) {
            throw JobFailure.dataCheck("Task \"" + manifest.tasks().task(task).name()
                    + "\": an older version stored its labels as 32-bit floats in their own unit, with "
                    + floats.words() + ". Prepare the data again.");
        }
        return scale;
    }

    /**
     * Returns this run with an older model in the place of initial values.
     *
     * @throws io.fulcrum.job.JobFailure if the model does not fit
     */
    public TrainingRun from(WarmStart older) {
        return new TrainingRun(name, older.over(spec), settings, judges, Optional.of(older));
    }

    /** Starts the driver of this run's rounds. */
    public RoundDriver<Shard> start(JavaRDD<Shard> shards) {
        RecommenderTask task =
                new RecommenderTask(name, spec, settings.optimizer(), settings.rounds(), settings.losses());
        try (RecommenderModel first = new RecommenderModel(spec, settings.optimizer())) {
            FirstModel start = new FirstModel(
                    spec.tasks().names(),
                    before.map(WarmStart::parameters).orElseGet(first::parameters),
                    first.optimizerState(),
                    0,
                    spec.embeddings(settings.optimizer().rows().rule()));
            RoundDriver<Shard> driver = new RoundDriver<>(shards, task, settings.rounds(), settings.balance(), start);
            before.ifPresent(older -> older.rows(start.tables(), driver.journal()::restore));
            driver.journal().restored(before.isPresent() ? 1 : 0);
            return driver;
        }
    }

    /** Returns the model as it stands now. */
    Recommender model(RoundDriver<Shard> driver) {
        return new Recommender(
                spec, driver.state().parameters(), driver.tables().withoutState());
    }

    /** Frees what this JVM kept for the run. */
    public void forget() {
        RecommenderTask.forget(name);
        ReplicaCache.forget(name);
    }
}
