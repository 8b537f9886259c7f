package io.fulcrum.jobs;

import io.fulcrum.config.ConfigException;
import io.fulcrum.config.ConfigFiles;
import io.fulcrum.contract.Json;
import io.fulcrum.contract.Split;
import io.fulcrum.data.PreparedData;
import io.fulcrum.evaluate.EvaluationSettings;
import io.fulcrum.evaluate.TaskMetrics;
import io.fulcrum.job.ExitCode;
import io.fulcrum.job.JobFailure;
import io.fulcrum.job.Location;
import io.fulcrum.job.PublishedDirectory;
import io.fulcrum.job.RunRecord;
import io.fulcrum.jobs.StudyTable.TrialResult;
import io.fulcrum.train.TrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The same training over several seeds and settings: means with their spread, for claims that are to be believed. */
@Command(
        name = "study",
        mixinStandardHelpOptions = true,
        description = "Trains every variant with every seed on prepared data and reports validation metrics with their"
                + " spread; with --test, test metrics of the best variant and of no other unless all are asked for.",
        footer = {
            "",
            "Example, five seeds for one worker and for two:",
            "  fulcrum study --config conf/census-income.conf --data runs/quickstart/data --output runs/study \\",
            "      --seeds 1,2,3,4,5 --vary rounds.workers=1,2 --test --keep-models"
        })
public final class StudyJob implements Callable<Integer> {
    private static final String FILE = "study.json";

    @Mixin
    private JobOptions options;

    @Option(names = "--data", required = true, paramLabel = "DIR", description = "Directory that prepare published.")
    private String data;

    @Option(names = "--output", required = true, paramLabel = "DIR", description = "Directory to publish.")
    private String output;

    @Option(
            names = "--seeds",
            split = ",",
            defaultValue = "1,2,3,4,5",
            paramLabel = "N",
            description = "Seeds, each a training of its own (default: ${DEFAULT-VALUE}).")
    private List<Long> seeds;

    @Option(
            names = "--vary",
            paramLabel = "KEY=V1,V2",
            description = "Values that a key takes in turn. Repeatable: every" + " combination is a variant.")
    private List<String> vary = new ArrayList<>();

    @Option(
            names = "--test",
            arity = "0..1",
            fallbackValue = "BEST",
            paramLabel = "WHICH",
            description = "Measures on the test split: best, the variant of the best validation mean (default), or all,"
                    + " which uses the test split up for choosing.")
    private Tested test = Tested.NONE;

    @Option(
            names = "--keep-models",
            description = "Publishes the model of every trial, as train does, in the trial's folder.")
    private boolean keepModels;

    @Option(
            names = "--equal-examples",
            description = "Trains all epochs and keeps the last, whatever section stopping"
                    + " says, so that every variant has seen as many examples.")
    private boolean equalExamples;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes all results there too, as in study.json.")
    private Optional<Path> json = Optional.empty();

    /** Which variants are measured on the test split. */
    enum Tested {
        NONE,
        BEST,
        ALL
    }

    private final StudyTable table = new StudyTable();
    private List<Done> best = List.of();

    @Override
    public Integer call() {
        Map<String, List<Trial>> variants = variants();
        try (JobContext job = JobContext.open(
                        options,
                        "study",
                        settings -> variants.size() + " variants, each with seeds " + seeds + ", data " + data + " -> "
                                + output,
                        JobPaths.writing(output).trainingData(data, splits()));
                PublishedDirectory directory = PublishedDirectory.open(output, job.ifExists())) {
            PreparedData prepared = PreparedData.open(job.spark(), data);
            Compatibility.requireSplits(prepared.manifest(), data, splits());
            variants.values()
                    .forEach(trials -> trials.forEach(
                            trial -> Compatibility.requireSameTasks(trial.settings(), prepared.manifest(), data)));
            RunRecord.Builder record =
                    job.freshRecord().input("data", data, prepared.manifest().fingerprint());
            try (KeptSplits splits = new KeptSplits(prepared, seeds.size())) {
                StudyModels models = new StudyModels(job, data, prepared.manifest());
                variants.values().forEach(trials -> run(trials, prepared, splits, models, directory));
            }
            if (test == Tested.BEST) {
                measure(best, prepared);
            }
            String facts = Json.pretty(table.facts());
            directory.write(FILE, facts);
            job.describe(directory, record);
            directory.publish();
            System.out.print(table);
            json.ifPresent(file -> write(file, facts));
            return 0;
        }
    }

