package io.fulcrum.jobs;

import io.fulcrum.contract.Split;
import io.fulcrum.data.PreparedData;
import io.fulcrum.evaluate.TrainingHints;
import io.fulcrum.evaluate.TrainingHistory;
import io.fulcrum.job.PublishedDirectory;
import io.fulcrum.job.RunRecord;
import io.fulcrum.job.Storage;
import io.fulcrum.model.kernel.BlasKernels;
import io.fulcrum.model.kernel.BlasLibrary;
import io.fulcrum.model.store.ModelDirectory;
import io.fulcrum.train.Checkpoints;
import io.fulcrum.train.TrainedModel;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prepared data in, a model directory with its round log out. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = "Trains a multi-task model in parameter-averaged rounds with driver-side task weights.",
        footer = {
            "",
            "Example:",
            "  fulcrum train --config conf/census-income.conf --data runs/census/data --output runs/census/model"
        })
public final class TrainJob implements Callable<Integer> {
    @Mixin
    private JobOptions options;

    @Option(names = "--data", required = true, paramLabel = "DIR", description = "Directory that prepare published.")
    private String data;

    @Option(names = "--output", required = true, paramLabel = "DIR", description = "Model directory to publish.")
    private String output;

    @Mixin
    private RunKeeping keeping = new RunKeeping();

    public static void main(String[] arguments) {
        Fulcrum.main("train", arguments);
    }

    @Override
    public Integer call() {
        keeping.requireUsable();
        JobPaths paths = keeping.reading(JobPaths.writing(output).trainingData(data, Split.TRAIN, Split.VALIDATION));
        if (options.runsTasks()) {
            paths.whileSparkStarts(BlasKernels::load);
        }
        try (JobContext job =
                JobContext.open(options, "train", settings -> "data " + data + " -> model " + output, paths)) {
            run(job, data, output, keeping);
            return 0;
        }
    }

    static TrainedModel run(JobContext job, String data, String output, RunKeeping keeping) {
        PreparedData prepared = PreparedData.open(job.spark(), data);
        Compatibility.requireSameTasks(job.settings(), prepared.manifest(), data);
        Compatibility.requireSplits(prepared.manifest(), data, Split.TRAIN, Split.VALIDATION);
        RunRecord.Builder record = job.freshRecord()
                .input("data", data, prepared.manifest().fingerprint())
                .environment("blas", BlasLibrary.named().orElse("bundled"));
        try (PublishedDirectory directory = PublishedDirectory.open(output, job.ifExists());
                DriverGuard guard = keeping.guard(job, output)) {
            Training training = keeping.warmed(Training.of(job.settings(), prepared), job, data);
            keeping.describe(record);
            directory.removeAbandoned();
            Checkpoints checkpoints = keeping.open(job, training, output, guard);
            TrainedModel trained = training.with(checkpoints).run(directory.path());
            ModelDirectory.write(
                    directory.path(), trained.model(), prepared.manifest().fingerprint());
            EncoderCopy.keep(data, directory.path());
            record.result(ModelHistory.KEPT_EPOCH, trained.epoch()).result("validation", trained.validation());
            double seconds = job.describe(directory, record).seconds();
            guard.beforePublishing();
            String published = directory.publish();
            keeping.published(checkpoints);
            TrainingHistory history = ModelHistory.read(published);
            System.out.printf(
                    Locale.ROOT,
                    "Trained %s in %.1f s, %s; kept epoch %d%n",
                    Storage.forPeople(published),
                    seconds,
                    inRounds(history, seconds),
                    trained.epoch());
            TrainingHints.of(history).forEach(hint -> System.out.println("Hint: " + hint));
            return trained;
        }
    }

    private static String inRounds(TrainingHistory history, double seconds) {
        double inRounds = history.roundSeconds();
        int rounds = history.rounds().size();
        return inRounds <= seconds
                ? String.format(Locale.ROOT, "%.1f s of it in %d rounds", inRounds, rounds)
                : String.format(Locale.ROOT, "after a resume; all %d rounds took %.1f s", rounds, inRounds);
    }
}
