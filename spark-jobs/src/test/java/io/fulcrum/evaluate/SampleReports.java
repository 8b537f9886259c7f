package io.fulcrum.evaluate;

import io.fulcrum.contract.drift.Bins;
import io.fulcrum.contract.drift.Drift;
import io.fulcrum.contract.drift.FeatureDistribution;
import io.fulcrum.contract.drift.FeatureDistributions;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.evaluate.ReportSubject.Artifact;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Seeded reports and round logs that look like real ones. */
public final class SampleReports {
    private static final EvaluationSettings GROUPED = new EvaluationSettings(15, 10, "user_id");

    private SampleReports() {}

    /** Two binary tasks; the larger the skill the better the model. */
    public static EvaluationReport twoTasks(long seed, double skill) {
        Map<String, TaskMetrics> tasks = new LinkedHashMap<>();
        tasks.put("income", binary(seed, skill, -1.6).read(EvaluationSettings.DEFAULT));
        tasks.put("never-married", binary(seed + 1, skill + 0.6, -0.1).read(EvaluationSettings.DEFAULT));
        return EvaluationReport.of(subject("census shared-bottom"), EvaluationSettings.DEFAULT, tasks, List.of());
    }

    /** Three tasks: two grouped binary ones, one rare, and a regression; a fourth without labels. */
    public static EvaluationReport mixed(long seed) {
        Map<String, TaskMetrics> tasks = new LinkedHashMap<>();
        tasks.put("click", grouped(seed, 1.4, -2.5).read(GROUPED));
        tasks.put("buy", grouped(seed + 1, 1.8, -5.5).read(GROUPED));
        tasks.put("watch-seconds", regression(seed + 2).read(GROUPED));
        TaskEvaluation empty = TaskEvaluation.binary(GROUPED);
        empty.add(0.0, Double.NaN, 1);
        tasks.put("share & <like>", empty.read(GROUPED));
        return EvaluationReport.of(subject("feed mmoe"), GROUPED, tasks, List.of("Scored from a sample."));
    }

    /** A report with the drift of a drifting and a stable feature, whose names and values are hostile. */
    public static EvaluationReport drifted() {
        Bins user = new Bins.Ids(9, 1, List.of(2, 3), List.of("<b>&\"'", "u2"));
        Bins age = new Bins.Ranges(List.of(Math.nextDown(18.0), 30.5, 90.0));
        FeatureDistributions counts = new FeatureDistributions(
                FeatureDistributions.SCHEMA,
                "f00d",
                List.of(
                        new FeatureDistribution(
                                "user & <co>",
                                user,
                                Map.of(
                                        "train", List.of(0L, 10L, 600L, 300L, 90L, 0L),
                                        "test", List.of(0L, 60L, 300L, 600L, 40L, 0L))),
                        new FeatureDistribution(
                                "age",
                                age,
                                Map.of(
                                        "train", List.of(10L, 0L, 500L, 490L, 0L),
                                        "test", List.of(11L, 0L, 499L, 490L, 0L)))));
        Drift drift = Drift.of(counts, counts, "test").orElseThrow();
        return twoTasks(1, 1.2).with(new Findings(List.of("A note."), Optional.of(drift)));
    }

    /** One task with 100 examples without a group and {@code groups} groups of 100 examples. */
    public static EvaluationReport withUngrouped(int groups) {
        Random random = new Random(11);
        TaskEvaluation task = TaskEvaluation.binary(GROUPED);
        for (int i = 0; i < 100 * (groups + 1); i++) {
            long group = i % (groups + 1) == 0 ? FeatureManifest.NO_GROUP : i % (groups + 1);
            task.add(random.nextGaussian(), random.nextInt(2), group);
        }
        Map<String, TaskMetrics> tasks = Map.of("click", task.read(GROUPED));
        return EvaluationReport.of(subject("feed"), GROUPED, tasks, List.of());
    }

    public static ReportSubject subject(String model) {
        return new ReportSubject(
                new Artifact(model, "9f3c2ab871d04e55"),
                new Artifact("census-prepared", "51ab77e0c3f2d918"),
                "test",
                Instant.parse("2026-03-01T12:34:56Z"));
    }

