package io.fulcrum.jobs;

import static io.fulcrum.jobs.CommandRun.done;
import static io.fulcrum.jobs.CommandRun.run;
import static io.fulcrum.jobs.CommandRun.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fulcrum.LocalSpark;
import io.fulcrum.contract.encoder.TextTable;
import io.fulcrum.data.PreparedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three days with new users each: each day extends the model of the day before and starts from it. */
class ExtendedDaysIT {
    private static final String FEATURES = """
        features = [
          { columns = [user, item, tags], encoding = vocabulary }
          { columns = [price], encoding = quantiles, buckets = 6 }
          { columns = [age], encoding = standardised }
        ]
        """;
    private static final List<String> STILL = List.of(
            "--set", "optimizer.type=sgd", "--set", "optimizer.learning-rate=1e-30", "--set", "rounds.workers=1");
    private static final List<String> ONE_EPOCH = List.of("--set", "rounds.epochs=1");

    @TempDir
    static Path folder;

    private static String config;
    private static CommandRun secondPrepared;

    @BeforeAll
    static void runThreeDays() {
        GeneratedVisits.write(LocalSpark.session(), folder.resolve("visits"), 6000);
        config = GeneratedVisits.configuration(folder, folder + "/visits", FEATURES);
        done(prepare(1, "data1", List.of()));
        done(train("data1", "model1", List.of("--set", "rounds.epochs=4")));
        secondPrepared = done(prepare(2, "data2", List.of("--extend", folder + "/model1")));
        done(train("data2", "model2", warm("model1", ONE_EPOCH)));
        done(prepare(3, "data3", List.of("--extend", folder + "/model2")));
    }

    @Test
    void prepareExtend_threeDays_keepsEveryId() {
        List<String> first = values("data1", "user");
        List<String> second = values("data2", "user");
        List<String> third = values("data3", "user");
        assertThat(first).hasSize(40);
        assertThat(second).hasSize(50).startsWith(first.toArray(String[]::new));
        assertThat(third).hasSize(60).startsWith(second.toArray(String[]::new));
        assertThat(values("data3", "item")).isEqualTo(values("data1", "item"));
    }

    @Test
    void prepareExtend_ofAModel_saysWhatGrewAndRecordsIt() throws IOException {
        String fingerprint = PreparedData.manifest(folder + "/data1").fingerprint();
        assertThat(secondPrepared.out())
                .contains("  extends " + folder + "/model1 (fingerprint " + fingerprint
                        + "); new values: user 10 of 50, item 0 of 25, tags 0 of 12");
        assertThat(secondPrepared.err()).contains(", extends " + folder + "/model1");
        JsonNode record = json("data2/run-record.json");
        assertThat(record.at("/inputs/extends/fingerprint").textValue()).isEqualTo(fingerprint);
        assertThat(json("data2/feature-manifest.json").at("/provenance/extends").textValue())
                .isEqualTo(fingerprint);
    }

    @Test
    void warmStart_untrained_scoresRowsOfKnownValuesToTheBit() {
        CommandRun started = done(train("data2", "still", warm("model1", STILL)));
        assertThat(started.err()).contains("embedding rows user 42 of 52, item 27 of 27, tags 14 of 14");
        done(score("data2", "still", "scores-still"));
        done(score("data2", "model1", "scores-model1"));
        Dataset<Row> known = LocalSpark.session()
                .read()
                .parquet(folder + "/data2/test")
                .where("user < 42")
                .select("id");
        List<Row> before =
                scores("scores-model1").join(known, "id").orderBy("id").collectAsList();
        List<Row> after = scores("scores-still").join(known, "id").orderBy("id").collectAsList();
        assertThat(before).hasSizeGreaterThan(100);
        assertThat(after).isEqualTo(before);
        assertThat(scores("scores-still").orderBy("id").collectAsList())
                .as("rows of new users")
                .isNotEqualTo(scores("scores-model1").orderBy("id").collectAsList());
    }

    @Test
    void warmStart_afterOneEpoch_isBetterThanAColdStart() throws IOException {
        done(train("data2", "cold", ONE_EPOCH));
        done(evaluate("data2", "model2", "report-warm"));
        done(evaluate("data2", "cold", "report-cold"));
        for (String task : List.of("click", "buy")) {
            String loss = "/tasks/" + task + "/logLoss";
            assertThat(json("report-warm/report.json").at(loss).doubleValue())
                    .as(task)
                    .isPositive()
                    .isLessThan(json("report-cold/report.json").at(loss).doubleValue());
        }
    }

