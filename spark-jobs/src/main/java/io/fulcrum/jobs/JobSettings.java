package io.fulcrum.jobs;

import io.fulcrum.balance.BalanceSettings;
import io.fulcrum.balance.TaskBalancers;
import io.fulcrum.config.ConfigException;
import io.fulcrum.config.ConfigFiles;
import io.fulcrum.config.ConfigReader;
import io.fulcrum.config.Problems;
import io.fulcrum.contract.TaskSettings;
import io.fulcrum.contract.TaskSpec;
import io.fulcrum.features.FeatureSettings;
import io.fulcrum.features.encode.EncodeSettings;
import io.fulcrum.job.SparkSettings;
import io.fulcrum.model.architecture.NetworkSection;
import io.fulcrum.model.optimizer.OptimizerSettings;
import io.fulcrum.train.RoundSettings;
import io.fulcrum.train.StoppingSettings;
import io.fulcrum.train.TrainSettings;
import io.fulcrum.train.checkpoint.CheckpointSettings;
import java.util.List;

/** The whole configuration, read and checked at once whatever the command, so that a slip shows at the first run. */
record JobSettings(
        FeatureSettings features,
        EncodeSettings encode,
        TrainSettings train,
        CheckpointSettings checkpoint,
        EvaluateSettings evaluate,
        SparkSettings spark) {

    /**
     * Reads every section.
     *
     * @throws io.fulcrum.config.ConfigException with all problems, if there are any
     */
    static JobSettings read(ConfigFiles files) {
        Problems problems = new Problems();
        ConfigReader root = files.reader(problems);
        JobSettings settings = read(root, FeatureSettings.read(root));
        root.refuseUnknown();
        problems.throwIfAny();
        requireBalancer(settings.train(), names(settings.features().tasks()));
        NetworkFit.require(settings.train(), specs(settings.features().tasks()));
        return settings;
    }

    /**
     * Reads every section for a command whose features and tasks are those of a model or of prepared data; those of the
     * configuration may be left out.
     */
    static JobSettings readForNewRows(ConfigFiles files) {
        Problems problems = new Problems();
        ConfigReader root = files.reader(problems);
        if (!root.sections("features").isEmpty() || !root.sections("tasks").isEmpty()) {
            return read(files);
        }
        JobSettings settings = read(root, FeatureSettings.readSource(root));
        root.refuseUnknown();
        problems.throwIfAny();
        return settings;
    }

    private static JobSettings read(ConfigReader root, FeatureSettings features) {
        List<TaskSettings> tasks = features.tasks();
        EncodeSettings encode = EncodeSettings.read(root);
        TrainSettings train = new TrainSettings(
                NetworkFit.withParents(NetworkSection.read(root), tasks),
                RoundSettings.read(root),
                OptimizerSettings.read(root),
                balance(root, tasks),
                StoppingSettings.read(root, names(tasks)),
                TaskSettings.losses(tasks));
        CheckpointSettings checkpoint = CheckpointSettings.read(root);
        EvaluateSettings evaluate = EvaluateSettings.read(root, names(tasks));
        SparkSettings spark = SparkSettings.read(root);
        return new JobSettings(features, encode, train, checkpoint, evaluate, spark);
    }

    /** Returns settings that train all epochs and keep the last, whatever section stopping says. */
    JobSettings toTheLastEpoch() {
        return new JobSettings(features, encode, train.toTheLastEpoch(), checkpoint, evaluate, spark);
    }

    private static BalanceSettings balance(ConfigReader root, List<TaskSettings> tasks) {
        return BalanceSettings.read(
                root,
                tasks.stream().mapToDouble(TaskSettings::floor).toArray(),
                tasks.stream().mapToDouble(task -> task.ceiling().orElse(1)).toArray(),
                tasks.stream().mapToDouble(TaskSettings::weight).toArray());
    }

    /**
     * Makes the balancer once to see that it can be made: fixed weights outside their bounds would end the training.
     */
    private static void requireBalancer(TrainSettings settings, List<String> tasks) {
        try {
            TaskBalancers.of(settings.balance(), tasks);
            settings.rounds().requireEvidence(settings.balance());
        } catch (IllegalArgumentException e) {
            throw new ConfigException(e.getMessage());
        }
    }

    private static List<String> names(List<TaskSettings> tasks) {
        return specs(tasks).stream().map(TaskSpec::name).toList();
    }

    private static List<TaskSpec> specs(List<TaskSettings> tasks) {
        return tasks.stream().map(TaskSettings::spec).toList();
    }
}
