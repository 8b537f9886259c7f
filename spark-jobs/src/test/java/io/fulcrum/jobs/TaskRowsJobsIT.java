package io.fulcrum.jobs;

import static io.fulcrum.jobs.CommandRun.done;
import static io.fulcrum.jobs.CommandRun.run;
import static io.fulcrum.jobs.StoredOutputs.predictions;
import static io.fulcrum.jobs.StoredOutputs.requireSameModel;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fulcrum.LocalSpark;
import io.fulcrum.contract.Split;
import io.fulcrum.contract.TaskRows;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.data.PreparedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Losses, weights and spaces of tasks through the commands, from raw rows to a report. */
class TaskRowsJobsIT {
    private static final String TASKS = """
            tasks = [
              { name = click, label = clicked, floor = 0.2, loss = focal, gamma = 1.5, label-smoothing = 0.05 }
              { name = buy, label = bought_or_not, space = "click = 1", weight-column = importance }
              { name = watch, label = seconds, type = regression, loss = huber, delta = 1.5 }
            ]
            data.group = importance
            """;

    @TempDir
    static Path folder;

    private static String config;

    @BeforeAll
    static void train() {
        GeneratedVisits.write(LocalSpark.session(), folder.resolve("plain"), 3000);
        write("visits", "double(1 + id % 4) / 2");
        config = config("visits", TASKS);
        done("prepare", "--config", config, "--output", folder + "/data");
        done("train", "--config", config, "--data", folder + "/data", "--output", folder + "/model");
    }

    private static void write(String name, String importance) {
        LocalSpark.session()
                .read()
                .parquet(folder + "/plain")
                .selectExpr("*", "coalesce(bought, 0) as bought_or_not", importance + " as importance")
                .write()
                .parquet(folder + "/" + name);
    }

    private static String config(String input, String more) {
        return GeneratedVisits.configuration(folder, folder + "/" + input, more);
    }

    @Test
    void prepare_rowsOutsideTheSpace_haveNoLabel() {
        FeatureManifest manifest = PreparedData.manifest(folder + "/data");
        assertThat(manifest.rowsOf(1)).isEqualTo(new TaskRows("click = 1", "importance"));
        long clicked = (long) manifest.split(Split.TRAIN).labels().get(0).sum();
        assertThat(manifest.split(Split.TRAIN).labels().get(1).labelled()).isEqualTo(clicked);
    }

    @Test
    void train_twice_givesTheSameBytes() throws IOException {
        done("train", "--config", config, "--data", folder + "/data", "--output", folder + "/again");
        requireSameModel(folder, "model", "again");
    }

    /** The row hash, and with it the order of rows, has all source columns: both read the column of weights. */
    @Test
    void train_weightsOfOneAndDefaultLosses_givesTheModelWithoutAnyOfThem() throws IOException {
        write("ones", "1");
        String explicit = config("ones", """
                tasks = [
                  { name = click, label = clicked, loss = cross-entropy, label-smoothing = 0
                    weight-column = importance }
                  { name = buy, label = bought, loss = focal, gamma = 0, weight-column = importance }
                  { name = watch, label = seconds, type = regression, loss = squared-error, weight-column = importance }
                ]
                data.group = importance
                """);
        String plain = config("ones", """
                tasks = [
                  { name = click, label = clicked }
                  { name = buy, label = bought }
                  { name = watch, label = seconds, type = regression }
                ]
                data.group = importance
                """);
        for (List<String> run : List.of(List.of("explicit", explicit), List.of("default", plain))) {
            String data = folder + "/" + run.get(0) + "-data";
            done("prepare", "--config", run.get(1), "--output", data);
            done("train", "--config", run.get(1), "--data", data, "--output", folder + "/" + run.get(0) + "-model");
        }
        requireSameModel(folder, "explicit-model", "default-model");
        assertThat(PreparedData.manifest(folder + "/default-data").schema()).isEqualTo(4);
        assertThat(PreparedData.manifest(folder + "/explicit-data").fingerprint())
                .isEqualTo(PreparedData.manifest(folder + "/default-data").fingerprint());
    }

    @Test
    void train_lossOrWeights_changeTheModel() throws IOException {
        String squared = config("visits", TASKS.replace("loss = huber, delta = 1.5", "loss = squared-error"));
        done("train", "--config", squared, "--data", folder + "/data", "--output", folder + "/squared");
        assertThat(Files.readAllBytes(folder.resolve("squared/parameters.f32")))
                .isNotEqualTo(Files.readAllBytes(folder.resolve("model/parameters.f32")));
    }