    @Test
    void evaluate_earlierModelOnExtendedData_isAsOnRowsOfItsOwnEncoders() throws IOException {
        String rare = FEATURES.replace("vocabulary", "vocabulary, min-count = 1000000");
        String unextended = GeneratedVisits.configuration(folder, folder + "/visits", rare);
        done(run("prepare", unextended, List.of("--output", folder + "/own", "--extend", folder + "/model1", day(2))));
        assertThat(PreparedData.manifest(folder + "/own").fingerprint())
                .isEqualTo(PreparedData.manifest(folder + "/data1").fingerprint());
        done(evaluate("own", "model1", "report-own"));
        done(evaluate("data2", "model1", "report-extended"));
        done(score("own", "model1", "scores-own"));
        done(score("data2", "model1", "scores-extended"));
        assertThat(json("report-extended/report.json").get("tasks"))
                .isEqualTo(json("report-own/report.json").get("tasks"));
        assertThat(scores("scores-extended").orderBy("id").collectAsList())
                .isEqualTo(scores("scores-own").orderBy("id").collectAsList());
    }

    @Test
    void evaluate_dataThatExtendsAnotherModel_isRefused() {
        done(prepare(2, "fresh2", List.of()));
        CommandRun refused = evaluate("fresh2", "model1", "none");
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("does not fit the model");
        CommandRun older = evaluate("data1", "model2", "none");
        assertThat(older.status()).as("the other way round").isEqualTo(2);
    }

    @Test
    void prepareExtend_wrongDirectoryOrFeatures_isRefusedInWords() {
        CommandRun absent = prepare(2, "none", List.of("--extend", folder + "/nowhere"));
        assertThat(absent.status()).isEqualTo(2);
        assertThat(absent.err())
                .contains(
                        "There is no " + folder + "/nowhere/feature-manifest.json, so there are no encoders to extend."
                                + " Name the output of fulcrum prepare or train.")
                .doesNotContain("\tat ");
        String other = GeneratedVisits.configuration(
                folder, folder + "/visits", FEATURES.replace("quantiles, buckets = 6", "log"));
        CommandRun changed =
                run("prepare", other, List.of("--output", folder + "/none", "--extend", folder + "/model1", day(2)));
        assertThat(changed.status()).isEqualTo(2);
        assertThat(changed.err())
                .contains("features[1]: feature \"price\": the encoder was buckets and is log, compared with " + folder
                        + "/model1: restore the earlier setting, or prepare without --extend")
                .doesNotContain("\tat ");
        assertThat(folder.resolve("none")).doesNotExist();
    }

    /** Returns the rows of a day: users u0 … u39 on the first, ten further ones, and ten fewer, each day. */
    private static String day(int day) {
        int first = 10 * (day - 1);
        return "--set=data.filter=int(substring(user, 2)) between " + first + " and " + (first + 39);
    }

    private static CommandRun prepare(int day, String output, List<String> more) {
        return run("prepare", config, with(List.of(day(day), "--output", folder + "/" + output), more));
    }

    private static CommandRun train(String data, String output, List<String> more) {
        return run(
                "train", config, with(List.of("--data", folder + "/" + data, "--output", folder + "/" + output), more));
    }

    private static List<String> warm(String model, List<String> more) {
        return with(List.of("--warm-start", folder + "/" + model), more);
    }

    private static CommandRun evaluate(String data, String model, String output) {
        return on("evaluate", data, model, output);
    }

    private static CommandRun score(String data, String model, String output) {
        return on("score", data, model, output);
    }

    private static CommandRun on(String command, String data, String model, String output) {
        return run(
                command,
                config,
                List.of(
                        "--data",
                        folder + "/" + data,
                        "--model",
                        folder + "/" + model,
                        "--output",
                        folder + "/" + output));
    }

    private static List<String> values(String data, String table) {
        Map<String, KnownValues> known = KnownValues.read(LocalSpark.session(), folder + "/" + data);
        TextTable values = known.get(table).values();
        return IntStream.range(0, values.size()).mapToObj(values::text).toList();
    }

    private static Dataset<Row> scores(String output) {
        return LocalSpark.session().read().parquet(folder + "/" + output + "/predictions");
    }

    private static JsonNode json(String file) throws IOException {
        return new ObjectMapper().readTree(Files.readString(folder.resolve(file)));
    }
}
