package io.fulcrum.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fulcrum.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fields that share tables, exact and hashed, and lists pooled each in its way, from raw rows to scores. */
class SharedTablesIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private static String config;

    @BeforeAll
    static void prepareAndTrain() throws IOException {
        write(LocalSpark.session(), 3000);
        config = Files.writeString(folder.resolve("shared.conf"), """
        data { input = "%s/rows", key = [id] }
        tasks = [ { name = click, label = clicked } ]
        features = [
          { columns = [item], encoding = vocabulary, table = items }
          { columns = [history], encoding = vocabulary, table = items, pooling = sqrt-n }
          { columns = [city], encoding = hashed, buckets = 64, table = places }
          { columns = [cities], encoding = hashed, buckets = 64, table = places, pooling = sum }
        ]
        network { embedding-size = 4, type = shared-bottom, bottom-layers = [16], head-layers = [] }
        rounds { workers = 2, local-steps = 6, batch-size = 64, epochs = 3, evict-after = 1 }
        optimizer { learning-rate = 0.02, embedding { type = ftrl, learning-rate = 0.5, l1 = 1e-4 } }
        """.formatted(folder))
                .toString();
        run("prepare", "--output", folder + "/data");
        run("train", "--data", folder + "/data", "--output", folder + "/model");
    }

    @Test
    void prepare_sharedTables_giveOneValueOneId() {
        Map<String, Integer> idOf = new HashMap<>();
        SparkSession spark = LocalSpark.session();
        spark.read().parquet(folder + "/rows").createOrReplaceTempView("raw");
        spark.read().parquet(folder + "/data/train").createOrReplaceTempView("prepared");
        List<Row> pairs = spark.sql("""
        select distinct value, id from (
          select r.item value, p.item id from raw r join prepared p on r.id = p.id
          union all
          select v.col, i.col from (select id raw_id, posexplode(history) from raw) v
          join (select id, posexplode(history) from prepared) i on v.raw_id = i.id and v.pos = i.pos)
        """).collectAsList();
        pairs.forEach(
                pair -> assertThat(idOf.put(pair.getString(0), pair.getInt(1))).isNull());

        assertThat(idOf.size()).isGreaterThan(20);
    }

    @Test
    void prepare_manifest_namesTablesAndPooling() throws IOException {
        JsonNode features = JSON.readTree(
                        folder.resolve("data/feature-manifest.json").toFile())
                .at("/features/columns");
        List<String> told = new ArrayList<>();
        features.forEach(feature -> told.add(
                feature.path("name").textValue() + " " + feature.path("table").textValue() + " "
                        + feature.path("pooling").textValue()));

        assertThat(told)
                .containsExactly("item items MEAN", "history items SQRT_N", "city places MEAN", "cities places SUM");
    }

    @Test
    void train_sharedTables_areTwoAndLearn() throws IOException {
        assertThat(folder.resolve("model/table-1.rows")).exists();
        assertThat(folder.resolve("model/table-2.rows")).doesNotExist();
        long changed = 0;
        double auc = 0;
        for (String line : Files.readAllLines(folder.resolve("model/rounds.jsonl"))) {
            JsonNode round = JSON.readTree(line);
            changed += round.path("rowsChanged").longValue();
            assertThat(round.path("rowsEvicted").isIntegralNumber()).isTrue();
            auc = Math.max(auc, round.at("/validation/click/auc").asDouble());
        }
        assertThat(changed).isPositive();
        assertThat(auc).isGreaterThan(0.65);
    }

    @Test
    void score_sharedTables_givesEveryRowAProbability() {
        run(
                "score",
                "--data",
                folder + "/data",
                "--split",
                "test",
                "--model",
                folder + "/model",
                "--output",
                folder + "/scores");
        SparkSession spark = LocalSpark.session();

        assertThat(spark.read()
                        .parquet(folder + "/scores/predictions")
                        .where("click > 0 and click < 1")
                        .count())
                .isEqualTo(spark.read().parquet(folder + "/data/test").count());
    }

    private static void write(SparkSession spark, int count) {
        SplittableRandom random = new SplittableRandom(3);
        List<Row> rows = new ArrayList<>();
        for (long id = 0; id < count; id++) {
            int item = random.nextInt(30);
            String[] history = some(random, "i", 30);
            String[] cities = some(random, "c", 20);
            double taste = 2 * Math.sin(item) + (history.length == 0 ? 0 : Math.cos(history[0].hashCode()));
            boolean clicked = random.nextDouble() < 1 / (1 + Math.exp(-taste));
            rows.add(RowFactory.create(id, "i" + item, history, "c" + random.nextInt(20), cities, clicked));
        }
        spark.createDataFrame(
                        rows,
                        StructType.fromDDL("id bigint, item string, history array<string>, city string,"
                                + " cities array<string>, clicked boolean"))
                .repartition(3)
                .write()
                .parquet(folder + "/rows");
    }

    private static String[] some(SplittableRandom random, String prefix, int values) {
        String[] some = new String[random.nextInt(4)];
        for (int i = 0; i < some.length; i++) {
            some[i] = prefix + random.nextInt(values);
        }
        return some;
    }

    private static void run(String... arguments) {
        List<String> command = new ArrayList<>(List.of(arguments[0], "--master", "local[2]", "--config", config));
        command.addAll(List.of(arguments).subList(1, arguments.length));
        CommandRun run = CommandRun.of(command.toArray(String[]::new));
        assertThat(run.status()).as(run.err()).isZero();
    }
}
