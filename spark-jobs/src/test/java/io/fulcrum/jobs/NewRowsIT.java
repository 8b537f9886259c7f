package io.fulcrum.jobs;

import static io.fulcrum.jobs.CommandRun.done;
import static io.fulcrum.jobs.CommandRun.run;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fulcrum.LocalSpark;
import io.fulcrum.contract.Split;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.data.PreparedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** New rows with the encoders of a trained model: encoded, scored and evaluated without the training data. */
class NewRowsIT {
    private static final int ROWS = 400;

    @TempDir
    static Path folder;

    private static String config;
    private static String model;
    private static String day;

    @BeforeAll
    static void trainOnOneDay() {
        SparkSession spark = LocalSpark.session();
        GeneratedVisits.write(spark, folder.resolve("visits"), 2000);
        config = GeneratedVisits.configuration(folder, folder + "/visits", "rounds.epochs = 1\n");
        done(run("prepare", "--config", config, "--output", folder + "/data"));
        model = folder + "/model";
        done(run("train", "--config", config, "--data", folder + "/data", "--output", model));
        day = write("day", "id < " + ROWS, "if(id % 4 = 0, concat('new', id), user) as user", "*");
    }

    @Test
    void encode_rowsOfThePreparation_areItsRowsToTheBit() throws IOException {
        String encoded = folder + "/encoded-again";
        CommandRun run =
                done(run("encode", "--like", folder + "/data", "--input", folder + "/visits", "--output", encoded));

        FeatureManifest manifest = PreparedData.manifest(encoded);
        FeatureManifest prepared = PreparedData.manifest(folder + "/data");
        assertThat(manifest.fingerprint()).isEqualTo(prepared.fingerprint());
        assertThat(manifest.splits()).containsOnlyKeys("test");
        assertThat(manifest.split(Split.TEST).rows()).isEqualTo(2000);
        assertThat(manifest.labelScales()).isEqualTo(prepared.labelScales());
        long labelled = prepared.splits().values().stream()
                .mapToLong(split -> split.labels().get(1).labelled())
                .sum();
        assertThat(manifest.split(Split.TEST).labels().get(1).labelled()).isEqualTo(labelled);
        assertThat(sorted(encoded + "/test")).isEqualTo(sorted(folder + "/data/*/*.parquet"));
        assertThat(run.out())
                .contains("Encoded " + encoded + "  (fingerprint " + manifest.fingerprint() + ", 5 features)")
                .contains("test", "2,000 rows", "click: 2,000 labelled, mean 0.")
                .contains("Unseen values: none");
        try (Stream<Path> files = Files.list(Path.of(encoded, "vocabularies"))) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void bench_score_comparesRowsPerSecondWithThoseOfForwardPasses() {
        CommandRun run = done(CommandRun.of(
                "bench", "score", "--model", model, "--data", folder + "/data", "--split", "train", "--runs", "1"));

        assertThat(run.out())
                .containsPattern("score/ratio-to-forward +[0-9.]+ ")
                .containsPattern("score/rows-per-second +[1-9][0-9,.]* +rows/s")
                .containsPattern("score/forward-rows-per-second +[1-9][0-9,.]* +rows/s");
        assertThat(CommandRun.of("bench", "score", "--model", model, "--data", folder + "/none")
                        .err())
                .contains("There is no " + folder + "/none/feature-manifest.json");
    }

    @Test
    void score_rawRows_areThePredictionsOfEncodedRowsToTheBit() throws IOException {
        done(run("encode", "--like", model, "--input", day, "--output", folder + "/encoded"));
        done(run(
                "score",
                "--config",
                config,
                "--data",
                folder + "/encoded",
                "--model",
                model,
                "--output",
                folder + "/a"));
        CommandRun raw = done(run("score", "--model", model, "--input", day, "--output", folder + "/b"));

        assertThat(sorted(folder + "/b/predictions")).hasSize(ROWS).isEqualTo(sorted(folder + "/a/predictions"));
        assertThat(raw.out())
                .contains("Scored 400 rows of " + day)
                .contains("Unseen values of user: 25.00 % (100 of 400)")
                .doesNotContain("Unseen values of item");
        assertThat(raw.err())
                .contains("Warning: Feature \"user\": 25.0 % of values (100 of 400) are not in its vocabulary, against"
                        + " 0.0 % in training. Prepare and train with newer rows.");
        JsonNode record = json(folder + "/b/_run-record.json");
        assertThat(record.at("/result/unseen/user/share").doubleValue()).isEqualTo(0.25);
        assertThat(record.at("/result/unseen/user/values").longValue()).isEqualTo(400);
        assertThat(record.at("/result/rows").longValue()).isEqualTo(400);
        assertThat(record.at("/inputs/model/path").textValue()).isEqualTo(model);
    }

    @Test
    void evaluate_rawRows_isTheReportOfEncodedRowsToTheBit() throws IOException {
        done(run("encode", "--like", model, "--input", day, "--output", folder + "/measured"));
        done(run(
                "evaluate",
                "--config",
                config,
                "--data",
                folder + "/measured",
                "--model",
                model,
                "--output",
                folder + "/report-a"));
        done(run(
                "evaluate",
                "--model",
                model,
                "--input",
                day,
                "--output",
                folder + "/report-b",
                "--set",
                "evaluate.ndcg-at=5"));

        JsonNode expected = json(folder + "/report-a/report.json");
        JsonNode found = json(folder + "/report-b/report.json");
        assertThat(found.get("tasks")).isNotEmpty().isEqualTo(expected.get("tasks"));
        assertThat(found.toString()).contains("Unseen values of user: 25.00 % (100 of 400)");
        assertThat(found.at("/subject/split").textValue()).isEqualTo("input");
    }

    @Test
    void evaluate_rawRows_reportsTheSameDriftAsEncodedRows() throws IOException {
        String older = write("older", "id < " + ROWS, "*", "age + 20 as age");
        done(run("encode", "--like", model, "--input", older, "--output", folder + "/older-encoded"));
        CommandRun encoded = done(run(
                "evaluate",
                "--config",
                config,
                "--data",
                folder + "/older-encoded",
                "--model",
                model,
                "--output",
                folder + "/older-a"));
        CommandRun raw = done(run("evaluate", "--model", model, "--input", older, "--output", folder + "/older-b"));

        JsonNode drift = json(folder + "/older-b/report.json").get("drift");
        assertThat(drift).isEqualTo(json(folder + "/older-a/report.json").get("drift"));
        JsonNode age = drift.at("/features/age");
        assertThat(drift.get("features").fieldNames().next()).isEqualTo("age");
        assertThat(age.get("level").textValue()).isEqualTo("large");
        assertThat(age.at("/missing/now").doubleValue()).isZero();
        // A random sample of the training distribution does not drift.
        for (String feature : List.of("user", "item", "tags", "price")) {
            assertThat(drift.at("/features/" + feature + "/level").textValue()).isEqualTo("stable");
        }
        for (CommandRun evaluated : List.of(encoded, raw)) {
            assertThat(evaluated.out()).contains("Drift from the training split: PSI at most ", ", of feature age (");
            assertThat(evaluated.err())
                    .contains("Warning: Drift from the training split above encode.drift-warn = 0.1: feature \"age\""
                            + " (PSI ")
                    .doesNotContain("\"price\"");
        }
        assertThat(Files.readString(folder.resolve("older-b/report.html")))
                .contains("Drift of the features", "5 features against the training split: 1 with large drift");
    }

    @Test
    void evaluate_trainingSplitAgainstItself_hasNoDriftAtAll() throws IOException {
        done(run(
                "evaluate",
                "--config",
                config,
                "--data",
                folder + "/data",
                "--model",
                model,
                "--split",
                "train",
                "--output",
                folder + "/itself"));
        JsonNode features = json(folder + "/itself/report.json").at("/drift/features");
        assertThat(features).hasSize(5).allSatisfy(feature -> {
            assertThat(feature.get("psi").doubleValue()).isZero();
            assertThat(feature.get("jensenShannon").doubleValue()).isZero();
        });
    }

    @Test
    void anyCommand_driftAboveTheLimit_failsAndPublishesNothing() {
        String older = write("too-old", "id < " + ROWS, "*", "age + 20 as age");
        String limit = "encode.drift-fail=0.5";
        String message = " expected by chance). Prepare and train with newer rows, or raise encode.drift-fail.";
        for (String command : List.of("encode", "score", "evaluate")) {
            String encoders = command.equals("encode") ? "--like" : "--model";
            refused(
                    run(command, encoders, model, "--input", older, "--output", folder + "/none", "--set", limit),
                    3,
                    "Drift from the training split above encode.drift-fail = 0.5: feature \"age\" (PSI ",
                    message);
        }
        done(run("encode", "--like", model, "--input", older, "--output", folder + "/too-old-encoded"));
        refused(
                run(
                        "evaluate",
                        "--config",
                        config,
                        "--data",
                        folder + "/too-old-encoded",
                        "--model",
                        model,
                        "--output",
                        folder + "/none",
                        "--set",
                        limit),
                3,
                message);
    }

    @Test
    void evaluate_modelWithoutDistributions_saysThatDriftIsNotReported() throws IOException {
        Path copy = copyOfModel("undistributed");
        Files.delete(copy.resolve("feature-distributions.json"));
        CommandRun raw =
                done(run("evaluate", "--model", copy.toString(), "--input", day, "--output", folder + "/without"));
        String note = "Drift is not reported: " + copy + " has no feature-distributions.json. Prepare and train again"
                + " with this version.";
        assertThat(raw.out()).contains(note).doesNotContain("Drift from the training split");
        assertThat(json(folder + "/without/report.json").has("drift")).isFalse();
        done(run("encode", "--like", copy.toString(), "--input", day, "--output", folder + "/without-encoded"));
        assertThat(folder.resolve("without-encoded/feature-distributions.json")).doesNotExist();
        CommandRun encoded = done(run(
                "evaluate",
                "--config",
                config,
                "--data",
                folder + "/without-encoded",
                "--model",
                model,
                "--output",
                folder + "/without-c"));
        assertThat(encoded.out())
                .contains("Drift is not reported: " + folder + "/without-encoded has no feature-distributions.json."
                        + " Prepare or encode the rows again with this version.");
    }

    @Test
    void encode_rowsWithoutLabels_haveNoneAndAreScoredButNotEvaluated() {
        String unlabelled = write("unlabelled", "id < 50", "*", "-clicked", "-bought", "-seconds");
        String encoded = folder + "/encoded-unlabelled";
        done(run("encode", "--like", model, "--input", unlabelled, "--output", encoded));
        assertThat(PreparedData.manifest(encoded).split(Split.TEST).labels())
                .allSatisfy(labels -> assertThat(labels.labelled()).isZero());
        done(run("score", "--config", config, "--data", encoded, "--model", model, "--output", folder + "/scored"));

        refused(
                run("evaluate", "--config", config, "--data", encoded, "--model", model, "--output", folder + "/none"),
                3,
                "Split test of " + encoded + " has no label of any task in 50 rows, but an evaluation needs labels."
                        + " Encode rows with labels, or run fulcrum score.");
        refused(
                run("evaluate", "--model", model, "--input", unlabelled, "--output", folder + "/none"),
                3,
                unlabelled + " has no column \"clicked\", which label of task \"click\" names.",
                unlabelled + " has no column \"bought\", which label of task \"buy\" names.",
                unlabelled + " has no column \"seconds\", which label of task \"watch\" names.");
        refused(
                run(
                        "score",
                        "--config",
                        config,
                        "--data",
                        encoded,
                        "--model",
                        model,
                        "--output",
                        folder + "/none",
                        "--split",
                        "train"),
                2,
                "Prepared data " + encoded + " has no split train, only test. Name other data or another split.");
        refused(
                run("train", "--config", config, "--data", encoded, "--output", folder + "/none"),
                2,
                "Prepared data " + encoded + " has no split train, only test. Name other data or another split.");
    }

    @Test
    void score_rowsThatDoNotFit_namesAllProblemsAtOnce() {
        String odd =
                write("odd", "id < 50", "id", "array(user) as user", "item", "'x' as tags", "string(price) as price");
        for (String command : List.of("score", "encode")) {
            String encoders = command.equals("score") ? "--model" : "--like";
            refused(
                    run(command, encoders, model, "--input", odd, "--output", folder + "/none"),
                    3,
                    odd + ": column \"user\" is array<string>, but feature \"user\" needs a string, as in training."
                            + " Write the column in that type.",
                    odd + ": column \"tags\" is string, but feature \"tags\" needs an array, each entry a string, as in"
                            + " training. Write the column in that type.",
                    odd
                            + ": column \"price\" is string, but feature \"price\" needs a number, as in training. Write the"
                            + " column in that type.",
                    odd + " has no column \"age\", which feature \"age\" names.",
                    "Columns there: id, user, item, tags, price.");
        }
    }

    @Test
    void commands_wrongInput_nameTheOption() {
        for (String command : List.of("score", "encode", "evaluate")) {
            String encoders = command.equals("encode") ? "--like" : "--model";
            refused(
                    run(
                            command,
                            encoders,
                            model,
                            "--input",
                            folder + "/day/none.parquet",
                            "--output",
                            folder + "/none"),
                    3,
                    "--input " + folder + "/day/none.parquet is not a file, directory or table, but must be one."
                            + " Directory " + folder + "/day contains " + partOf(day) + ". Correct --input.");
        }
    }

    private static String partOf(String directory) {
        String[] names = Path.of(directory)
                .toFile()
                .list((parent, name) -> name.endsWith(".parquet") && name.startsWith("part"));
        return String.join(", ", Arrays.stream(names).sorted().toList());
    }

    @Test
    void score_numbersOfAnotherWidth_areTheSameNumbers() {
        String wide = write("wide", "id < " + ROWS, "*", "double(age) as age");
        String plain = write("plain", "id < " + ROWS, "*");
        done(run("score", "--model", model, "--input", wide, "--output", folder + "/wide-scores"));
        done(run("score", "--model", model, "--input", plain, "--output", folder + "/plain-scores"));
        assertThat(sorted(folder + "/wide-scores/predictions"))
                .isNotEmpty()
                .isEqualTo(sorted(folder + "/plain-scores/predictions"));
    }

    @Test
    void score_tooManyUnseenValues_failsUnlessTheLimitIsRaised() {
        String strange = write("strange", "id < 100", "*", "if(id < 60, concat('x', id), user) as user");
        for (String command : List.of("score", "evaluate", "encode")) {
            String encoders = command.equals("encode") ? "--like" : "--model";
            refused(
                    run(command, encoders, model, "--input", strange, "--output", folder + "/none"),
                    3,
                    "Feature \"user\": 60.0 % of values (60 of 100) are not in its vocabulary, against 0.0 % in training,"
                            + " but encode.unseen-fail = 0.5 is the limit. Prepare and train with newer rows, or raise"
                            + " encode.unseen-fail.");
        }
        done(run(
                "score",
                "--model",
                model,
                "--input",
                strange,
                "--output",
                folder + "/strange-scores",
                "--set",
                "encode.unseen-fail=0.7"));
    }

    @Test
    void score_filteredRows_areThoseThatPass() {
        done(run(
                "score",
                "--model",
                model,
                "--input",
                day,
                "--output",
                folder + "/filtered",
                "--set",
                "data.filter=id < 10"));
        assertThat(sorted(folder + "/filtered/predictions")).hasSize(10);
        refused(
                run(
                        "score",
                        "--model",
                        model,
                        "--input",
                        day,
                        "--output",
                        folder + "/none",
                        "--set",
                        "data.filter=id < 0"),
                3,
                day + " has no rows that pass data.filter, but needs at least one. Name other rows, or change"
                        + " data.filter.");
    }

    @Test
    void encode_wrongLabels_areRefusedTogether() {
        String wrong =
                write("wrong", "id < 50", "*", "int(id) as bought", "if(id = 3, double('NaN'), seconds) as seconds");
        refused(
                run("encode", "--like", model, "--input", wrong, "--output", folder + "/none"),
                3,
                "Task \"buy\": label column \"bought\" has 48 labels other than 0 and 1, between 0.0 and 49.0, but the task"
                        + " is binary. Write labels as in training.",
                "Task \"watch\": label column \"seconds\" has 1 NaN or infinite labels, but a label is a finite number or"
                        + " null. Make them null or filter the rows out.");
    }

    @Test
    void score_damagedModel_isOneLine() throws IOException {
        Path copy = copyOfModel("cut");
        Path vocabulary;
        try (Stream<Path> files = Files.list(copy.resolve("vocabularies"))) {
            vocabulary = files.sorted().findFirst().orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(vocabulary);
        Files.write(vocabulary, Arrays.copyOf(bytes, bytes.length / 2));
        refused(
                run("score", "--model", copy.toString(), "--input", day, "--output", folder + "/none"),
                2,
                "Vocabulary file " + vocabulary + " is damaged: ");

        Files.delete(vocabulary);
        refused(
                run("score", "--model", copy.toString(), "--input", day, "--output", folder + "/none"),
                2,
                "There is no vocabulary file " + vocabulary + " of table ");
    }

    @Test
    void score_modelWithoutEncoders_saysWhatToDo() throws IOException {
        Path copy = copyOfModel("old");
        Path manifest = copy.resolve(FeatureManifest.FILE);
        try (var older = FeatureManifest.class.getResourceAsStream("feature-manifest-3.json")) {
            Files.write(manifest, older.readAllBytes());
        }
        refused(
                run("score", "--model", copy.toString(), "--input", day, "--output", folder + "/none"),
                2,
                manifest
                        + " has schema version 3, which has no encoders, so it cannot encode raw rows. Prepare and train"
                        + " again with this version, or score data that prepare made, with --data.");
        Files.delete(manifest);
        refused(
                run("encode", "--like", copy.toString(), "--input", day, "--output", folder + "/none"),
                2,
                "Model " + copy + " has no feature-manifest.json, so it cannot encode raw rows. Train again with this"
                        + " version, or score data that prepare made, with --data.");
        refused(
                run("encode", "--like", folder + "/day", "--input", day, "--output", folder + "/none"),
                2,
                "There is no " + folder
                        + "/day/feature-manifest.json: this is neither prepared data nor a model. Name the"
                        + " output of fulcrum prepare or train.");
    }

    @Test
    void score_encodersOfAnotherModel_areRefused() throws IOException {
        Path copy = copyOfModel("mixed");
        ObjectNode description = (ObjectNode) json(copy + "/model.json");
        description.put("dataFingerprint", "0123456789abcdef");
        Files.writeString(copy.resolve("model.json"), description.toPrettyString());
        refused(
                run("score", "--model", copy.toString(), "--input", day, "--output", folder + "/none"),
                2,
                "Model " + copy
                        + " was trained on data of fingerprint 0123456789abcdef, but its feature-manifest.json has ");
    }

    @Test
    void evaluate_gateWithoutConfiguredTasks_isChecked() {
        String gate = "evaluate.gate=[{ task = click, metric = auc, min = 0.9999 }]";
        CommandRun run =
                run("evaluate", "--model", model, "--input", day, "--output", folder + "/gated", "--set", gate);
        assertThat(run.status()).as(run.err()).isEqualTo(4);
        assertThat(run.err()).contains("Metric gate: click auc = ");
    }

    private static void refused(CommandRun run, int status, String... lines) {
        assertThat(run.status()).as(run.err()).isEqualTo(status);
        assertThat(run.err()).contains(lines).doesNotContain("\tat ");
        assertThat(folder.resolve("none")).doesNotExist();
    }

    /** Writes visits that pass a filter, with {@code *} for all columns and {@code -x} to leave one out. */
    private static String write(String name, String filter, String... columns) {
        var rows = LocalSpark.session().read().parquet(folder + "/visits").where(filter);
        boolean all = List.of(columns).contains("*");
        List<String> selected = new ArrayList<>(List.of(columns));
        selected.remove("*");
        if (all) {
            for (String column : selected) {
                String[] words = column.split(" as ");
                rows = column.startsWith("-")
                        ? rows.drop(column.substring(1))
                        : rows.withColumn(words[1], org.apache.spark.sql.functions.expr(words[0]));
            }
        } else {
            rows = rows.selectExpr(selected.toArray(String[]::new));
        }
        rows.write().parquet(folder + "/" + name);
        return folder + "/" + name;
    }

    private static Path copyOfModel(String name) throws IOException {
        Path copy = folder.resolve(name + "-model");
        try (Stream<Path> files = Files.walk(Path.of(model))) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(Path.of(model).relativize(file)));
            }
        }
        return copy;
    }

    private static List<String> sorted(String parquet) {
        return LocalSpark.session().read().parquet(parquet).drop("_row").collectAsList().stream()
                .map(Row::toString)
                .sorted()
                .toList();
    }

    private static JsonNode json(String file) throws IOException {
        return new ObjectMapper().readTree(Files.readString(Path.of(file)));
    }
}
