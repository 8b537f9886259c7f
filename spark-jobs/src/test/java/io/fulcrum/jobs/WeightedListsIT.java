package io.fulcrum.jobs;

import static io.fulcrum.jobs.CommandRun.done;
import static io.fulcrum.jobs.CommandRun.run;
import static io.fulcrum.jobs.StoredOutputs.predictions;
import static io.fulcrum.jobs.StoredOutputs.requireSameModel;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fulcrum.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists with weights through the commands: what training makes of them, and rows that do not fit. */
class WeightedListsIT {
    private static final String FEATURES = """
            features = [
              { columns = [user, item], encoding = vocabulary }
              { columns = [tags], encoding = vocabulary, min-count = 1 %s }
            ]
            rounds { workers = 2, local-steps = 6, batch-size = 64, epochs = 2 }
            """;

    @TempDir
    static Path folder;

    private static String weighted;

    @BeforeAll
    static void train() {
        GeneratedVisits.write(LocalSpark.session(), folder.resolve("plain"), 3000);
        write("visits", "transform(tags, (tag, place) -> double(place + 1) / 4)");
        write("ones", "transform(tags, tag -> 1)");
        weighted = config("visits", ", weights = scores");
        done("prepare", "--config", weighted, "--output", folder + "/data");
        done("train", "--config", weighted, "--data", folder + "/data", "--output", folder + "/model");
    }

    private static void write(String name, String scores) {
        LocalSpark.session()
                .read()
                .parquet(folder + "/plain")
                .selectExpr("*", scores + " as scores")
                .write()
                .parquet(folder + "/" + name);
    }

    private static String config(String input, String weights) {
        return GeneratedVisits.configuration(folder, folder + "/" + input, FEATURES.replace("%s", weights));
    }

    @Test
    void train_twice_givesTheSameBytes() throws IOException {
        done("train", "--config", weighted, "--data", folder + "/data", "--output", folder + "/again");
        requireSameModel(folder, "model", "again");
    }

    /** The row hash, and with it the order of rows, has all source columns: both read the column of weights. */
    @Test
    void train_weightsOfOne_givesTheModelOfTheListWithoutWeights() throws IOException {
        String ones = config("ones", ", weights = scores");
        String plain = config("ones", "");
        for (List<String> run : List.of(List.of("ones", ones), List.of("unweighted", plain))) {
            String name = run.get(0);
            done(
                    "prepare",
                    "--config",
                    run.get(1),
                    "--set",
                    "data.group=scores",
                    "--output",
                    folder + "/" + name + "-data");
            done(
                    "train",
                    "--config",
                    run.get(1),
                    "--data",
                    folder + "/" + name + "-data",
                    "--output",
                    folder + "/" + name + "-model");
        }
        requireSameModel(folder, "ones-model", "unweighted-model");
    }

    @Test
    void train_weights_changeTheModelAndThePredictions() {
        done("score", "--model", folder + "/model", "--input", folder + "/visits", "--output", folder + "/scored");
        done("score", "--model", folder + "/model", "--input", folder + "/ones", "--output", folder + "/scored-ones");
        assertThat(predictions(folder, "scored")).hasSize(3000).isNotEqualTo(predictions(folder, "scored-ones"));
    }

    @Test
    void evaluate_encodedAndRawRows_isTheSame() throws IOException {
        String model = folder + "/model";
        done("encode", "--like", model, "--input", folder + "/visits", "--output", folder + "/encoded");
        done(
                "evaluate",
                "--config",
                weighted,
                "--data",
                folder + "/encoded",
                "--model",
                model,
                "--output",
                folder + "/report");
        done("evaluate", "--model", model, "--input", folder + "/visits", "--output", folder + "/raw-report");
        assertThat(tasks("raw-report").toString()).contains("logLoss");
        for (String task : List.of("click", "buy")) {
            String loss = "/" + task + "/logLoss";
            assertThat(tasks("raw-report").at(loss)).isEqualTo(tasks("report").at(loss));
        }
    }

    private static JsonNode tasks(String report) throws IOException {
        return new ObjectMapper()
                .readTree(Files.readString(folder.resolve(report).resolve("report.json")))
                .get("tasks");
    }

    @Test
    void newRows_anotherNumberOfWeights_publishNothing() {
        write("uneven", "if(id = 1700, array(1.0D, 2.0D, 3.0D, 4.0D, 5.0D), transform(tags, tag -> 1.0D))");
        for (List<String> command :
                List.of(List.of("encode", "--like"), List.of("score", "--model"), List.of("evaluate", "--model"))) {
            CommandRun refused = run(
                    command.get(0),
                    command.get(1),
                    folder + "/model",
                    "--input",
                    folder + "/uneven",
                    "--output",
                    folder + "/none");
            assertThat(refused.status()).as(refused.err()).isEqualTo(3);
            assertThat(refused.err())
                    .containsPattern(
                            "Lists \"tags\" and \"scores\" have [0-3] and 5 entries in one row, but each entry needs"
                                    + " one weight\\. Write both with the same length\\.")
                    .doesNotContain("\tat ");
            assertThat(folder.resolve("none")).doesNotExist();
        }
    }

    @Test
    void newRows_weightsThatAreNoLists_areNamed() {
        write("typed", "string(id)");
        CommandRun refused =
                run("score", "--model", folder + "/model", "--input", folder + "/typed", "--output", folder + "/none");
        assertThat(refused.status()).isEqualTo(3);
        assertThat(refused.err())
                .contains(
                        "column \"scores\" is string, but feature \"tags\" needs an array, each entry a number, as in training.");
        write("floats", "transform(tags, tag -> cast(2 as decimal(5, 1)))");
        done(
                "score",
                "--model",
                folder + "/model",
                "--input",
                folder + "/floats",
                "--output",
                folder + "/scored-floats");
    }
}
