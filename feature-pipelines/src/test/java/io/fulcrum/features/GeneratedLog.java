package io.fulcrum.features;

import io.fulcrum.SettingsText;
import io.fulcrum.config.ConfigReader;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** A seeded log of impressions with every kind of column, and a configuration that prepares it. */
final class GeneratedLog {
    private static final String SCHEMA =
            "id bigint, user string, city string, tags array<string>, age int, price double,"
                    + " day date, clicked boolean, bought string, seconds double, unused string";

    private GeneratedLog() {}

    static final String TASKS = """
      tasks = [
        { name = click, label = clicked }
        { name = buy, label = bought, positive = yes }
        { name = watch, label = seconds, type = regression }
      ]
      """;

    static final String FEATURES = """
      features = [
        { columns = [user], encoding = hashed, buckets = 64, name = user_hash }
        { columns = [city], encoding = vocabulary, missing-indicator = true }
        { columns = [tags], encoding = vocabulary, max-length = 3, unknown-buckets = 2 }
        { columns = [age], encoding = quantiles, buckets = 4 }
        { columns = [price], encoding = log }
      ]
      """;

    static Dataset<Row> rows(SparkSession spark, int count) {
        SplittableRandom random = new SplittableRandom(42);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(row(i, random));
        }
        return spark.createDataFrame(rows, StructType.fromDDL(SCHEMA));
    }

    /** Returns settings for rows at {@code input}, {@code more} lines after all others. */
    static FeatureSettings settings(String input, String more) {
        String data = "data { input = \"" + input + "\", key = [id, user], group = user, split { key = [user] } }\n";
        return SettingsText.read(data + TASKS + FEATURES + more, (ConfigReader root) -> FeatureSettings.read(root));
    }

    private static Row row(int id, SplittableRandom random) {
        boolean click = random.nextInt(4) == 0;
        List<String> tags = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            tags.add("t" + Math.min(random.nextInt(12), random.nextInt(12)));
        }
        return RowFactory.create(
                (long) id,
                "u" + random.nextInt(50),
                random.nextInt(10) == 0 ? null : "city" + random.nextInt(6),
                tags.toArray(),
                random.nextInt(18, 80),
                Math.exp(random.nextDouble() * 8),
                java.time.LocalDate.of(2024, 1, 1).plusDays(id % 30),
                click,
                click ? random.nextInt(2) == 0 ? "yes" : "no" : null,
                click ? random.nextDouble() * 60 : null,
                "x");
    }
}
