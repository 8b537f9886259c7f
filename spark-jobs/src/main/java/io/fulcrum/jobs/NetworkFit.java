package io.fulcrum.jobs;

import io.fulcrum.balance.BalanceSettings;
import io.fulcrum.balance.Evidence;
import io.fulcrum.config.ConfigException;
import io.fulcrum.config.Excerpt;
import io.fulcrum.contract.TaskSettings;
import io.fulcrum.contract.TaskSpec;
import io.fulcrum.contract.TaskType;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.data.PreparedData;
import io.fulcrum.job.JobFailure;
import io.fulcrum.model.architecture.Architecture;
import io.fulcrum.model.architecture.NetworkSettings;
import io.fulcrum.model.graph.EmbeddingSizes;
import io.fulcrum.train.TrainSettings;
import io.fulcrum.train.TrainingRun;
import java.util.List;
import java.util.function.Consumer;

/** Whether an architecture, the tasks and the balancer go together. */
final class NetworkFit {
    /** Architectures that have a common representation whatever their sizes; of others it depends on them. */
    static final String ALWAYS_COMMON = "shared-bottom, mmoe, omoe, dselect-k, mtan, cross-stitch or nddr";

    private NetworkFit() {}

    /** Refuses what does not, in words. */
    static void require(TrainSettings train, List<TaskSpec> tasks) {
        Architecture architecture = train.network().architecture();
        String type = "network.type = " + architecture.key();
        if (architecture.needsChain()) {
            requireChain(type, tasks);
        }
        EmbeddingSizes sizes = train.network().embedding();
        requireSize(train.network(), tasks.size(), "embedding-size", sizes.common());
        sizes.own()
                .forEach((feature, size) ->
                        requireSize(train.network(), tasks.size(), "embedding-sizes." + Excerpt.of(feature), size));
        architecture.misfit(tasks.size()).ifPresent(problem -> {
            throw new ConfigException(problem);
        });
        requireOptions(train.network(), tasks.size());
        requireGradients(train, type, tasks.size());
    }

    private static void requireGradients(TrainSettings train, String type, int tasks) {
        BalanceSettings balance = train.balance();
        if (balance.readsRepresentation()) {
            requireCommonRepresentation(train, type, tasks);
            return;
        }
        boolean shares =
                balance.readsEmbeddings() || train.network().architecture().sharesParameters(tasks);
        if (balance.own().readsGradients() && !shares) {
            throw new ConfigException("balance.method = " + balance.method().key() + " with " + type
                    + ": the method compares gradients of shared dense parameters, of which this architecture has none."
                    + " Set balance.method = static or a method that reads losses, balance.probe.embeddings = true to"
                    + " compare gradients of embedding rows, or another network.type.");
        }
    }

    private static void requireCommonRepresentation(TrainSettings train, String type, int tasks) {
        if (!train.network().hasCommonRepresentation(tasks)) {
            boolean byMethod = train.balance().own().evidence().contains(Evidence.GRAM_REPRESENTATION);
            throw new ConfigException((byMethod
                            ? "balance.method = " + train.balance().method().key()
                            : "balance.probe.of = representation")
                    + " with " + type + ": gradients are measured by one representation that the heads of all"
                    + " tasks read, of which this network of " + tasks + " tasks has none. Set "
                    + (byMethod ? "another balance.method" : "balance.probe.of = shared")
                    + ", or network.type = " + ALWAYS_COMMON + ".");
        }
    }

    private static void requireSize(NetworkSettings network, int tasks, String key, int size) {
        int least = network.architecture().leastEmbeddingSize(tasks);
        if (size < least) {
            throw new ConfigException("network.type = "
                    + network.architecture().key() + " with network." + key + " = " + size
                    + " and "
                    + tasks + " tasks: an embedding row is cut into a part for each task and a shared one. Set " + key
                    + " = " + least + " or more.");
        }
    }

    /** Returns a check, before Spark starts, that a network can be made of the features of prepared data. */
    static Consumer<JobSettings> ofFeatures(String data) {
        return settings -> {
            FeatureManifest manifest = PreparedData.manifest(data);
            try {
                settings.train()
                        .network()
                        .requireFeatures(
                                manifest.features(), settings.features().tasks().size());
            } catch (IllegalArgumentException e) {
                throw JobFailure.invalid(e.getMessage());
            }
            TrainingRun.requireEmbeddings(settings.train().balance(), manifest.features());
        };
    }

    /** Returns the network with the tasks' parents, where it knows them and any are given. */
    static NetworkSettings withParents(NetworkSettings network, List<TaskSettings> tasks) {
        if (tasks.stream().allMatch(task -> task.parents().isEmpty())) {
            return network;
        }
        List<String> names = tasks.stream().map(task -> task.spec().name()).toList();
        List<List<Integer>> parents = tasks.stream()
                .map(task -> task.parents().stream().map(names::indexOf).toList())
                .toList();
        Architecture architecture = network.architecture();
        return architecture
                .withParents(parents)
                .map(network::with)
                .orElseThrow(() -> new ConfigException("tasks: parents does nothing with network.type = "
                        + architecture.key()
                        + ", whose tasks do not depend on each other. Remove it, or set network.type = dbmtl."));
    }

    private static void requireOptions(NetworkSettings network, int tasks) {
        try {
            network.requireFit(tasks);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(e.getMessage());
        }
    }

    private static void requireChain(String type, List<TaskSpec> tasks) {
        List<String> others = tasks.stream()
                .filter(task -> task.type() != TaskType.BINARY)
                .map(TaskSpec::name)
                .toList();
        if (tasks.size() < 2 || !others.isEmpty()) {
            throw new ConfigException(type + " with "
                    + (others.isEmpty() ? "one task" : "tasks " + others + " that are not binary")
                    + ": it needs two or more binary tasks in the order of a chain of events, such as click, then"
                    + " conversion. Change the tasks, or set another network.type.");
        }
    }
}
