package io.fulcrum.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Seeded visits with learnable tasks, and the configuration of a model small enough for every build. */
final class GeneratedVisits {
    private static final String SCHEMA =
            "id bigint, user string, item string, tags array<string>, price double, age int,"
                    + " clicked boolean, bought int, seconds double";

    private GeneratedVisits() {}

    static void write(SparkSession spark, Path folder, int count) {
        SplittableRandom random = new SplittableRandom(7);
        List<Row> rows = new ArrayList<>();
        for (long id = 0; id < count; id++) {
            rows.add(row(id, random));
        }
        spark.createDataFrame(rows, StructType.fromDDL(SCHEMA))
                .repartition(3)
                .write()
                .parquet(folder.toString());
    }

    /** Writes the configuration for visits at {@code input} and returns its path. */
    static String configuration(Path folder, String input, String more) {
        String hocon = """
        data { input = "%s", key = [id], group = user }
        tasks = [
          { name = click, label = clicked, floor = 0.2 }
          { name = buy, label = bought, floor = 0.1 }
          { name = watch, label = seconds, type = regression, floor = 0.1, ceiling = 0.5 }
        ]
        features = [
          { columns = [user, item], encoding = vocabulary }
          { columns = [tags], encoding = hashed, buckets = 16 }
          { columns = [price], encoding = log }
          { columns = [age], encoding = standardised }
        ]
        network { embedding-size = 4, experts = 2, expert-layers = [8], head-layers = [4] }
        rounds { workers = 2, local-steps = 6, batch-size = 64, epochs = 2 }
        optimizer.learning-rate = 0.05
        evaluate.ndcg-at = 5
        """.formatted(input) + more;
        try {
            return Files.writeString(Files.createTempFile(folder, "visits", ".conf"), hocon)
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Row row(long id, SplittableRandom random) {
        int user = random.nextInt(60);
        int item = random.nextInt(25);
        int age = random.nextInt(18, 80);
        double price = Math.exp(3 * random.nextDouble());
        List<String> tags = new ArrayList<>();
        for (int tag = random.nextInt(4); tag > 0; tag--) {
            tags.add("t" + random.nextInt(12));
        }
        double taste = Math.sin(user) + Math.cos(item) + (tags.contains("t3") ? 1 : 0);
        boolean click = chance(random, 1.5 * taste - 0.5);
        Integer bought = click ? (chance(random, taste - 0.4 * price / 3 + 0.5) ? 1 : 0) : null;
        Double seconds = random.nextInt(5) == 0 ? null : taste + 0.02 * age + 0.3 * random.nextDouble();
        return RowFactory.create(
                id,
                "u" + user,
                random.nextInt(20) == 0 ? null : "i" + item,
                tags.toArray(),
                price,
                age,
                click,
                bought,
                seconds);
    }

    private static boolean chance(SplittableRandom random, double logit) {
        return random.nextDouble() < 1 / (1 + Math.exp(-logit));
    }
}
