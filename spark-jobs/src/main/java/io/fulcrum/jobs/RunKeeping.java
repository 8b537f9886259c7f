package io.fulcrum.jobs;

import io.fulcrum.balance.BalanceSettings;
import io.fulcrum.contract.Fingerprint;
import io.fulcrum.contract.Split;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.job.JobFailure;
import io.fulcrum.job.Location;
import io.fulcrum.job.PublishedDirectory.IfExists;
import io.fulcrum.job.RunRecord;
import io.fulcrum.job.Storage;
import io.fulcrum.train.Checkpoints;
import io.fulcrum.train.RunGuard;
import io.fulcrum.train.RunIdentity;
import io.fulcrum.train.checkpoint.CheckpointDirectory;
import io.fulcrum.train.checkpoint.CheckpointSettings;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** The options of what a training goes on from, and what keeps it from being lost. */
final class RunKeeping {
    /** Keys that do not touch the bits of a round; {@code tasks} and the sections of training do. */
    private static final String FREE = "(data|features|checks|evaluate|spark|checkpoint)(\\..*)?"
            + "|rounds\\.epochs|rounds\\.memory-check|stopping\\.patience";

    @Option(
            names = "--resume",
            description = "Resumes from the newest complete checkpoint with the same bits, or from the"
                    + " start if there is none. Needs the same data and settings, but for rounds.epochs,"
                    + " rounds.memory-check, stopping.patience, checkpoint.*, evaluate.* and spark.*.")
    private boolean resume;

    @Option(
            names = "--checkpoints",
            paramLabel = "DIR",
            description = "Where checkpoints are written, and stay after the"
                    + " run (default: OUTPUT.checkpoints, removed when the model is published).")
    private String checkpoints;

    @Option(
            names = "--warm-start",
            paramLabel = "MODEL",
            description = "Starts from a model that train published, in the"
                    + " place of initial values: its dense parameters, and the embedding rows of values that both vocabularies know."
                    + " The data may be another day's and rounds.workers another number; network, tasks and features must be the"
                    + " same. With --resume, name the same model again.")
    private String warmStart;

    private String warmFingerprint = "none";

    /** Returns the training with the model that it is to start from, if one is named. */
    Training warmed(Training training, JobContext job, String data) {
        if (warmStart == null) {
            return training;
        }
        WarmStarts model = WarmStarts.read(warmStart);
        warmFingerprint = model.fingerprint();
        return new Training(
                model.start(training.run(), job.spark(), data), training.prepared(), training.checkpoints());
    }

    /** Notes the model that the run started from. */
    void describe(RunRecord.Builder record) {
        if (warmStart != null) {
            record.input("warm-start", warmStart, warmFingerprint);
        }
    }

    /** Returns the paths with the model that the training is to start from, if one is named. */
    JobPaths reading(JobPaths paths) {
        return warmStart == null ? paths : paths.model(warmStart);
    }

    /** Refuses a directory of checkpoints that cannot be one, before anything starts. */
    void requireUsable() {
        if (checkpoints != null) {
            Storage.requireDirectory("--checkpoints", checkpoints);
        }
    }

    /** Takes the leases of the output and of a directory of checkpoints apart from it. */
    DriverGuard guard(JobContext job, String output) {
        List<String> places = checkpoints == null ? List.of(output) : List.of(output, checkpoints);
        return DriverGuard.over(places, job.settings().checkpoint().leaseSeconds());
    }

    /** Returns what keeps a run, ready to train: what is there is found, refused or removed. */
    Checkpoints open(JobContext job, Training training, String output, RunGuard guard) {
        CheckpointSettings settings = job.settings().checkpoint();
        if (settings.isOff() && resume) {
            throw JobFailure.invalid("--resume needs checkpoints, but checkpoint.every-rounds = 0 keeps none."
                    + " Set checkpoint.every-rounds, or leave --resume out.");
        }
        if (settings.isOff()) {
            return Checkpoints.OFF;
        }
        RunIdentity identity =
                new RunIdentity(settings(job), data(training.prepared().manifest()));
        CheckpointDirectory directory =
                new CheckpointDirectory(directory(output), settings, training.run(), identity, guard);
        if (resume) {
            directory.find(System.err::println);
        } else if (!directory.isEmpty() && job.ifExists() == IfExists.REFUSE) {
            throw JobFailure.invalid("Checkpoints of an unfinished run are in " + directory(output)
                    + ", which are not overwritten. Resume with --resume, or add --overwrite to remove them.");
        } else {
            directory.remove();
        }
        return directory;
    }

    /** Removes checkpoints that nobody asked to keep. */
    void published(Checkpoints kept) {
        if (checkpoints == null && kept instanceof CheckpointDirectory directory) {
            directory.remove();
        }
    }

    /** Returns where checkpoints are: beside the output unless the user says otherwise. */
    private String directory(String output) {
        if (checkpoints != null) {
            return checkpoints;
        }
        try {
            return Storage.forPeople(Location.beside(Location.followed(output), "", ".checkpoints")
                    .toString());
        } catch (IOException e) {
            throw Storage.cannotWrite(output, e);
        }
    }

    private static Map<String, String> settings(JobContext job) {
        Map<String, String> settings = new TreeMap<>(job.values());
        BalanceSettings.Method chosen = job.settings().train().balance().method();
        settings.keySet().removeIf(key -> key.matches(FREE) || BalanceSettings.isOfAnotherMethod(key, chosen));
        return settings;
    }

    private Map<String, String> data(FeatureManifest manifest) {
        Map<String, String> data = new TreeMap<>();
        data.put("model to start from", warmFingerprint);
        data.put("fingerprint", manifest.fingerprint());
        for (Split split : new Split[] {Split.TRAIN, Split.VALIDATION}) {
            data.put(
                    split.folder() + " rows",
                    Fingerprint.of(manifest.split(split)
                            + String.valueOf(manifest.provenance().get("digest-" + split.folder()))));
        }
        return data;
    }
}