    @Test
    void evaluate_preparedEncodedAndRawRows_areMeasuredInTheSpace() throws IOException {
        String model = folder + "/model";
        done(
                "evaluate",
                "--config",
                config,
                "--data",
                folder + "/data",
                "--model",
                model,
                "--output",
                folder + "/report");
        assertThat(json("report").get("notes").toString())
                .contains("Task buy: metrics are of the labelled rows in its space, click = 1.")
                .contains("Task buy: metrics count each labelled row once. The weights of column importance are used in"
                        + " training only; a row of weight 0 has no label.");
        assertThat(Files.readString(folder.resolve("report/report.html"))).contains("rows in its space, click = 1");
        FeatureManifest manifest = PreparedData.manifest(folder + "/data");
        assertThat(json("report").at("/tasks/buy/examples").longValue())
                .isEqualTo(manifest.split(Split.TEST).labels().get(1).labelled());

        done("encode", "--like", model, "--input", folder + "/visits", "--output", folder + "/encoded");
        done(
                "evaluate",
                "--config",
                config,
                "--data",
                folder + "/encoded",
                "--model",
                model,
                "--output",
                folder + "/encoded-report");
        done("evaluate", "--model", model, "--input", folder + "/visits", "--output", folder + "/raw-report");
        // metrics do not depend on weights
        LocalSpark.session()
                .read()
                .parquet(folder + "/visits")
                .drop("importance")
                .withColumn("importance", functions.lit(7))
                .write()
                .parquet(folder + "/sevens");
        done("evaluate", "--model", model, "--input", folder + "/sevens", "--output", folder + "/sevens-report");
        for (String report : List.of("raw-report", "sevens-report")) {
            assertThat(json(report).at("/tasks/buy/logLoss"))
                    .isEqualTo(json("encoded-report").at("/tasks/buy/logLoss"));
            assertThat(json(report).get("notes").toString()).contains("in its space, click = 1");
        }
    }

    @Test
    void score_preparedAndRawRows_isTheSame() {
        String model = folder + "/model";
        done("encode", "--like", model, "--input", folder + "/visits", "--output", folder + "/to-score");
        done("score", "--config", config, "--data", folder + "/to-score", "--model", model, "--output", folder + "/a");
        done("score", "--model", model, "--input", folder + "/visits", "--output", folder + "/b");
        assertThat(predictions(folder, "a")).hasSize(3000).isEqualTo(predictions(folder, "b"));
    }

    @Test
    void evaluate_dataOfAnotherSpace_isRefused() {
        String other = config("visits", TASKS.replace("click = 1", "watch > 0.5"));
        done("prepare", "--config", other, "--output", folder + "/other-space");
        CommandRun refused = run(
                "evaluate",
                "--config",
                other,
                "--data",
                folder + "/other-space",
                "--model",
                folder + "/model",
                "--output",
                folder + "/none");
        assertThat(refused.status()).as(refused.err()).isEqualTo(2);
        assertThat(refused.err())
                .contains("Task \"buy\": prepared data " + folder + "/other-space has space = watch > 0.5, the model "
                        + folder
                        + "/model was trained with space = click = 1. Use data that is prepared with the model's spaces,"
                        + " or train on this data.");
    }

    private static JsonNode json(String report) throws IOException {
        return new ObjectMapper()
                .readTree(Files.readString(folder.resolve(report).resolve("report.json")));
    }

    @Test
    void encode_rowsThatCannotBeCounted_areRefused() {
        write("bad", "if(id % 3 = 0, double('NaN'), -1D)");
        CommandRun refused =
                run("encode", "--like", folder + "/model", "--input", folder + "/bad", "--output", folder + "/none");
        assertThat(refused.status()).as(refused.err()).isEqualTo(3);
        assertThat(refused.err())
                .containsPattern(
                        "Task \"buy\": weight column \"importance\" is missing, NaN or infinite in \\d+ labelled"
                                + " rows and negative in \\d+ labelled rows, but the weight of a row with a label is a finite"
                                + " number of at least 0\\. Correct these rows or filter them out\\.")
                .doesNotContain("\tat ");
        LocalSpark.session()
                .read()
                .parquet(folder + "/visits")
                .drop("clicked")
                .write()
                .parquet(folder + "/unclicked");
        CommandRun unknown = run(
                "encode", "--like", folder + "/model", "--input", folder + "/unclicked", "--output", folder + "/none");
        assertThat(unknown.status()).isEqualTo(3);
        assertThat(unknown.err())
                .contains(folder + "/unclicked has label column \"bought_or_not\" of task \"buy\" but no column"
                        + " \"clicked\", on which the task's space click = 1 depends. Add the column, or leave out the"
                        + " label column.");
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void train_otherSpaceOrWeightsThanPrepared_isRefused() {
        String other = config("visits", TASKS.replace("importance }", "price }"));
        CommandRun refused = run("train", "--config", other, "--data", folder + "/data", "--output", folder + "/none");
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err())
                .contains("Task \"buy\": prepared data " + folder + "/data has space = click = 1 and weight-column ="
                        + " importance, the configuration has space = click = 1 and weight-column = price. Prepare the"
                        + " data again with this configuration.");
    }
}
