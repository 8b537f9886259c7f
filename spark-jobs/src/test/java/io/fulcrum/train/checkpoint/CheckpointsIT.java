package io.fulcrum.train.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fulcrum.LocalSpark;
import io.fulcrum.SettingsText;
import io.fulcrum.balance.BalanceSettings;
import io.fulcrum.balance.BalanceSettings.Method;
import io.fulcrum.balance.BalanceSettings.Normalise;
import io.fulcrum.balance.ProbeOptions;
import io.fulcrum.balance.WeightSum;
import io.fulcrum.balance.WrapSettings;
import io.fulcrum.data.Shard;
import io.fulcrum.data.ShardPlan;
import io.fulcrum.job.ExitCode;
import io.fulcrum.job.JobFailure;
import io.fulcrum.job.Progress;
import io.fulcrum.model.ModelSpec;
import io.fulcrum.model.Recommender;
import io.fulcrum.model.architecture.NetworkSettings;
import io.fulcrum.model.embedding.RowMerge;
import io.fulcrum.model.graph.EmbeddingSizes;
import io.fulcrum.model.graph.ListAttention;
import io.fulcrum.model.optimizer.LearningRate;
import io.fulcrum.model.optimizer.OptimizerSettings;
import io.fulcrum.model.optimizer.UpdateRule;
import io.fulcrum.train.BadNumbers;
import io.fulcrum.train.Checkpoints;
import io.fulcrum.train.Delta;
import io.fulcrum.train.GeneratedRows;
import io.fulcrum.train.RoundLog;
import io.fulcrum.train.RoundReporter;
import io.fulcrum.train.RoundSettings;
import io.fulcrum.train.RoundsIT;
import io.fulcrum.train.RowPolicy;
import io.fulcrum.train.RowPolicy.MemoryCheck;
import io.fulcrum.train.RunGuard;
import io.fulcrum.train.RunIdentity;
import io.fulcrum.train.TrainedModel;
import io.fulcrum.train.TrainingLoop;
import io.fulcrum.train.TrainingRun;
import io.fulcrum.train.WarmStart;
import io.fulcrum.train.WarmStart.RowsTaken;
import io.fulcrum.train.outer.OuterSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A run that is cut off and resumed goes through the same parameters as one that nothing disturbed. */
@ExtendWith(LocalSpark.class)
class CheckpointsIT {
    private static final ShardPlan PLAN = new ShardPlan(2, 3);
    private static final int EPOCHS = 3;
    private static final int ROUNDS = PLAN.rounds() * EPOCHS;
    private static final List<Shard> SHARDS = GeneratedRows.shards(40, 0.6, 120, 130, 110, 125, 90, 140);
    private static final RunIdentity IDENTITY =
            new RunIdentity(Map.of("rounds.workers", "2"), Map.of("fingerprint", "f00d"));

    @TempDir
    Path folder;

    /** How a run trains: every balancer, optimiser and outer optimiser occurs. */
    record Way(BalanceSettings balance, OptimizerSettings optimizer, OuterSettings outer, NetworkSettings network) {
        Way(BalanceSettings balance, OptimizerSettings optimizer, OuterSettings outer) {
            this(balance, optimizer, outer, GeneratedRows.MODEL.network());
        }

        /** Returns the same with rows of two sizes and a list pooled by attention to a trained vector. */
        Way withTwoSizes() {
            NetworkSettings two = new NetworkSettings(
                    network.architecture(),
                    network.options(),
                    new EmbeddingSizes(4, Map.of("user", 6)),
                    List.of(new ListAttention("history", "")));
            return new Way(balance, optimizer, outer, two);
        }

        ModelSpec model() {
            ModelSpec one = GeneratedRows.MODEL;
            return new ModelSpec(one.tasks(), one.features(), one.scales(), network, one.seed());
        }
    }