    /** The splits that the study reads. */
    private Split[] splits() {
        return test == Tested.NONE
                ? new Split[] {Split.TRAIN, Split.VALIDATION}
                : new Split[] {Split.TRAIN, Split.VALIDATION, Split.TEST};
    }

    /** One training: what is varied, and settings that were checked before anything started. */
    private record Trial(String variant, long seed, String folder, ConfigFiles configuration, JobSettings settings) {}

    /** A trial and its model. */
    private record Done(Trial trial, TrainedModel trained, double seconds) {
        TrialResult result(Map<String, Map<String, Double>> metrics) {
            return new TrialResult(trial.variant(), trial.seed(), trained.epoch(), seconds, metrics);
        }
    }

    private Map<String, List<Trial>> variants() {
        if (new HashSet<>(seeds).size() < seeds.size()) {
            throw new ConfigException(
                    "--seeds " + seeds + " names a seed twice, but each is a training of its own. Name"
                            + " different seeds, such as --seeds 1,2,3.");
        }
        List<List<String>> overrides = Variants.of(vary);
        List<String> names =
                overrides.stream().map(variant -> String.join(" ", variant)).toList();
        List<String> folders = Variants.folders(names);
        Map<String, List<Trial>> variants = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            String folder = folders.get(i).isEmpty() ? "" : folders.get(i) + "_";
            List<Trial> trials = new ArrayList<>();
            for (long seed : seeds) {
                trials.add(trial(names.get(i), folder + "seed=" + seed, overrides.get(i), seed));
            }
            variants.put(names.get(i), trials);
        }
        return variants;
    }

    private Trial trial(String name, String folder, List<String> variant, long seed) {
        List<String> overrides = new ArrayList<>(variant);
        overrides.add("rounds.seed=" + seed);
        ConfigFiles configuration = options.configuration(overrides);
        JobSettings settings = JobSettings.read(configuration);
        return new Trial(name, seed, folder, configuration, equalExamples ? settings.toTheLastEpoch() : settings);
    }

    /** Trains a variant with every seed; its models are kept if none before was better. */
    private void run(
            List<Trial> trials,
            PreparedData prepared,
            KeptSplits splits,
            StudyModels models,
            PublishedDirectory directory) {
        List<Done> done = new ArrayList<>();
        for (Trial trial : trials) {
            System.err.println("== " + trial.folder());
            RunRecord.Builder record = models.record(trial.configuration());
            String folder = directory.resolve(trial.folder());
            TrainedModel trained = Training.of(trial.settings(), prepared).run(folder, splits);
            done.add(new Done(trial, trained, record.seconds()));
            if (keepModels) {
                models.keep(folder, trial.configuration(), trained, record);
            }
        }
        done.forEach(one -> table.add(one.result(one.trained().validation())));
        if (test == Tested.ALL) {
            measure(done, prepared);
        } else if (test == Tested.BEST && table.best().equals(trials.get(0).variant())) {
            best = done;
        }
    }

    private void measure(List<Done> trained, PreparedData prepared) {
        try (ScoredSplit split = ScoredSplit.of(prepared, Split.TEST)) {
            for (Done done : trained) {
                EvaluationSettings settings = done.trial()
                        .settings()
                        .evaluate()
                        .evaluation(prepared.manifest().group());
                Map<String, Map<String, Double>> metrics = new LinkedHashMap<>();
                split.evaluate(done.trained().model(), settings)
                        .forEach((task, measured) -> metrics.put(task, numbers(measured)));
                table.addTest(done.result(metrics));
            }
        }
    }

    private static Map<String, Double> numbers(TaskMetrics measured) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        measured.values()
                .keySet()
                .forEach(metric -> measured.value(metric).ifPresent(value -> numbers.put(metric.key(), value)));
        return numbers;
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(Location.local(file), text);
        } catch (IOException e) {
            throw new JobFailure(
                    ExitCode.UNEXPECTED,
                    "Cannot write " + file + ": " + e
                            + ". The file must be in a directory that can be written to; the results are published too."
                            + " Name another with --json.");
        }
    }
}
