package io.fulcrum.jobs;

import io.fulcrum.features.write.PreparedWriter;
import io.fulcrum.job.Location;
import io.fulcrum.job.Storage;
import io.fulcrum.model.EmbeddingSpec;
import io.fulcrum.train.WarmStart.RowsTaken;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Which embedding rows of two models mean the same value: those whose value both vocabularies know, the missing value,
 * the shared rows of unknown values if there are as many, and every row of a table hashed into as many buckets.
 */
final class VocabularyMatch {
    private static final String TABLE = "table";
    private static final String[] COLUMNS = {TABLE, "value", "id"};

    private final Map<String, Integer> firstOld;
    private final Map<String, Integer> firstNew;
    private final Map<String, Pairs> known = new HashMap<>(); // by table

    private VocabularyMatch(Map<String, Integer> firstOld, Map<String, Integer> firstNew) {
        this.firstOld = firstOld;
        this.firstNew = firstNew;
    }

    /** Copies the vocabularies of prepared data into a model's directory, for a later model to start from it. */
    static void keep(String data, String model) {
        String folder = data + "/" + PreparedWriter.VOCABULARY;
        String target = model + "/" + PreparedWriter.VOCABULARY;
        try {
            FileSystem from = Storage.fileSystem(folder);
            if (from.exists(Location.of(folder))) {
                FileSystem to = Storage.fileSystem(target);
                FileUtil.copy(from, Location.of(folder), to, Location.of(target), false, to.getConf());
            }
        } catch (IOException e) {
            throw Storage.cannotWrite(target, e);
        }
    }

    /** Compares the vocabularies that two directories hold. */
    static VocabularyMatch of(SparkSession spark, String oldDirectory, String newDirectory) {
        Dataset<Row> before = read(spark, oldDirectory);
        Dataset<Row> now = read(spark, newDirectory);
        VocabularyMatch match = new VocabularyMatch(firstIds(before), firstIds(now));
        Dataset<Row> both = now.as("now")
                .join(before.as("before"), functions.expr("now.`table` = before.`table` and now.value = before.value"))
                .selectExpr("now.`table`", "now.id", "before.id as old")
                .orderBy(TABLE, "id");
        for (Iterator<Row> rows = both.toLocalIterator(); rows.hasNext(); ) {
            Row row = rows.next();
            match.known.computeIfAbsent(row.getString(0), table -> new Pairs()).add(row.getInt(1), row.getInt(2));
        }
        return match;
    }

    /** Returns the rows of a new table that an old one of the same name can give. */
    RowsTaken rows(EmbeddingSpec.Table old, EmbeddingSpec.Table fresh) {
        Integer before = firstOld.get(old.name());
        Integer now = firstNew.get(fresh.name());
        if (before == null && now == null) { // hashed
            return same(old.rows() == fresh.rows() ? fresh.rows() : 1, new Pairs());
        }
        boolean shared = before != null && before.equals(now);
        return same(shared ? now : 1, known.getOrDefault(fresh.name(), new Pairs()));
    }

    private static RowsTaken same(int first, Pairs then) {
        int[] start = IntStream.range(0, first).toArray();
        return new RowsTaken(joined(start, then.rows()), joined(start, then.from()));
    }

    private static int[] joined(int[] first, int[] then) {
        int[] all = Arrays.copyOf(first, first.length + then.length);
        System.arraycopy(then, 0, all, first.length, then.length);
        return all;
    }

    private static Dataset<Row> read(SparkSession spark, String directory) {
        String folder = directory + "/" + PreparedWriter.VOCABULARY;
        Dataset<Row> rows = Storage.exists(folder)
                ? Storage.reader(spark).parquet(Storage.literal(folder))
                : spark.createDataFrame(List.of(), PreparedWriter.VOCABULARY_SCHEMA);
        return rows.select(Arrays.stream(COLUMNS).map(functions::col).toArray(org.apache.spark.sql.Column[]::new));
    }

    /** Returns table → id of its first known value, before which come the missing value and the unknown ones. */
    private static Map<String, Integer> firstIds(Dataset<Row> vocabulary) {
        Map<String, Integer> first = new HashMap<>();
        for (Row row : vocabulary.groupBy(TABLE).agg(functions.min("id")).collectAsList()) {
            first.put(row.getString(0), row.getInt(1));
        }
        return first;
    }

    /** Growing pairs of a new and an old row. */
    private static final class Pairs {
        private int[] rows = new int[16];
        private int[] from = new int[16];
        private int size;

        void add(int row, int old) {
            if (size == rows.length) {
                rows = Arrays.copyOf(rows, 2 * size);
                from = Arrays.copyOf(from, 2 * size);
            }
            rows[size] = row;
            from[size++] = old;
        }

        int[] rows() {
            return Arrays.copyOf(rows, size);
        }

        int[] from() {
            return Arrays.copyOf(from, size);
        }
    }
}