    static Stream<Way> ways() {
        BalanceSettings smoothed = new BalanceSettings(
                Method.PARETO,
                Normalise.LOSS,
                WeightSum.TASKS,
                0.9,
                new double[0],
                new double[0],
                new double[0],
                Method.PARETO.defaults(),
                WrapSettings.NONE,
                ProbeOptions.DEFAULT);
        return Stream.of(
                new Way(smoothed, GeneratedRows.ADAM, OuterSettings.average()),
                new Way(smoothed, GeneratedRows.ADAM, OuterSettings.average()).withTwoSizes(),
                new Way(
                        BalanceSettings.of(Method.PE_LTR),
                        optimizer(new UpdateRule.Adagrad(1e-8)),
                        OuterSettings.of(OuterSettings.Method.DILOCO, 2)),
                new Way(
                        BalanceSettings.of(Method.STATIC),
                        optimizer(new UpdateRule.Sgd()),
                        OuterSettings.of(OuterSettings.Method.BMUF, 2)),
                new Way(smoothed, GeneratedRows.ADAM, new OuterSettings(OuterSettings.Method.SLOWMO, 1, 0.5)));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void resume_midEpoch_givesTheSameBits(Way way, SparkSession spark) throws IOException {
        Outcome undisturbed = train(spark, run(way), Checkpoints.OFF, "undisturbed");
        interrupt(spark, way, settings(2, 2), 5);
        assertSame(train(spark, run(way), found(way, settings(2, 2)), "resumed"), undisturbed);
    }

    /** Each trains a small slice with its settings of the configuration, and all that it remembers is restored. */
    @ParameterizedTest
    @EnumSource(Method.class)
    void resume_everyBalancer_learnsAndGivesTheSameBits(Method method, SparkSession spark) throws IOException {
        double[] none = new double[0];
        BalanceSettings balance = SettingsText.read(
                "balance { method = " + method.key() + ", sum = method }",
                root -> BalanceSettings.read(root, none, none, none));
        Way way = new Way(balance, GeneratedRows.ADAM, OuterSettings.average());
        Outcome undisturbed = train(spark, run(way), Checkpoints.OFF, "undisturbed");
        assertThat(loss(undisturbed, ROUNDS - 1)).isLessThan(loss(undisturbed, 0));
        interrupt(spark, way, settings(2, 2), 7); // in the third epoch
        assertSame(train(spark, run(way), found(way, settings(2, 2)), "resumed"), undisturbed);
    }

    /** The sum of the tasks' training losses of a round. */
    private static double loss(Outcome outcome, int round) throws IOException {
        JsonNode losses =
                new ObjectMapper().readTree(outcome.digests().get(round)).get("losses");
        return losses.get("click").asDouble() + losses.get("buy").asDouble();
    }

    @Test
    void resume_afterAnyRound_givesTheSameBitsFromOneCheckpointOnly(SparkSession spark) throws IOException {
        Way way = ways().findFirst().orElseThrow();
        Outcome undisturbed = train(spark, run(way), Checkpoints.OFF, "undisturbed");
        for (int stop = 1; stop <= ROUNDS; stop++) {
            interrupt(spark, way, settings(1, 1), stop);
            assertThat(lines("interrupted")).hasSize(stop);
            assertSame(train(spark, run(way), found(way, settings(1, 1)), "resumed"), undisturbed);
            directory(way, settings(1, 1), RunGuard.NONE).remove();
        }
    }

    @Test
    void resume_overAndOver_givesTheSameBits(SparkSession spark) throws IOException {
        Way way = ways().findFirst().orElseThrow();
        Outcome undisturbed = train(spark, run(way), Checkpoints.OFF, "undisturbed");
        interrupt(spark, way, settings(2, 1), 1);
        for (int stop = 2; stop < ROUNDS; stop += 2) {
            CheckpointDirectory again = directory(way, settings(2, 1), stopAfter(2));
            again.find(note -> {});
            assertThatThrownBy(() -> train(spark, run(way), again, "interrupted"))
                    .isInstanceOf(JobFailure.class);
        }
        assertSame(train(spark, run(way), found(way, settings(2, 1)), "resumed"), undisturbed);
    }

    /** Evictions fall before, between and after checkpoints. */
    @Test
    void resume_evictingAfterAnyRound_givesTheSameBits(SparkSession spark) throws IOException {
        Set<String> kinds = resumeAfterAnyRound(spark, CheckpointsIT::evicting);
        assertThat(kinds).as("what there was to restore").contains("base", "later with evictions");
    }

    /** The older model has rows that this data never touches: they are evicted, and stay so in a resumed run. */
    @Test
    void resume_warmStartEvicting_givesTheSameBits(SparkSession spark) throws IOException {
        Recommender older = train(spark, run(ways().findFirst().orElseThrow()), Checkpoints.OFF, "older")
                .trained()
                .model();
        RowsTaken users = new RowsTaken(
                IntStream.range(0, 40).toArray(), IntStream.range(0, 40).toArray());
        RowsTaken items = new RowsTaken(
                IntStream.range(0, 25).toArray(), IntStream.range(0, 25).toArray());
        WarmStart start = new WarmStart(older, List.of(users, items));
        resumeAfterAnyRound(spark, () -> evicting().from(start));
    }

    /** Returns what kinds of checkpoints there were; small shards leave rows unseen for rounds. */
    private Set<String> resumeAfterAnyRound(SparkSession spark, Supplier<TrainingRun> run) throws IOException {
        List<Shard> few = GeneratedRows.shards(70, 0.6, 9, 8, 7, 9, 8, 10);
        Outcome undisturbed = train(spark, run.get(), few, Checkpoints.OFF, "undisturbed");
        assertThat(undisturbed.digests()).anyMatch(line -> line.matches(".*\"rowsEvicted\":[1-9].*"));
        Set<String> kinds = new TreeSet<>();
        for (int stop = 1; stop <= ROUNDS; stop++) {
            CheckpointDirectory stopped = evictingDirectory(run.get(), stopAfter(stop));
            assertThatThrownBy(() -> train(spark, run.get(), few, stopped, "interrupted"))
                    .hasMessageContaining("is complete: resume with the same command and --resume.");
            kinds.addAll(kindsOfCheckpoints());
            CheckpointDirectory found = evictingDirectory(run.get(), RunGuard.NONE);
            found.find(note -> {});
            assertSame(train(spark, run.get(), few, found, "resumed"), undisturbed);
            found.remove();
        }
        return kinds;
    }

    private Set<String> kindsOfCheckpoints() throws IOException {
        Set<String> kinds = new TreeSet<>();
        try (Stream<Path> checkpoints = Files.list(folder.resolve("checkpoints"))) {
            for (Path manifest : checkpoints
                    .map(path -> path.resolve("manifest.json"))
                    .filter(Files::exists)
                    .toList()) {
                boolean base = Files.readString(manifest).contains("\"chain\":[]");
                boolean evictions = Files.size(manifest.resolveSibling("evicted.i32")) > 0;
                kinds.add((base ? "base" : "later") + (evictions ? " with evictions" : ""));
            }
        }
        return kinds;
    }

    private CheckpointDirectory evictingDirectory(TrainingRun run, RunGuard guard) {
        return new CheckpointDirectory(folder + "/checkpoints", settings(1, 2), run, IDENTITY, guard);
    }

    /** A run that evicts soon, and whose rows move by another rule than its dense parameters. */
    private static TrainingRun evicting() {
        RoundSettings rounds = new RoundSettings(
                2,
                2,
                64,
                EPOCHS,
                1,
                OuterSettings.average(),
                RowMerge.TOUCHED_MEAN,
                RoundSettings.OptimizerState.AVERAGE,
                BadNumbers.STOP,
                new RowPolicy(2, MemoryCheck.REFUSE),
                Delta.EXACT,
                99);
        OptimizerSettings optimizer = new OptimizerSettings(
                new UpdateRule.Sgd(),
                LearningRate.constant(0.05),
                0,
                Double.POSITIVE_INFINITY,
                GeneratedRows.ADAM.rows());
        return RoundsIT.run(rounds, optimizer, BalanceSettings.of(Method.STATIC));
    }

    @Test
    void find_newestDamaged_fallsBackAndSaysSo(SparkSession spark) throws IOException {
        Way way = ways().findFirst().orElseThrow();
        Outcome undisturbed = train(spark, run(way), Checkpoints.OFF, "undisturbed");
        for (String file :
                List.of("parameters.f32", "rows.f32", "rows.i32", "rows-seen.i32", "rounds.jsonl", "manifest.json")) {
            interrupt(spark, way, settings(1, 3), 5);
            Path damaged = folder.resolve("checkpoints/ckpt-000005").resolve(file);
            byte[] bytes = Files.readAllBytes(damaged);
            bytes[bytes.length / 2] ^= 1;
            Files.write(damaged, bytes);
            List<String> notes = new ArrayList<>();
            CheckpointDirectory directory = directory(way, settings(1, 3), RunGuard.NONE);
            directory.find(notes::add);
            assertThat(notes).hasSize(2);
            assertThat(notes.get(0))
                    .startsWith(
                            "Checkpoint " + folder + "/checkpoints/ckpt-000005 is corrupt or incomplete; skipping it: ")
                    .contains(file);
            assertThat(notes.get(1))
                    .isEqualTo(
                            "Going on from checkpoint " + folder + "/checkpoints/ckpt-000004: 4 rounds done, epoch 2");
            assertSame(train(spark, run(way), directory, "resumed"), undisturbed);
            directory.remove();
        }
    }

    @Test
    void find_noneWhole_isRefusedWithAdvice(SparkSession spark) throws IOException {
        Way way = ways().findFirst().orElseThrow();
        interrupt(spark, way, settings(1, 1), 1);
        Files.delete(folder.resolve("checkpoints/ckpt-000001/rows.f32"));
        assertThatThrownBy(() -> found(way, settings(1, 1)))
                .isInstanceOf(JobFailure.class)
                .hasMessage("None of the 1 checkpoints in " + folder
                        + "/checkpoints is complete: there is nothing to resume from."
                        + " Restart with --overwrite and without --resume.");
    }

    @Test
    void find_otherSettingsOrData_isRefusedNamingWhatDiffers(SparkSession spark) throws IOException {
        Way way = ways().findFirst().orElseThrow();
        interrupt(spark, way, settings(1, 1), 1);
        RunIdentity workers = new RunIdentity(Map.of("rounds.workers", "4"), IDENTITY.data());
        RunIdentity data = new RunIdentity(IDENTITY.settings(), Map.of("fingerprint", "beef"));
        String checkpoint = "Checkpoint " + folder + "/checkpoints/ckpt-000001 was made with ";
        assertThatThrownBy(() -> open(way, workers).find(note -> {}))
                .isInstanceOf(JobFailure.class)
                .hasMessage(
                        checkpoint + "rounds.workers = 2, this run has 4: a resumed run must be able to give the same"
                                + " bits. Use the checkpoint's settings, or restart with --overwrite and without --resume.");
        assertThatThrownBy(() -> open(way, data).find(note -> {}))
                .isInstanceOf(JobFailure.class)
                .hasMessage(checkpoint
                        + "the prepared data's fingerprint = f00d, this run has beef: a resumed run must be able"
                        + " to give the same bits. Train on the data of the checkpoint, or restart with --overwrite and without"
                        + " --resume.");
    }

    @Test
    void checkpoints_manyRounds_keepTheNewestTheBestAndWhatTheyBuildOn(SparkSession spark) throws IOException {
        Way way = ways().findFirst().orElseThrow();
        interrupt(spark, way, settings(1, 1), 8);
        List<Integer> left = new CheckpointShelf(folder + "/checkpoints").numbers();
        JsonNode newest = new ObjectMapper()
                .readTree(
                        folder.resolve("checkpoints/ckpt-000008/manifest.json").toFile());
        int best = newest.get("best").get(0).get("checkpoint").asInt();
        assertThat(left).startsWith(8).contains(best).hasSizeLessThan(8);
        newest.get("chain")
                .forEach(
                        link -> assertThat(left).contains(link.get("checkpoint").asInt()));
        assertThat(best).as("kept for itself, not as the newest").isLessThan(8);
        assertThat(Files.readString(folder.resolve("checkpoints/LATEST"))).isEqualTo("ckpt-000008\n");
        try (Stream<Path> files = Files.list(folder.resolve("checkpoints"))) {
            assertThat(files.map(file -> file.getFileName().toString())).allMatch(name -> !name.contains("tmp"));
        }
    }

    /** What a training left. */
    private record Outcome(TrainedModel trained, List<String> digests) {}

    private void interrupt(SparkSession spark, Way way, CheckpointSettings settings, int rounds) {
        CheckpointDirectory directory = directory(way, settings, stopAfter(rounds));
        assertThatThrownBy(() -> train(spark, run(way), directory, "interrupted"))
                .isInstanceOfSatisfying(
                        JobFailure.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.TERMINATED))
                .hasMessageContaining("is complete: resume with the same command and --resume.");
    }

