package io.fulcrum.jobs;

import static io.fulcrum.jobs.CommandRun.done;
import static io.fulcrum.jobs.CommandRun.run;
import static io.fulcrum.jobs.CommandRun.with;
import static io.fulcrum.jobs.StoredOutputs.predictions;
import static io.fulcrum.jobs.StoredOutputs.requireSameModel;
import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.LocalSpark;
import io.fulcrum.model.Recommender;
import io.fulcrum.model.store.ModelDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists with weights over two days: the second has new entries, extends the first and starts from its model. */
class WeightedDaysIT {
    private static final String FEATURES = """
            features = [
              { columns = [user, item], encoding = vocabulary }
              { columns = [tags], encoding = vocabulary, min-count = 1, pooling = sum, weights = scores }
            ]
            rounds { workers = 2, local-steps = 6, batch-size = 64, epochs = 2 }
            """;
    private static final List<String> STILL = List.of(
            "--set", "optimizer.type=sgd", "--set", "optimizer.learning-rate=1e-30", "--set", "rounds.workers=1");
    private static final String SCORES = "transform(tags, (tag, place) -> double(place + 1 + id % 5) / 4)";
    private static final int NEW_FROM = 40;

    @TempDir
    static Path folder;

    private static String config;

    @BeforeAll
    static void trainOnTwoDays() {
        GeneratedVisits.write(LocalSpark.session(), folder.resolve("plain"), 4000);
        write("visits", SCORES);
        config = config("visits", FEATURES);
        done(run("prepare", config, List.of("--output", folder + "/data1", day(1))));
        done(train("data1", "model1", List.of()));
        done(run("prepare", config, extending("data2", day(2))));
    }

    /** Writes visits in which the tags of users that are new on the second day are new. */
    private static void write(String name, String scores) {
        String tags = "if(int(substring(user, 2)) < " + NEW_FROM + ", tags, transform(tags, tag -> concat('n', tag)))";
        LocalSpark.session()
                .read()
                .parquet(folder + "/plain")
                .withColumn("tags", functions.expr(tags))
                .selectExpr("*", scores + " as scores")
                .write()
                .parquet(folder + "/" + name);
    }

    @Test
    void prepareExtend_newEntries_keepIdsAndWeights() {
        List<String> first = values("data1", "tags");
        List<String> second = values("data2", "tags");
        assertThat(first).hasSize(12);
        assertThat(second).hasSize(24).startsWith(first.toArray(String[]::new));

        List<Row> rows = LocalSpark.session()
                .read()
                .parquet(folder + "/data2/train", folder + "/data2/validation", folder + "/data2/test")
                .join(
                        LocalSpark.session()
                                .read()
                                .parquet(folder + "/visits")
                                .selectExpr("id", "tags as words", "cast(scores as array<float>) as scores"),
                        "id")
                .collectAsList();
        assertThat(rows).hasSizeGreaterThan(2000).allSatisfy(row -> {
            assertThat(row.<Float>getList(row.fieldIndex("tags_weights")))
                    .isEqualTo(row.<Float>getList(row.fieldIndex("scores")));
            assertThat(row.<Integer>getList(row.fieldIndex("tags")))
                    .isEqualTo(row.<String>getList(row.fieldIndex("words")).stream()
                            .map(word -> second.indexOf(word) + 2)
                            .toList());
        });
    }

    @Test
    void warmStart_untrained_scoresRowsOfKnownValuesToTheBit() {
        CommandRun started = done(train("data2", "still", warm(STILL)));
        assertThat(started.err()).contains("tags 14 of 26");
        done(score("data2", "still", "scores-still"));
        done(score("data2", "model1", "scores-model1"));
        Recommender before = ModelDirectory.read(folder + "/model1").model();
        Recommender after = ModelDirectory.read(folder + "/still").model();
        assertThat(after.parameters()).isEqualTo(before.parameters());
        int[] kept = IntStream.range(0, 14).toArray();
        assertThat(rows(after, kept)).isEqualTo(rows(before, kept));

        List<Long> known = LocalSpark.session()
                .read()
                .parquet(folder + "/data2/test")
                .where("user < 42 and forall(tags, tag -> tag < 14)")
                .select("id")
                .collectAsList()
                .stream()
                .map(row -> row.getLong(0))
                .toList();
        assertThat(known).hasSizeGreaterThan(50);
        assertThat(of(known, predictions(folder, "scores-still")))
                .isEqualTo(of(known, predictions(folder, "scores-model1")));
        assertThat(predictions(folder, "scores-still"))
                .as("rows of new values")
                .isNotEqualTo(predictions(folder, "scores-model1"));
    }

