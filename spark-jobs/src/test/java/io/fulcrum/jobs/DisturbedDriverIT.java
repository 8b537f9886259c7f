package io.fulcrum.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fulcrum.ChildJvm;
import io.fulcrum.LocalSpark;
import io.fulcrum.job.Lease;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training drivers in processes of their own that are killed, stopped, out of disk: what a resumed one then gives. */
class DisturbedDriverIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> FILES =
            List.of("model.json", "parameters.f32", "table-0.rows", "table-1.rows", "table-2.rows");

    @TempDir
    static Path folder;

    private static String config;
    private static String disturbed;
    private static List<String> undisturbed;

    private final Path home = newHome();
    private final Path model = home.resolve("model");
    private final Path checkpoints = home.resolve("model.checkpoints");
    private final Path third = checkpoints.resolve("ckpt-000003");

    @BeforeAll
    static void trainUndisturbed() throws IOException {
        GeneratedVisits.write(LocalSpark.session(), folder.resolve("visits"), 3000);
        String every = "checkpoint { every-rounds = 1, keep = 2 }\n";
        config = GeneratedVisits.configuration(folder, folder + "/visits", every);
        disturbed = GeneratedVisits.configuration(folder, folder + "/visits", every + Disturbance.configuration());
        assertThat(CommandRun.of("prepare", "--master", "local[2]", "--config", config, "--output", folder + "/data")
                        .status())
                .isZero();
        CommandRun run = train(folder + "/undisturbed");
        assertThat(run.status()).as(run.err()).isZero();
        undisturbed = digests(folder.resolve("undisturbed"));
        assertThat(undisturbed).hasSizeBetween(5, 8);
    }

    @Test
    void resume_killedMidRound_givesTheSameModel() throws Exception {
        assertThat(end(Disturbance.atTask("KILL", third)).status()).isEqualTo(137);
        assertThat(checkpoints).isDirectoryContaining(path -> path.equals(third));
        CommandRun refused = train(model.toString());
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err())
                .contains("Checkpoints of an unfinished run are in " + checkpoints
                        + ", which are not overwritten. Resume with --resume, or add --overwrite to remove them.");
        assertResumedFrom(3);
    }

    @Test
    void resume_killedMidCheckpoint_givesTheSameModel() throws Exception {
        Ended killed = end(Disturbance.atFile("KILL", third, ".*/ckpt-000004\\.tmp-.*/rows\\.f32"));
        assertThat(killed.status()).as(killed.output()).isEqualTo(137);
        assertThat(checkpoints.toFile().list()).anyMatch(name -> name.startsWith("ckpt-000004.tmp-"));
        assertResumedFrom(3);
    }

    @Test
    void resume_killedBetweenRenameAndLatest_givesTheSameModel() throws Exception {
        Path fourth = checkpoints.resolve("ckpt-000004");
        Ended killed = end(Disturbance.atFile("KILL", fourth, ".*/LATEST"));
        assertThat(killed.status()).as(killed.output()).isEqualTo(137);
        assertThat(Files.readString(checkpoints.resolve("LATEST"))).isEqualTo("ckpt-000003\n");
        assertResumedFrom(4);
    }

    @Test
    void resume_diskFullWhileCheckpointing_wentOnFromTheOneBefore() throws Exception {
        Ended full = end(Disturbance.atFile("FULL", third, ".*/ckpt-000004\\.tmp-.*/rows\\.f32"));
        assertThat(full.status()).isEqualTo(1);
        assertThat(full.output())
                .containsPattern("Cannot write checkpoint disturbed:" + checkpoints
                        + "/ckpt-000004: No space left on device \\(\\d+ MiB free\\)\\. Training stopped, because it could not be"
                        + " resumed\\. ckpt-000003 before it is complete; resume with the same command and --resume when there is space,"
                        + " or name another place with --checkpoints\\.")
                .doesNotContain("\tat ");
        assertThat(checkpoints.toFile().list()).noneMatch(name -> name.contains("tmp"));
        assertThat(home.toFile().list()).noneMatch(name -> name.startsWith(".") || name.contains("lease"));
        assertResumedFrom(3);
    }

    @Test
    void train_secondDriver_isRefusedAndSigtermEndsTheFirstAfterItsRound() throws Exception {
        Process child = start(Disturbance.atTask("STOP", third));
        BufferedReader output = child.inputReader();
        List<String> lines = readUntil(output, "Disturbance: STOP");
        CommandRun second = train(model.toString(), "--resume");
        assertThat(second.status()).isEqualTo(2);
        assertThat(second.err())
                .containsPattern("Output " + model + " is being written by \\S+ on \\S+, process "
                        + child.pid()
                        + ", since \\S+; its last heartbeat was \\d+ s ago\\. Wait for it, stop it, or name another"
                        + " --output\\.");
        kill(child, "CONT");
        kill(child, "TERM");
        lines.addAll(output.lines().toList());
        assertThat(child.waitFor()).as(String.join("\n", lines)).isEqualTo(143);
        assertThat(lines)
                .anyMatch(line -> line.equals("SIGTERM: the round is finished and a checkpoint written before the"
                        + " end; a second signal ends at once"));
        assertThat(lines)
                .anyMatch(line -> line.matches("Stopped after round [45], as the signal asked\\. Checkpoint .*/"
                        + "ckpt-00000[45] is complete: resume with the same command and --resume\\."));
        assertThat(home.toFile().list()).noneMatch(name -> name.startsWith(".") || name.contains("lease"));
        assertResumed();
    }

    @Test
    void train_leaseLost_stopsBeforeItPublishes() throws Exception {
        Process child = start(Disturbance.atTask("STOP", third));
        BufferedReader output = child.inputReader();
        readUntil(output, "Disturbance: STOP");
        Path file = home.resolve("model.lease-000001");
        Files.writeString(file, Files.readString(file).replaceFirst("\"beat\":\"\\d+", "\"beat\":\"2001"));
        try (Lease lease = Lease.take(model.toString(), Duration.ofSeconds(2))) {
            kill(child, "CONT");
            String said = String.join("\n", output.lines().toList());
            assertThat(child.waitFor()).as(said).isEqualTo(1);
            assertThat(said)
                    .contains(
                            "Output disturbed:" + model + " was taken over by ",
                            "This run stops and publishes nothing; use what the other driver publishes.")
                    .doesNotContain("\tat ");
            assertThat(model).doesNotExist();
            lease.check();
        }
        assertResumed();
    }

    @Test
    void resume_otherSettings_isRefusedAndFreeOnesAreNot() throws Exception {
        assertThat(end(Disturbance.atTask("KILL", third)).status()).isEqualTo(137);
        CommandRun other = train(model.toString(), "--resume", "--set", "optimizer.learning-rate=0.04");
        assertThat(other.status()).isEqualTo(2);
        assertThat(other.err())
                .contains("was made with optimizer.learning-rate = 0.05, this run has 0.04: a resumed run"
                        + " must be able to give the same bits.")
                .doesNotContain("\tat ");
        CommandRun longer = train(
                model.toString(),
                "--resume",
                "--set",
                "rounds.epochs=3",
                "--set",
                "stopping.patience=9",
                "--set",
                "checkpoint.every-rounds=5");
        assertThat(longer.status()).as(longer.err()).isZero();
        assertThat(digests(model)).hasSize(undisturbed.size() / 2 * 3).startsWith(undisturbed.toArray(String[]::new));
    }

    private void assertResumedFrom(int round) throws IOException {
        assertThat(assertResumed())
                .contains("Going on from checkpoint " + checkpoints + "/ckpt-00000" + round + ": " + round
                        + " rounds done, epoch ");
    }

    /** Resumes in this process and returns what was said. */
    private String assertResumed() throws IOException {
        CommandRun run = train(model.toString(), "--resume");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(digests(model)).isEqualTo(undisturbed);
        for (String file : FILES) {
            assertThat(Files.mismatch(
                            model.resolve(file), folder.resolve("undisturbed").resolve(file)))
                    .as(file)
                    .isEqualTo(-1);
        }
        assertThat(home.toFile().list())
                .as("nothing is left of what was disturbed")
                .containsExactly("model");
        return run.err();
    }

    private static Path newHome() {
        try {
            return Files.createTempDirectory(folder, "home");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How a child ended. */
    private record Ended(int status, String output) {}

    private Ended end(String... flags) throws IOException, InterruptedException {
        Process child = start(flags);
        String output = String.join("\n", child.inputReader().lines().toList());
        return new Ended(child.waitFor(), output);
    }

    private Process start(String... flags) throws IOException {
        return ChildJvm.start(ChildJvm.command(
                Stream.concat(Stream.of(ChildJvm.shippedLogging()), Stream.of(flags))
                        .toList(),
                Fulcrum.class,
                "train",
                "--master",
                "local[2]",
                "--config",
                disturbed,
                "--data",
                folder + "/data",
                "--output",
                Disturbance.SCHEME + ":" + model));
    }

    private static List<String> readUntil(BufferedReader output, String last) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            lines.add(line);
            if (line.equals(last)) {
                return lines;
            }
        }
        throw new AssertionError("The child ended: " + String.join("\n", lines));
    }

    private static void kill(Process child, String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(child.pid()))
                .start()
                .waitFor();
    }

    private static CommandRun train(String output, String... more) {
        List<String> words = new ArrayList<>(List.of(
                "train", "--master", "local[2]", "--config", config, "--data", folder + "/data", "--output", output));
        words.addAll(List.of(more));
        return CommandRun.of(words.toArray(String[]::new));
    }

    private static List<String> digests(Path model) throws IOException {
        List<String> digests = new ArrayList<>();
        for (String line : Files.readAllLines(model.resolve("rounds.jsonl"))) {
            assertThat(JSON.readTree(line).path("round").intValue()).isEqualTo(digests.size() + 1);
            digests.add(JSON.readTree(line).path("parametersDigest").textValue());
        }
        return digests;
    }
}
