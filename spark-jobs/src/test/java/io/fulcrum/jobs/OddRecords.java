package io.fulcrum.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Seeded records with a field for every encoding, of which many hold an odd value, as maps and as Parquet. */
final class OddRecords {
    private static final String SCHEMA = "id bigint, city string, item bigint, history array<bigint>,"
            + " tags array<string>, member boolean, age int, price double, height float, width double, weight double,"
            + " seen timestamp, born date, interests array<string>, scores array<double>, shares array<float>,"
            + " clicked boolean, watched double";

    private static final String CONFIGURATION = """
            data { input = "%s", key = [id] }
            tasks = [
              { name = click, label = clicked }
              { name = watch, label = watched, type = regression }
            ]
            features = [
              { columns = [city], encoding = vocabulary, oov-buckets = 3 }
              { columns = [item], encoding = hashed, buckets = 50 }
              { columns = [history], encoding = hashed, buckets = 50, max-length = 5, keep = last }
              { columns = [tags], encoding = vocabulary, pooling = sqrt-n, missing-indicator = true }
              { columns = [member], encoding = vocabulary }
              { cross = [city, item, born], encoding = hashed, buckets = 300 }
              { columns = [age], encoding = quantiles, buckets = 5 }
              { columns = [width], encoding = boundaries, boundaries = [-1, 0, 20] }
              { columns = [price], encoding = log, missing-indicator = true }
              { columns = [height], encoding = piecewise, bins = 6 }
              { columns = [weight], encoding = standardised, missing-indicator = true }
              { columns = [weight], name = whole_weight, encoding = identity }
              { columns = [seen], encoding = calendar, part = hour }
              { columns = [born], encoding = cyclic, part = month }
              { columns = [interests], encoding = vocabulary, weights = scores, keep = last, max-length = 4 }
              { columns = [interests], name = shared, encoding = hashed, buckets = 20, weights = shares,
                pooling = sqrt-n, missing-indicator = true }
            ]
            checks { not-finite = as-missing }
            network { embedding-size = 3, experts = 2, expert-layers = [8], head-layers = [4] }
            rounds { workers = 2, local-steps = 4, batch-size = 64, epochs = 1 }
            """;

    private static final List<Function<SplittableRandom, Object>> FIELDS = List.of(
            random -> pick(
                    random,
                    "c" + random.nextInt(40),
                    "",
                    "unseen" + random.nextInt(),
                    "\ud800",
                    "a\tb\\\n",
                    "😀",
                    null),
            random -> pick(random, random.nextLong(90), 0L, -1L, Long.MIN_VALUE, Long.MAX_VALUE, null),
            random ->
                    pick(random, entries(random, 90), List.of(), Arrays.asList(null, 5L), entries(random, 9_999), null),
            random -> pick(
                    random,
                    texts(random),
                    List.of(),
                    Arrays.asList((String) null),
                    Arrays.asList("", null, "\udfff", "unseen" + random.nextInt()),
                    null),
            random -> pick(random, random.nextBoolean(), true, null),
            random -> pick(random, random.nextInt(90), -1, Integer.MIN_VALUE, Integer.MAX_VALUE, null),
            random -> pick(random, Math.exp(3 * random.nextDouble()), Double.NaN, -0.0, 1e300, -1e300, 1e-320, null),
            random -> pick(
                    random, (float) (170 + 9 * random.nextDouble()), Float.NaN, -0f, Float.MAX_VALUE, 1e-42f, null),
            random -> pick(random, 40 * random.nextDouble(), -1.0, -0.0, 20.0, Double.NEGATIVE_INFINITY, 1e300, null),
            random -> pick(random, random.nextDouble(), Double.NaN, -0.0, 1e300, 1e5, Double.POSITIVE_INFINITY, null),
            random ->
                    pick(random, Instant.ofEpochSecond(random.nextInt()), Instant.parse("1583-01-01T00:00:00Z"), null),
            random -> pick(random, LocalDate.ofEpochDay(random.nextInt(20_000)), LocalDate.of(1969, 12, 31), null));

    private OddRecords() {}

    /** Returns records of the ids 0, 1, …, without the labels. */
    static List<Map<String, Object>> of(int count) {
        SplittableRandom random = new SplittableRandom(11);
        List<String> names = List.of(StructType.fromDDL(SCHEMA).fieldNames());
        List<Map<String, Object>> records = new ArrayList<>();
        for (long id = 0; id < count; id++) {
            Map<String, Object> record = new LinkedHashMap<>();
            record.put("id", id);
            for (int field = 0; field < FIELDS.size(); field++) {
                record.put(names.get(1 + field), FIELDS.get(field).apply(random));
            }
            putInterests(record, random);
            records.add(record);
        }
        return records;
    }

    /** Puts a list and two lists of its weights, of which each may be missing, and may hold nulls and odd values. */
    private static void putInterests(Map<String, Object> record, SplittableRandom random) {
        List<String> interests = new ArrayList<>();
        List<Double> scores = new ArrayList<>();
        List<Float> shares = new ArrayList<>();
        for (int entry = random.nextInt(8); entry > 0; entry--) {
            interests.add((String) pick(random, "i" + random.nextInt(25), "", null));
            scores.add((Double)
                    pick(random, random.nextDouble(3), 0.0, -0.0, -1.0, Double.NaN, 1e300, 1e-300, 3e38, null));
            shares.add((Float) pick(random, (float) random.nextInt(3), 0f, Float.NaN, 1e-42f, Float.MAX_VALUE, null));
        }
        record.put("interests", pick(random, interests, (Object) null));
        record.put("scores", pick(random, scores, (Object) null));
        record.put("shares", pick(random, shares, (Object) null));
    }

    /** Writes records with labels. */
    static void write(SparkSession spark, List<Map<String, Object>> records, Path folder) {
        List<Row> rows = records.stream().map(OddRecords::labelled).toList();
        spark.createDataFrame(rows, StructType.fromDDL(SCHEMA))
                .repartition(3)
                .write()
                .parquet(folder.toString());
    }

    /** Writes the configuration, which trains on the first records at {@code input}, and returns its path. */
    static String configuration(Path folder, Path input) {
        try {
            return Files.writeString(folder.resolve("odd.conf"), CONFIGURATION.replace("%s", input.toString()))
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Row labelled(Map<String, Object> record) {
        List<Object> values = new ArrayList<>();
        record.values().forEach(value -> values.add(value instanceof List<?> list ? list.toArray() : value));
        long id = (Long) record.get("id");
        boolean clicked = Boolean.TRUE.equals(record.get("member")) ^ id % 5 == 0;
        values.add(clicked);
        values.add(id % 3 == 0 ? null : (clicked ? 3.0 : 1.0) + id % 7);
        return RowFactory.create(values.toArray());
    }

    /** Returns the first value in most cases, else one of the odd ones. */
    private static Object pick(SplittableRandom random, Object usual, Object... odd) {
        int which = random.nextInt(3 * odd.length);
        return which < odd.length ? odd[which] : usual;
    }

    private static List<Long> entries(SplittableRandom random, int values) {
        List<Long> entries = new ArrayList<>();
        for (int entry = random.nextInt(9); entry > 0; entry--) {
            entries.add(random.nextInt(8) == 0 ? null : random.nextLong(values));
        }
        return entries;
    }

    private static List<String> texts(SplittableRandom random) {
        List<String> texts = new ArrayList<>();
        for (int entry = random.nextInt(5); entry > 0; entry--) {
            texts.add("t" + random.nextInt(30));
        }
        return texts;
    }
}
