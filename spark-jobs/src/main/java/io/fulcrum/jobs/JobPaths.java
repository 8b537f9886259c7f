package io.fulcrum.jobs;

import io.fulcrum.contract.Split;
import io.fulcrum.data.PreparedData;
import io.fulcrum.job.Ahead;
import io.fulcrum.job.PublishedDirectory;
import io.fulcrum.job.PublishedDirectory.IfExists;
import io.fulcrum.job.Storage;
import io.fulcrum.model.store.ModelDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a command reads and writes, to be checked before Spark starts. Places that are not on a local disk are checked
 * when they are opened, because they may need the settings of the session.
 */
final class JobPaths {
    private final List<Input> inputs = new ArrayList<>();
    private final List<String> outputs;
    private final List<Consumer<JobSettings>> settingsChecks = new ArrayList<>();
    private final List<Runnable> ahead = new ArrayList<>();

    private JobPaths(List<String> outputs) {
        this.outputs = outputs;
    }

    /** A path and what refuses a wrong one. */
    private record Input(String path, Consumer<String> check) {}

    /** Paths of a command that publishes these directories. */
    static JobPaths writing(String... outputs) {
        return new JobPaths(List.of(outputs));
    }

    /** Adds a directory of prepared data, of which these splits are read. */
    JobPaths data(String directory, Split... splits) {
        return reading(directory, path -> Compatibility.requireSplits(PreparedData.manifest(path), path, splits));
    }

    /** Adds a directory of prepared data to train on, of which these splits are read. */
    JobPaths trainingData(String directory, Split... splits) {
        if (Storage.isLocal(directory)) {
            settingsChecks.add(NetworkFit.ofFeatures(directory));
        }
        return data(directory, splits);
    }

    /** Adds a directory of a model that is read. */
    JobPaths model(String directory) {
        return reading(directory, ModelDirectory::requireDescription);
    }

    /** Adds a path that {@code check} refuses if it is wrong. */
    JobPaths reading(String path, Consumer<String> check) {
        inputs.add(new Input(path, check));
        return this;
    }

    /** Adds work to be done on another thread while Spark starts, once the paths have been checked. */
    void whileSparkStarts(Runnable work) {
        ahead.add(work);
    }

    /** Starts the work that is done while Spark starts. */
    void startAhead() {
        ahead.forEach(Ahead::run);
    }

    /** Adds a directory of a model or of prepared data whose encoders are used. */
    JobPaths encoders(String directory) {
        return reading(directory, StoredManifest::requireEncoders);
    }

    /** Returns what is read and written, for a command that encodes new rows. */
    String describe(String input) {
        List<String> read = inputs.stream().map(Input::path).distinct().toList();
        return input + " with " + String.join(", ", read) + " -> " + String.join(", ", outputs);
    }

    /**
     * Checks local paths, inputs first, then whether the settings fit them.
     *
     * @throws io.fulcrum.job.JobFailure if an input is missing or not of its kind, or an output cannot be published
     */
    void check(JobSettings settings, IfExists ifExists) {
        inputs.stream()
                .filter(input -> Storage.isLocal(input.path()))
                .forEach(input -> input.check().accept(input.path()));
        outputs.forEach(output -> PublishedDirectory.requireFree(output, ifExists));
        settingsChecks.forEach(check -> check.accept(settings));
    }
}