    private Outcome train(SparkSession spark, TrainingRun run, Checkpoints checkpoints, String name)
            throws IOException {
        return train(spark, run, SHARDS, checkpoints, name);
    }

    private Outcome train(SparkSession spark, TrainingRun run, List<Shard> shards, Checkpoints checkpoints, String name)
            throws IOException {
        Path log = Files.createDirectories(folder.resolve(name));
        try (RoundLog rounds = new RoundLog(log.toString(), checkpoints)) {
            RoundReporter reporter = new RoundReporter(rounds, Progress.onStandardError(), GeneratedRows.TASKS, ROUNDS);
            TrainedModel trained = new TrainingLoop(run, PLAN, CheckpointsIT::measure, reporter, checkpoints)
                    .train(RoundsIT.rdd(spark, shards));
            return new Outcome(trained, lines(name));
        }
    }

    private List<String> lines(String name) throws IOException {
        return Files.readAllLines(folder.resolve(name).resolve(RoundLog.FILE)).stream()
                .map(line -> line.replaceAll("\"(seconds|rowsPerSecond|bytesDown)\":(\\{[^}]*}|[^,]*),", ""))
                .toList();
    }

    private static void assertSame(Outcome actual, Outcome expected) {
        assertThat(actual.digests()).isEqualTo(expected.digests());
        assertThat(actual.trained().epoch()).isEqualTo(expected.trained().epoch());
        assertThat(actual.trained().validation()).isEqualTo(expected.trained().validation());
        Recommender model = actual.trained().model();
        assertThat(model.parameters()).isEqualTo(expected.trained().model().parameters());
        RoundsIT.assertSameTables(model.tables(), expected.trained().model().tables(), 0);
    }

