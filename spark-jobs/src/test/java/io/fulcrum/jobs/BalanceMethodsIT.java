package io.fulcrum.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fulcrum.balance.BalanceSettings.Method;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every balancing method trains a slice of census-income from its configuration, through the train command. */
class BalanceMethodsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path HOME = Path.of(System.getenv().getOrDefault("FULCRUM_HOME", ".."));
    private static final String CONFIG = HOME + "/conf/census-income.conf";
    private static final List<String> SLICE = List.of(
            "data.input=\"" + HOME + "/deploy/data/census-income/census-income.parquet\"",
            "data.filter=\"row_id % 97 = 0\"",
            // no floors, which methods with negative weights refuse
            "tasks=[{ name = income, label = income_over_50k }, { name = never-married, label = never_married }]",
            "network.expert-layers=[8]",
            "network.embedding-size=2",
            "rounds.epochs=2",
            "rounds.workers=2",
            "rounds.local-steps=4",
            "rounds.batch-size=64",
            "rounds.probe-batches=2");

    /** Fixed weights; equal ones as long as no tasks conflict; equal ones in the first two epochs. */
    private static final Set<Method> EQUAL = Set.of(Method.STATIC, Method.DUALPROJ, Method.DWA);

    @TempDir
    static Path folder;

    @BeforeAll
    static void prepare() {
        CommandRun.done("prepare", words(SLICE, "--output", folder + "/data"));
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void train_censusSlice_balancesBothTasks(Method method) throws IOException {
        List<String> settings = new ArrayList<>(SLICE);
        settings.add("balance.method=" + method.key());
        String model = folder + "/" + method.key();
        CommandRun.done("train", words(settings, "--data", folder + "/data", "--output", model));
        List<String> lines = Files.readAllLines(Path.of(model, "rounds.jsonl"));
        assertThat(lines).hasSizeGreaterThanOrEqualTo(4);
        boolean moved = false;
        for (String line : lines) {
            JsonNode round = JSON.readTree(line);
            double income = round.at("/taskWeights/income").doubleValue();
            double married = round.at("/taskWeights/never-married").doubleValue();
            assertThat(Math.abs(income) + Math.abs(married)).isCloseTo(2, within(1e-9));
            assertThat(round.path("notes").toString()).doesNotContain("unchanged");
            moved |= Math.abs(income - married) > 1e-9;
        }
        assertThat(moved).as("weights differ").isEqualTo(!EQUAL.contains(method));
    }

    /** Tasks that share experts and rows, and tasks that share rows alone, by gradients of rows too. */
    @ParameterizedTest
    @ValueSource(strings = {"mmoe", "single-task"})
    void train_probeOfEmbeddings_logsTheirGradients(String type) throws IOException {
        List<String> settings = new ArrayList<>(SLICE);
        settings.addAll(List.of("network.type=" + type, "balance.probe.embeddings=true"));
        String model = folder + "/embeddings-" + type;
        CommandRun.done("train", words(settings, "--data", folder + "/data", "--output", model));
        JsonNode round =
                JSON.readTree(Files.readAllLines(Path.of(model, "rounds.jsonl")).get(1));
        double income = round.at("/gradientNorms/embeddings/income").doubleValue();
        double married = round.at("/gradientNorms/embeddings/never-married").doubleValue();
        double[] diagonal = {
            round.at("/gram/0/0").doubleValue(), round.at("/gram/1/1").doubleValue()
        };
        assertThat(income).isPositive();
        assertThat(married).isPositive();
        if (type.equals("single-task")) {
            assertThat(round.path("gradientNorms").size()).isEqualTo(1);
            assertThat(income * income).isCloseTo(diagonal[0], within(1e-9 * diagonal[0]));
            assertThat(married * married).isCloseTo(diagonal[1], within(1e-9 * diagonal[1]));
        } else {
            assertThat(round.path("gradientNorms").size()).isGreaterThan(1);
            assertThat(income * income).isLessThan(diagonal[0]);
        }
        assertThat(round.path("gramOf").isMissingNode()).isTrue();
        assertThat(round.path("predictedChange").size()).isEqualTo(2);
        assertThat(round.at("/taskWeights/income").doubleValue())
                .isNotCloseTo(round.at("/taskWeights/never-married").doubleValue(), within(1e-9));
    }

    @Test
    void train_probeOfEmbeddingsWithoutAny_isOneLine() {
        List<String> settings = new ArrayList<>(SLICE);
        settings.addAll(
                List.of("features=[{ columns = [age], encoding = standardised }]", "balance.probe.embeddings=true"));
        CommandRun.done("prepare", words(settings, "--output", folder + "/numbers"));
        CommandRun run =
                CommandRun.run("train", words(settings, "--data", folder + "/numbers", "--output", folder + "/none"));
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err().lines())
                .containsExactly(
                        "balance.probe.embeddings = true measures gradients of embedding rows, but the prepared"
                                + " data has no categorical feature and no list. Set balance.probe.embeddings = false.");
        assertThat(folder.resolve("none")).doesNotExist();
    }

    private static String[] words(List<String> settings, String... more) {
        return Stream.of(
                        Stream.of("--config", CONFIG),
                        settings.stream().flatMap(setting -> Stream.of("--set", setting)),
                        Stream.of(more))
                .flatMap(words -> words)
                .toArray(String[]::new);
    }
}