    private static TaskEvaluation binary(long seed, double skill, double bias) {
        Random random = new Random(seed);
        TaskEvaluation task = TaskEvaluation.binary(EvaluationSettings.DEFAULT);
        for (int i = 0; i < 12_000; i++) {
            double truth = bias + skill * 1.6 * random.nextGaussian();
            double label = random.nextDouble() < LogLossState.sigmoid(truth) ? 1 : 0;
            task.add(1.08 * truth + 0.4 * random.nextGaussian(), label, 0);
        }
        return task;
    }

    private static TaskEvaluation grouped(long seed, double skill, double bias) {
        Random random = new Random(seed);
        TaskEvaluation task = TaskEvaluation.binary(GROUPED);
        for (int i = 0; i < 20_000; i++) {
            double truth = bias + skill * random.nextGaussian();
            double label =
                    random.nextDouble() < 0.1 ? Double.NaN : random.nextDouble() < LogLossState.sigmoid(truth) ? 1 : 0;
            task.add(truth + 0.5 * random.nextGaussian(), label, random.nextInt(900));
        }
        return task;
    }

    private static TaskEvaluation regression(long seed) {
        Random random = new Random(seed);
        TaskEvaluation task = TaskEvaluation.regression();
        for (int i = 0; i < 8_000; i++) {
            double truth = Math.exp(3 + 0.6 * random.nextGaussian());
            task.add(0.8 * truth + 5, Math.max(0, truth + 8 * random.nextGaussian()), 0);
        }
        return task;
    }

    /** A round log in the format of train; the tasks trade off after the fourth epoch. */
    public static String roundLog(List<String> tasks, int epochs, int roundsPerEpoch) {
        Random random = new Random(5);
        StringBuilder log = new StringBuilder();
        for (int round = 0; round < epochs * roundsPerEpoch; round++) {
            double progress = round / (double) roundsPerEpoch;
            boolean last = (round + 1) % roundsPerEpoch == 0;
            log.append(line(tasks, new Moment(round, round / roundsPerEpoch, progress, last), random))
                    .append('\n');
        }
        return log.toString();
    }

    /** A round of the made-up training: its number, epoch, share of the way, and whether it ends its epoch. */
    private record Moment(int round, int epoch, double progress, boolean last) {}

    private static String line(List<String> tasks, Moment moment, Random random) {
        double progress = moment.progress();
        StringBuilder losses = new StringBuilder();
        StringBuilder weights = new StringBuilder();
        StringBuilder validation = new StringBuilder();
        for (int t = 0; t < tasks.size(); t++) {
            String key = (t == 0 ? "" : ",") + "\"" + tasks.get(t) + "\":";
            double swing = 0.25 * Math.sin(progress + 0.1 * random.nextGaussian());
            losses.append(key).append(0.3 + 0.05 * t + 0.35 * Math.exp(-progress) + 0.015 * random.nextGaussian());
            weights.append(key).append(1 + (t == 0 ? swing : -swing / (tasks.size() - 1)));
            double late = t == 0 ? 0 : 0.0009 * Math.max(0, progress - 4) * Math.max(0, progress - 4);
            validation
                    .append(key)
                    .append(String.format(
                            Locale.ROOT,
                            "{\"auc\":%.6f,\"logLoss\":0.3}",
                            0.93 - 0.04 * t - 0.06 * Math.exp(-0.8 * progress) - late));
        }
        return String.format(
                        Locale.ROOT,
                        "{\"schema\":2,\"round\":%d,\"epoch\":%d,\"step\":%d,",
                        moment.round() + 1,
                        moment.epoch() + 1,
                        moment.round() * 4 + 4)
                + "\"examples\":25600,\"seconds\":{\"total\":0.83},\"bytesDown\":1,"
                + "\"losses\":{" + losses + "},\"taskWeights\":{" + weights + "},\"gram\":[],\"notes\":[],\"cosines\":"
                + cosines(tasks.size(), 0.5 - 0.09 * progress + 0.12 * random.nextGaussian())
                + (moment.last() ? ",\"validation\":{" + validation + "}" : "") + "}";
    }

    private static String cosines(int tasks, double value) {
        StringBuilder rows = new StringBuilder("[");
        for (int i = 0; i < tasks; i++) {
            rows.append(i == 0 ? "[" : ",[");
            for (int j = 0; j < tasks; j++) {
                double cosine = i == j ? 1 : Math.max(-1, Math.min(1, value * (1 - 0.4 * Math.min(i, j))));
                rows.append(j == 0 ? "" : ",").append(cosine);
            }
            rows.append("]");
        }
        return rows.append("]").toString();
    }
}