    @Test
    void warmStart_resumed_isTheUninterruptedRunToTheBit() throws IOException {
        done(train("data2", "straight", warm(List.of("--set", "rounds.epochs=3"))));
        String checkpoints = folder + "/checkpoints";
        done(train("data2", "half", warm(List.of("--checkpoints", checkpoints, "--set", "rounds.epochs=1"))));
        CommandRun resumed = done(train(
                "data2",
                "resumed",
                warm(List.of("--resume", "--checkpoints", checkpoints, "--set", "rounds.epochs=3"))));
        assertThat(resumed.err()).contains("Going on from checkpoint " + checkpoints);
        requireSameModel(folder, "straight", "resumed");
    }

    @Test
    void prepareExtend_weightsOfAnotherNumberType_areTheSameFeatures() {
        write("whole", "transform(tags, (tag, place) -> int(place + 1))");
        done(run("prepare", config("whole", FEATURES), extending("whole-data", day(2))));
        done(train("whole-data", "whole-model", warm(List.of("--set", "rounds.epochs=1"))));
    }

    @Test
    void prepareExtendAndWarmStart_otherWeights_areRefusedInWords() {
        String plain = config("visits", FEATURES.replace(", weights = scores", ""));
        CommandRun extended = run("prepare", plain, extending("none", day(2)));
        assertThat(extended.status()).isEqualTo(2);
        assertThat(extended.err())
                .contains("feature \"tags\": weights was \"scores\" and is none, compared with " + folder + "/model1:"
                        + " restore the earlier setting, or prepare without --extend")
                .doesNotContain("\tat ");
        done(run("prepare", plain, List.of("--output", folder + "/plain-data", day(2))));
        CommandRun warm =
                run("train", plain, with(paths("plain-data", "none"), List.of("--warm-start", folder + "/model1")));
        assertThat(warm.status()).isEqualTo(2);
        assertThat(warm.err())
                .contains("The model to start from has other features than this run: ")
                .doesNotContain("\tat ");
        assertThat(folder.resolve("none")).doesNotExist();
    }

    private static String config(String input, String features) {
        return GeneratedVisits.configuration(folder, folder + "/" + input, features);
    }

    /** Returns the rows of a day: users u0 … u39 on the first, u10 … u49 on the second. */
    private static String day(int day) {
        int first = 10 * (day - 1);
        return "--set=data.filter=int(substring(user, 2)) between " + first + " and " + (first + NEW_FROM - 1);
    }

    private static List<String> extending(String output, String day) {
        return List.of("--output", folder + "/" + output, "--extend", folder + "/model1", day);
    }

    private static CommandRun train(String data, String output, List<String> more) {
        return run("train", config, with(paths(data, output), more));
    }

    private static List<String> paths(String data, String output) {
        return List.of("--data", folder + "/" + data, "--output", folder + "/" + output);
    }

    private static List<String> warm(List<String> more) {
        return with(List.of("--warm-start", folder + "/model1"), more);
    }

    private static CommandRun score(String data, String model, String output) {
        return run("score", config, with(paths(data, output), List.of("--model", folder + "/" + model)));
    }

    private static List<String> values(String data, String table) {
        var values = KnownValues.read(LocalSpark.session(), folder + "/" + data)
                .get(table)
                .values();
        return IntStream.range(0, values.size()).mapToObj(values::text).toList();
    }

    private static List<Row> of(List<Long> ids, List<Row> predictions) {
        return predictions.stream()
                .filter(row -> ids.contains(row.<Long>getAs("id")))
                .toList();
    }

    /** Returns rows of the table of tags, the last of the three. */
    private static float[] rows(Recommender model, int[] ids) {
        return model.tables()
                .recordsOf(new int[][] {new int[0], new int[0], ids})
                .records(2);
    }
}
