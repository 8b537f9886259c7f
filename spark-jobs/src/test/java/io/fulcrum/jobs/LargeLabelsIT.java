package io.fulcrum.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fulcrum.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Regression labels of 1.7e9 ± 5, where two neighbouring 32-bit floats are 128 apart: times in seconds, for one. */
class LargeLabelsIT {
    private static final double OFFSET = 1.7e9;
    private static final double SLOPE = 5;
    private static final double NOISE = 1;
    private static final int ROWS = 6000;

    @TempDir
    static Path folder;

    private static JsonNode report;
    private static List<Row> scored;

    @BeforeAll
    static void trainAndScore() throws IOException {
        write();
        String config = Files.writeString(folder.resolve("large.conf"), """
            data {
              input = "%s", key = [id]
              split { by = column, column = part, train = train, validation = validation, test = test }
            }
            tasks = [
              { name = far, label = far, type = regression }
              { name = whole, label = whole, type = regression }
              { name = near, label = near, type = regression }
            ]
            features = [ { columns = [x], encoding = standardised } ]
            network { type = shared-bottom, bottom-layers = [16], head-layers = [] }
            rounds { epochs = 6, batch-size = 50, local-steps = 10 }
            optimizer.learning-rate = 0.02
            """.formatted(folder.resolve("rows")))
                .toString();
        String data = folder + "/data";
        String model = folder + "/model";
        succeed("prepare", "--config", config, "--output", data);
        succeed("train", "--config", config, "--data", data, "--output", model);
        succeed("evaluate", "--config", config, "--data", data, "--model", model, "--output", folder + "/report");
        succeed("score", "--config", config, "--data", data, "--model", model, "--output", folder + "/scores");
        report =
                new ObjectMapper().readTree(folder.resolve("report/report.json").toFile());
        scored = LocalSpark.session()
                .read()
                .parquet(folder + "/scores/predictions")
                .withColumnRenamed("far", "far_score")
                .withColumnRenamed("whole", "whole_score")
                .withColumnRenamed("near", "near_score")
                .join(LocalSpark.session().read().parquet(folder + "/rows"), "id")
                .collectAsList();
    }

    /** The labels differ from a line by noise of deviation 1, which cannot be learned; a constant has error 5.1. */
    @ParameterizedTest
    @CsvSource({"far, 1.7e9", "whole, 1.7e9", "near, 0"})
    void evaluate_labelsFarFromZero_hasTheErrorOfTheNoise(String task, double offset) {
        double rmse = metric(task, "rmse");
        assertThat(rmse).isBetween(0.9 * NOISE, 1.25 * NOISE);
        assertThat(metric(task, "mae")).isBetween(0.7 * NOISE, 1.0 * NOISE);
        assertThat(rmse).isCloseTo(rmse(task), within(1e-6));
        assertThat(scored).hasSize(ROWS / 6);
        assertThat(scored.stream().mapToDouble(row -> row.<Double>getAs(task + "_score")))
                .as("predictions in the label's unit, all different")
                .allMatch(score -> Math.abs(score - offset) < 6 * SLOPE)
                .doesNotHaveDuplicates();
    }

    @Test
    void evaluate_sameLabelsNearAndFar_haveTheSameError() {
        assertThat(metric("far", "rmse")).isCloseTo(metric("near", "rmse"), within(0.1 * NOISE));
        assertThat(metric("whole", "rmse")).isCloseTo(metric("near", "rmse"), within(0.15 * NOISE));
    }

    private static double metric(String task, String name) {
        return report.at("/tasks/" + task + "/" + name).doubleValue();
    }

    private static double rmse(String task) {
        return Math.sqrt(scored.stream()
                .mapToDouble(row -> row.<Double>getAs(task + "_score")
                        - row.<Number>getAs(task).doubleValue())
                .map(error -> error * error)
                .average()
                .orElseThrow());
    }

    private static void write() {
        SplittableRandom random = new SplittableRandom(3);
        List<Row> rows = new ArrayList<>();
        for (long id = 0; id < ROWS; id++) {
            double x = random.nextGaussian();
            double label = SLOPE * x + NOISE * random.nextGaussian();
            String part = id < ROWS * 4 / 6 ? "train" : id < ROWS * 5 / 6 ? "validation" : "test";
            rows.add(RowFactory.create(id, x, OFFSET + label, Math.round(OFFSET + label), label, part));
        }
        LocalSpark.session()
                .createDataFrame(
                        rows,
                        StructType.fromDDL("id bigint, x double, far double, whole bigint, near double, part string"))
                .coalesce(1)
                .write()
                .parquet(folder + "/rows");
    }

    private static void succeed(String... words) {
        List<String> all = new ArrayList<>(Arrays.asList(words));
        all.addAll(1, List.of("--master", "local[2]"));
        CommandRun run = CommandRun.of(all.toArray(String[]::new));
        assertThat(run.status()).as(run.err()).isZero();
    }
}
