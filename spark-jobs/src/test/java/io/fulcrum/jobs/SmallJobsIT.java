package io.fulcrum.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fulcrum.LocalSpark;
import io.fulcrum.evaluate.EvaluationReport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way on a few thousand generated visits, through the same commands that users type. */
class SmallJobsIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Lines of logs, what the command does, Spark's version, progress. */
    private static final String BEFORE_THE_ERROR =
            "\\d\\d:\\d\\d:\\d\\d .*|[a-z]+: .* -> .*|Spark \\d.*|[a-zA-Z ]+: .*\\d+:\\d\\d";

    private static final List<String> TASKS = List.of("click", "buy", "watch");

    @TempDir
    static Path folder;

    private static String config;
    private static String data;
    private static String model;
    private static String report;
    private static CommandRun trained;
    private static CommandRun evaluated;

    @BeforeAll
    static void runTheWholeWay() {
        GeneratedVisits.write(LocalSpark.session(), folder.resolve("visits"), 3000);
        config = GeneratedVisits.configuration(folder, folder + "/visits", "");
        data = folder + "/data";
        model = folder + "/model";
        report = folder + "/report";
        CommandRun prepared = run("prepare", "--output", data);
        assertThat(prepared.status()).as(prepared.err()).isZero();
        assertThat(prepared.out())
                .startsWith("Prepared " + data + "  (fingerprint ")
                .contains("  train     ", " rows   click: ");
        trained = run("train", "--data", data, "--output", model);
        assertThat(trained.status()).as(trained.err()).isZero();
        evaluated = run("evaluate", "--data", data, "--model", model, "--output", report);
        assertThat(evaluated.status()).as(evaluated.err()).isZero();
    }

    @Test
    void prepare_published_hasAllFilesAndNoOthers() {
        assertThat(names(data))
                .containsExactly(
                        "feature-distributions.json",
                        "feature-manifest.json",
                        "resolved.conf",
                        "run-record.json",
                        "test",
                        "train",
                        "validation",
                        "vocabularies");
        assertThat(names(folder.toString())).noneMatch(name -> name.startsWith("."));
    }

    @Test
    void train_published_hasModelLogAndProvenance() throws IOException {
        assertThat(names(model))
                .containsExactly(
                        "feature-distributions.json",
                        "feature-manifest.json",
                        "model.json",
                        "parameters.f32",
                        "resolved.conf",
                        "rounds.jsonl",
                        "run-record.json",
                        "table-0.rows",
                        "table-1.rows",
                        "table-2.rows",
                        "vocabularies");
        assertThat(trained.out()).startsWith("Trained " + model + " in ").contains("; kept epoch ");
        JsonNode record = json(model, "run-record.json");
        assertThat(record.path("command"))
                .extracting(JsonNode::textValue)
                .containsExactly(
                        "fulcrum",
                        "train",
                        "--master",
                        "local[2]",
                        "--config",
                        config,
                        "--data",
                        data,
                        "--output",
                        model);
        assertThat(record.at("/inputs/data/path").textValue()).isEqualTo(data);
        assertThat(record.at("/inputs/data/fingerprint").textValue())
                .isEqualTo(
                        json(data, "feature-manifest.json").path("fingerprint").textValue())
                .isEqualTo(json(model, "model.json").path("dataFingerprint").textValue());
        assertThat(record.at("/environment/master").textValue()).isEqualTo("local[2]");
        assertThat(record.at("/result/validation/click/auc").doubleValue()).isBetween(0.5, 1.0);
        assertThat(Files.readString(Path.of(model, "resolved.conf"))).contains("expert-layers=[", "local-steps=6");
    }

    @Test
    void train_resolvedConfiguration_isReadAgain() {
        CommandRun run = CommandRun.of("config", "print", "--plain", "--config", model + "/resolved.conf");
        assertThat(run.status()).as(run.err()).isZero();
    }

    @Test
    void train_everyRound_isLoggedInFull() throws IOException {
        List<String> lines = Files.readAllLines(Path.of(model, "rounds.jsonl"));
        assertThat(lines.size()).isBetween(4, 8);
        long step = 0;
        long examples = 0;
        for (int round = 0; round < lines.size(); round++) {
            JsonNode line = JSON.readTree(lines.get(round));
            assertThat(line.fieldNames())
                    .toIterable()
                    .contains(
                            "round",
                            "epoch",
                            "step",
                            "examples",
                            "rowsPerSecond",
                            "seconds",
                            "bytesDown",
                            "bytesUp",
                            "losses",
                            "taskWeights",
                            "gram",
                            "cosines",
                            "multipliers",
                            "gap",
                            "parametersDigest");
            assertThat(line.path("schema").intValue()).isEqualTo(5);
            assertThat(line.path("magnitude").doubleValue()).isCloseTo(TASKS.size(), within(1e-9));
            assertThat(line.path("predictedChange")).hasSize(TASKS.size());
            assertThat(line.path("round").intValue()).isEqualTo(round + 1);
            assertThat(line.path("epoch").intValue()).isEqualTo(round / (lines.size() / 2) + 1);
            assertThat(line.path("step").longValue()).isGreaterThan(step);
            step = line.path("step").longValue();
            examples += line.path("examples").longValue();
            assertThat(line.at("/seconds/total").doubleValue()).isPositive();
            assertThat(line.path("bytesDown").longValue()).isPositive();
            assertThat(line.path("bytesUp").longValue()).isPositive();
            assertThat(line.path("gap").doubleValue()).isBetween(0.0, 1e-6);
            assertThat(line.has("validation")).isEqualTo((round + 1) % (lines.size() / 2) == 0);
            assertRoundOfTasks(line);
        }
        long rows = json(data, "feature-manifest.json").at("/splits/train/rows").longValue();
        assertThat(examples).as("every row once in each epoch").isEqualTo(2 * rows);
    }

    /** A task of zero gradient, as behind a small tower of dead units, is named in a note; others are measured. */
    private static void assertDiagonal(JsonNode line, int task) {
        boolean isZero = line.path("notes").toString().contains("\\\"" + TASKS.get(task) + "\\\" has a zero gradient");
        double square = line.at("/gram/" + task + "/" + task).doubleValue();
        double cosine = line.at("/cosines/" + task + "/" + task).doubleValue();
        assertThat(square > 0).as("task %s in %s", task, line).isNotEqualTo(isZero);
        assertThat(cosine).isCloseTo(isZero ? 0 : 1, within(1e-9));
    }

    /** Weights add up to the number of tasks and stay within floors and ceilings times that number. */
    private static void assertRoundOfTasks(JsonNode line) {
        JsonNode weights = line.path("taskWeights");
        assertThat(weights.fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(TASKS);
        assertThat(weights.path("click").doubleValue()).isGreaterThanOrEqualTo(0.2 * 3 - 1e-12);
        assertThat(weights.path("buy").doubleValue()).isGreaterThanOrEqualTo(0.1 * 3 - 1e-12);
        assertThat(weights.path("watch").doubleValue()).isBetween(0.1 * 3 - 1e-12, 0.5 * 3 + 1e-12);
        double sum = 0;
        for (int task = 0; task < 3; task++) {
            sum += weights.path(TASKS.get(task)).doubleValue();
            assertThat(line.at("/losses/" + TASKS.get(task)).doubleValue()).isPositive();
            assertThat(line.path("gram")).hasSize(3);
            assertDiagonal(line, task);
            assertThat(line.at("/cosines/0/" + task).doubleValue()).isBetween(-1.000001, 1.000001);
        }
        assertThat(sum).isCloseTo(3, within(1e-9));
    }

    @Test
    void train_twice_givesTheSameFilesToTheByte() throws IOException {
        CommandRun again = run("train", "--data", data, "--output", folder + "/again");
        assertThat(again.status()).as(again.err()).isZero();
        for (String file : List.of("model.json", "parameters.f32", "table-0.rows", "table-1.rows", "table-2.rows")) {
            assertThat(Files.mismatch(
                            Path.of(model, file), folder.resolve("again").resolve(file)))
                    .as(file)
                    .isEqualTo(-1);
        }
        assertThat(digests("again")).isEqualTo(digests("model"));
    }

    @Test
    void evaluate_report_hasEveryMetricOfEveryTask() throws Exception {
        JsonNode json = json(report, "report.json");
        assertThat(json.path("schema").intValue()).isEqualTo(EvaluationReport.SCHEMA);
        assertThat(json.path("tasks").fieldNames()).toIterable().containsExactlyElementsOf(TASKS);
        for (String task : List.of("click", "buy")) {
            assertThat(json.path("tasks").path(task).fieldNames())
                    .toIterable()
                    .contains(
                            "examples",
                            "positives",
                            "auc",
                            "prAuc",
                            "logLoss",
                            "normalizedEntropy",
                            "calibration",
                            "ece",
                            "groupedAuc",
                            "ndcg");
            assertThat(json.at("/tasks/" + task + "/groupedAuc").doubleValue()).isBetween(0.3, 1.0);
        }
        assertThat(json.at("/tasks/watch").fieldNames()).toIterable().contains("examples", "rmse", "mae");
        assertThat(json.at("/tasks/click/auc").doubleValue())
                .as("the tasks can be learnt")
                .isGreaterThan(0.6);
        assertThat(json.at("/settings/groupColumn").textValue()).isEqualTo("user");
        assertThat(json.at("/subject/split").textValue()).isEqualTo("test");
        assertThat(names(report)).containsExactly("report.html", "report.json", "resolved.conf", "run-record.json");
        assertThat(evaluated.out()).contains("task ", "click", "Report: " + report + "/report.html");
    }

    @Test
    void evaluate_html_isWellFormedAndSelfContained() throws Exception {
        String html = Files.readString(Path.of(report, "report.html"));
        byte[] xml = html.replaceFirst("(?i)<!doctype[^>]*>", "").getBytes(StandardCharsets.UTF_8);
        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new ByteArrayInputStream(xml))
                        .getDocumentElement()
                        .getNodeName())
                .isEqualTo("html");
        assertThat(html.replace("http://www.w3.org/2000/svg", "").replace("http://www.w3.org/1999/xhtml", ""))
                .doesNotContain("http://", "https://", "<script src", "<link", "@import", "url(");
        assertThat(html).contains("click", "buy", "watch");
    }

    @Test
    void score_predictions_giveTheAucOfTheReport() throws IOException {
        String output = folder + "/predictions";
        CommandRun run = run("score", "--data", data, "--model", model, "--output", output, "--split", "test");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(names(output)).containsExactly("_resolved.conf", "_run-record.json", "predictions");
        SparkSession spark = LocalSpark.session();
        List<Row> rows = spark.read()
                .parquet(output + "/predictions")
                .join(spark.read().parquet(folder + "/visits"), "id")
                .select("id", "click", "buy", "watch", "clicked", "bought", "seconds")
                .collectAsList();
        JsonNode json = json(report, "report.json");
        long testRows =
                json(data, "feature-manifest.json").at("/splits/test/rows").longValue();
        assertThat(run.out()).startsWith("Scored " + testRows + " rows of test: " + output + "/predictions");
        assertThat(rows).hasSize((int) testRows);
        assertThat(rows.stream().map(row -> row.getLong(0)).distinct()).hasSize(rows.size());
        double[] click =
                rows.stream().mapToDouble(row -> row.getBoolean(4) ? 1 : 0).toArray();
        double[] buy = rows.stream()
                .mapToDouble(row -> row.isNullAt(5) ? Double.NaN : row.getInt(5))
                .toArray();
        assertThat(auc(rows, 1, click)).isCloseTo(json.at("/tasks/click/auc").doubleValue(), within(1e-15));
        assertThat(auc(rows, 2, buy)).isCloseTo(json.at("/tasks/buy/auc").doubleValue(), within(1e-15));
        assertThat(Arrays.stream(buy).filter(label -> !Double.isNaN(label)).count())
                .isEqualTo(json.at("/tasks/buy/examples").longValue());
        double squares = rows.stream()
                .filter(row -> !row.isNullAt(6))
                .mapToDouble(row -> Math.pow(row.getDouble(3) - row.getDouble(6), 2))
                .average()
                .orElseThrow();
        assertThat(Math.sqrt(squares)).isCloseTo(json.at("/tasks/watch/rmse").doubleValue(), within(1e-5));
    }

    @Test
    void evaluate_baselineOfItself_isTheSame() throws IOException {
        String output = folder + "/compared";
        CommandRun run = run(
                "evaluate",
                "--data",
                data,
                "--model",
                model,
                "--output",
                output,
                "--baseline",
                report + "/report.json");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("Against the baseline: same");
        assertThat(json(output, "report.json")
                        .at("/comparison/tasks/click/differences/auc")
                        .doubleValue())
                .isZero();
        assertThat(json(output, "report.json").path("tasks"))
                .isEqualTo(json(report, "report.json").path("tasks"));
    }

    @Test
    void evaluate_wrongBaseline_endsWith2() {
        String[] arguments = {
            "evaluate", "--data", data, "--model", model, "--output", folder + "/none", "--baseline", ""
        };
        arguments[8] = folder + "/none.json";
        assertRefused(
                run(arguments),
                "There is no baseline report " + folder + "/none.json. Name the report.json of an"
                        + " earlier evaluation, or leave --baseline out.");
        arguments[8] = model + "/model.json";
        CommandRun run = run(arguments);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains(model + "/model.json").doesNotContain("\tat ");
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void evaluate_brokenGate_publishesAndEndsWith4() throws IOException {
        String output = folder + "/gated";
        String gate = "evaluate.gate=[{task=click,metric=auc,min=0.999},{task=watch,metric=rmse,max=100},"
                + "{task=buy,metric=auc,max-drop=0.1}]";
        CommandRun run = run("evaluate", "--data", data, "--model", model, "--output", output, "--set", gate);
        assertThat(run.status()).as(run.err()).isEqualTo(4);
        assertThat(run.err().lines().filter(line -> line.startsWith("Metric gate: ")))
                .satisfiesExactly(line -> assertThat(line)
                        .startsWith("Metric gate: click auc = 0.")
                        .endsWith(" must be at least 0.999."));
        assertThat(json(output, "report.json").at("/gate/violations")).hasSize(1);
        CommandRun passing = run(
                "evaluate",
                "--data",
                data,
                "--model",
                model,
                "--output",
                output,
                "--overwrite",
                "--set",
                "evaluate.gate=[{task=click,metric=auc,min=0.5,max-drop=0}]",
                "--baseline",
                report + "/report.json");
        assertThat(passing.status()).as(passing.err()).isZero();
    }

    @Test
    void commands_outputExists_endWith2AndLeaveIt() throws IOException {
        Path taken = Files.createDirectory(folder.resolve("taken"));
        Files.writeString(taken.resolve("mine.txt"), "x");
        String message = "Output directory " + taken + " already exists."
                + " Name a new one with --output, or add --overwrite to replace it.";
        assertRefused(run("prepare", "--output", taken.toString()), message);
        assertRefused(run("train", "--data", data, "--output", taken.toString()), message);
        assertRefused(run("score", "--data", data, "--model", model, "--output", taken.toString()), message);
        assertThat(names(taken.toString())).containsExactly("mine.txt");
        assertThat(names(folder.toString())).noneMatch(name -> name.startsWith(".taken"));
    }

    @Test
    void prepare_failingCheck_endsWith3AndPublishesNothing() {
        CommandRun run = run("prepare", "--output", folder + "/unchecked", "--set", "checks.max-vocabulary=5");
        assertThat(run.status()).isEqualTo(3);
        assertThat(run.err())
                .contains("Feature \"item\" (column \"item\") has more than 5 distinct values in split train")
                .doesNotContain("\tat ");
        assertThat(folder.resolve("unchecked")).doesNotExist();
    }

    @Test
    void commands_wrongMaster_endWith2() {
        CommandRun run =
                CommandRun.of("prepare", "--config", config, "--output", folder + "/none", "--master", "nonsense");
        assertRefused(
                run,
                "nonsense is not a Spark master, which is local, local[4], local[*], yarn, spark://…,"
                        + " k8s://… or mesos://…. Correct --master.");
    }

    @Test
    void commands_dataOfOtherSettings_endWith2() throws IOException {
        String other = folder + "/other-data";
        assertThat(run("prepare", "--output", other, "--set", "data.filter=age > 30")
                        .status())
                .isZero();
        String trained = json(model, "model.json").path("dataFingerprint").textValue();
        String fresh = json(other, "feature-manifest.json").path("fingerprint").textValue();
        String message = "Prepared data (fingerprint " + fresh
                + ") does not fit the model (trained on data of fingerprint " + trained
                + "): the features are the same, but the preparation fitted other vocabularies, means or bucket edges,"
                + " because its training rows were others. Use data of the model's own preparation, or train on this"
                + " data.";
        assertRefused(run("evaluate", "--data", other, "--model", model, "--output", folder + "/none"), message);
        assertRefused(run("score", "--data", other, "--model", model, "--output", folder + "/none"), message);
        CommandRun otherTasks = run(
                "train", "--data", data, "--output", folder + "/none", "--set", "tasks=[{name=click,label=clicked}]");
        assertThat(otherTasks.status()).isEqualTo(2);
        assertThat(otherTasks.err())
                .contains("Prepared data " + data + " has the tasks ")
                .contains("Prepare the data again with this configuration.")
                .doesNotContain("\tat ");
    }

    @Test
    void score_damagedModel_endsWith2InWords() throws IOException {
        Path damaged = folder.resolve("damaged");
        for (Damage damage : damages()) {
            copy(Path.of(model), damaged);
            damage.to(damaged);
            CommandRun run = run("score", "--data", data, "--model", damaged.toString(), "--output", folder + "/none");
            assertThat(run.status()).as(damage.message()).isEqualTo(2);
            assertThat(run.err()).contains(damage.message()).doesNotContain("\tat ", "Exception");
            assertThat(folder.resolve("none")).doesNotExist();
        }
    }

    /** What is done to a model file, and what must be said of it. */
    private record Damage(String file, UnaryOperator<byte[]> change, String message) {
        void to(Path model) throws IOException {
            byte[] changed = change.apply(Files.readAllBytes(model.resolve(file)));
            Files.delete(model.resolve(file));
            if (changed.length > 0) {
                Files.write(model.resolve(file), changed);
            }
        }
    }

    private static List<Damage> damages() {
        return List.of(
                new Damage(
                        "parameters.f32",
                        bytes -> {
                            bytes[bytes.length / 2] ^= 0x10;
                            return bytes;
                        },
                        "The file is damaged; copy it again."),
                new Damage(
                        "table-0.rows",
                        bytes -> Arrays.copyOf(bytes, bytes.length / 2),
                        "The file is damaged; copy it again."),
                new Damage("table-2.rows", bytes -> new byte[0], "/table-2.rows is missing. The copy is incomplete;"),
                new Damage(
                        "model.json",
                        bytes -> new String(bytes, StandardCharsets.UTF_8)
                                .replace("\"experts\" : 2", "\"experts\" : 3")
                                .getBytes(StandardCharsets.UTF_8),
                        "The description and the arrays belong to different models. Train again."),
                new Damage(
                        "model.json",
                        bytes -> Arrays.copyOf(bytes, bytes.length / 2),
                        "is damaged or of another version"),
                new Damage("model.json", bytes -> new byte[0], "this is not a model directory. Run fulcrum train"));
    }

    @Test
    void evaluate_damagedLog_endsWith2InWords() throws IOException {
        Path damaged = folder.resolve("damaged-log");
        copy(Path.of(model), damaged);
        Files.writeString(damaged.resolve("rounds.jsonl"), "{\"round\":\n{}\n");
        CommandRun run = run("evaluate", "--data", data, "--model", damaged.toString(), "--output", folder + "/none");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("rounds.jsonl").doesNotContain("\tat ");
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void study_twoVariants_tellsBothAndPublishes() throws IOException {
        String output = folder + "/study";
        CommandRun run = run(
                "study",
                "--data",
                data,
                "--output",
                output,
                "--seeds",
                "3",
                "--vary",
                "balance.method=static,pareto",
                "--set",
                "rounds.epochs=2",
                "--test",
                "--equal-examples",
                "--keep-models",
                "--json",
                folder + "/study-copy.json");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out())
                .contains(
                        "on validation, to choose by:",
                        "balance.method=static  1 seeds, ",
                        "balance.method=pareto  1 seeds, ",
                        "  watch ",
                        "on test, the best of the above alone:");
        assertThat(json(output, "study.json").get("trials"))
                .hasSize(2)
                .allSatisfy(trial -> assertThat(trial.get("keptEpoch").asInt()).isEqualTo(2));
        assertThat(json(output, "study.json").get("test")).hasSize(1);
        assertThat(folder.resolve("study-copy.json")).hasSameTextualContentAs(Path.of(output, "study.json"));
        assertThat(names(output))
                .contains("balance.method=static_seed=3", "balance.method=pareto_seed=3", "run-record.json");
        assertThat(json(output, "study.json").get("schema").asInt()).isEqualTo(2);
        String kept = output + "/balance.method=pareto_seed=3";
        assertThat(names(kept))
                .contains("model.json", "resolved.conf", "rounds.jsonl", "run-record.json", "vocabularies");
        assertThat(json(kept, "run-record.json").at("/result/keptEpoch").asInt())
                .isEqualTo(2);
        assertThat(Files.readString(Path.of(kept, "resolved.conf"))).contains("seed=3", "method=pareto");
        CommandRun measured =
                run("evaluate", "--data", data, "--model", kept, "--output", folder + "/kept-report", "--overwrite");
        assertThat(measured.status()).as(measured.err()).isZero();
        CommandRun refused = run(
                "study", "--data", data, "--output", folder + "/none", "--set", "tasks=[{name=click,label=clicked}]");
        assertThat(refused.status()).as(refused.err()).isEqualTo(2);
    }

    @Test
    void score_damagedPreparedData_endsWith3InWords() throws IOException {
        Path broken = folder.resolve("broken-data");
        copy(Path.of(data), broken);
        List<Path> files = filesOf(broken.resolve("test"));
        byte[] whole = Files.readAllBytes(files.get(0));
        Map<String, byte[]> damages = Map.of(
                "score",
                "not Parquet at all".getBytes(StandardCharsets.UTF_8),
                "train",
                Arrays.copyOf(whole, whole.length / 2),
                "evaluate",
                Arrays.copyOfRange(whole, 100, whole.length));
        for (Map.Entry<String, byte[]> damage : damages.entrySet()) {
            Files.write(files.get(0), damage.getValue());
            CommandRun run = damage.getKey().equals("train")
                    ? run("train", "--data", swapped(broken).toString(), "--output", folder + "/none")
                    : run(damage.getKey(), "--data", broken.toString(), "--model", model, "--output", folder + "/none");
            assertThat(run.status()).as(run.err()).isEqualTo(3);
            assertThat(run.err())
                    .contains(
                            "Prepared file /",
                            " cannot be read: ",
                            ". The file is truncated or damaged. Copy the whole directory again, or prepare it again.")
                    .doesNotContain("\tat ");
        }
        assertThat(folder.resolve("none")).doesNotExist();
        for (Path file : files) {
            Files.delete(file);
        }
        CommandRun run = run("score", "--data", broken.toString(), "--model", model, "--output", folder + "/none");
        assertThat(run.status()).as(run.err()).isEqualTo(3);
        assertThat(run.err())
                .contains("A folder of the prepared data holds no Parquet file.")
                .doesNotContain("\tat ");
        assertThat(names(folder.toString())).noneMatch(name -> name.startsWith("."));
    }

    /** Returns a copy whose training split is the damaged one. */
    private static Path swapped(Path broken) throws IOException {
        Path copied = folder.resolve("swapped-data");
        copy(broken, copied);
        Files.move(copied.resolve("train"), copied.resolve("whole"));
        Files.move(copied.resolve("test"), copied.resolve("train"));
        Files.move(copied.resolve("whole"), copied.resolve("test"));
        return copied;
    }

    private static List<Path> filesOf(Path split) throws IOException {
        try (Stream<Path> files = Files.list(split)) {
            return files.filter(file -> file.toString().endsWith(".parquet")).toList();
        }
    }

    /** Runs a command of the shared configuration on two cores. */
    private static CommandRun run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments[0], "--master", "local[2]", "--config", config));
        all.addAll(List.of(arguments).subList(1, arguments.length));
        return CommandRun.of(all.toArray(String[]::new));
    }

    private static void assertRefused(CommandRun run, String message) {
        assertThat(run.status()).as(run.err()).isEqualTo(2);
        assertThat(run.err().lines().filter(line -> !line.matches(BEFORE_THE_ERROR)))
                .containsExactly(message);
    }

    /** The area under the curve by its definition: pairs of a positive and a negative, ties for half. */
    private static double auc(List<Row> rows, int column, double[] labels) {
        double wins = 0;
        long pairs = 0;
        for (int i = 0; i < labels.length; i++) {
            for (int j = 0; j < labels.length; j++) {
                if (labels[i] == 1 && labels[j] == 0) {
                    int order = Double.compare(
                            rows.get(i).getDouble(column), rows.get(j).getDouble(column));
                    wins += order > 0 ? 1 : order == 0 ? 0.5 : 0;
                    pairs++;
                }
            }
        }
        return wins / pairs;
    }

    private static List<String> digests(String name) throws IOException {
        List<String> digests = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve(name).resolve("rounds.jsonl"))) {
            digests.add(JSON.readTree(line).path("parametersDigest").textValue());
        }
        return digests;
    }

    private static JsonNode json(String directory, String file) throws IOException {
        return JSON.readTree(Files.readString(Path.of(directory, file)));
    }

    private static List<String> names(String directory) {
        return Stream.of(Path.of(directory).toFile().list()).sorted().toList();
    }

    private static void copy(Path from, Path to) throws IOException {
        if (Files.exists(to)) {
            try (Stream<Path> old = Files.walk(to)) {
                for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : paths.toList()) {
                Files.copy(path, to.resolve(from.relativize(path)));
            }
        }
    }
}