    /** Metrics by which the second epoch is the best, so that a resumed run must find its model again. */
    private static Map<String, Map<String, Double>> measure(Recommender model) {
        double score = Math.floorMod(Float.floatToIntBits(model.parameters()[0]), 1000) / 1000.0;
        return Map.of("click", Map.of("auc", score), "buy", Map.of("auc", 0.5));
    }

    private static RunGuard stopAfter(int rounds) {
        return new RunGuard() {
            private int left = rounds;

            @Override
            public void begin() {}

            @Override
            public Optional<ExitCode> stop() {
                return --left > 0 ? Optional.empty() : Optional.of(ExitCode.TERMINATED);
            }

            @Override
            public void check() {}
        };
    }

    private CheckpointDirectory found(Way way, CheckpointSettings settings) {
        CheckpointDirectory directory = directory(way, settings, RunGuard.NONE);
        directory.find(note -> {});
        return directory;
    }

    private CheckpointDirectory directory(Way way, CheckpointSettings settings, RunGuard guard) {
        return new CheckpointDirectory(folder + "/checkpoints", settings, run(way), IDENTITY, guard);
    }

    private CheckpointDirectory open(Way way, RunIdentity identity) {
        return new CheckpointDirectory(folder + "/checkpoints", settings(1, 1), run(way), identity, RunGuard.NONE);
    }

    private static CheckpointSettings settings(int everyRounds, int keep) {
        return new CheckpointSettings(everyRounds, keep, 60);
    }

    private static OptimizerSettings optimizer(UpdateRule rule) {
        return new OptimizerSettings(rule, LearningRate.constant(0.05), 0, Double.POSITIVE_INFINITY);
    }

    private static TrainingRun run(Way way) {
        RoundSettings rounds = new RoundSettings(
                2,
                2,
                64,
                EPOCHS,
                1,
                way.outer(),
                RowMerge.TOUCHED_MEAN,
                RoundSettings.OptimizerState.AVERAGE,
                BadNumbers.STOP,
                RowPolicy.DEFAULT,
                Delta.EXACT,
                99);
        TrainingRun run = RoundsIT.run(rounds, way.optimizer(), way.balance());
        return new TrainingRun(run.name(), way.model(), run.settings(), run.judges(), run.before());
    }
}
