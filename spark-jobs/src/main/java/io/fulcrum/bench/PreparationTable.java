package io.fulcrum.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A raw table to prepare, a function of its number of rows: a key, 26 text columns of 10 to 1,000,000 values about as
 * frequent as 1 / rank, 13 numbers of which one in twenty is missing, two binary labels and a timestamp.
 */
final class PreparationTable {
    static final List<String> TEXTS =
            IntStream.range(0, 26).mapToObj(i -> "c" + i).toList();
    static final List<String> NUMBERS =
            IntStream.range(0, 13).mapToObj(i -> "n" + i).toList();
    static final int MIN_COUNT = 5;

    /** Rows whose hash of the key is below 8 of 10 train, the next validate, the last test. */
    static final String SPLIT = "pmod(xxhash64(id), 10)";

    private static final int ROWS_PER_FILE = 1_000_000;
    private static final String UNIFORM = "(pmod(xxhash64(id, '%s'), 1000000007) / 1000000007D)";

    private PreparationTable() {}

    /** Writes the table as Parquet of a million rows a file. */
    static void write(SparkSession spark, long rows, String directory) {
        List<String> columns = new ArrayList<>(List.of("id"));
        for (int i = 0; i < TEXTS.size(); i++) {
            columns.add(String.format(
                    Locale.ROOT,
                    "concat('%s-', cast(pow(%d, %s) as int)) as %s",
                    TEXTS.get(i),
                    cardinality(i),
                    uniform(TEXTS.get(i)),
                    TEXTS.get(i)));
        }
        for (String number : NUMBERS) {
            columns.add(String.format(
                    Locale.ROOT,
                    "case when %s >= 0.05 then round(-100 * ln(%s + 1e-9), 3) end as %s",
                    uniform(number + "-missing"),
                    uniform(number),
                    number));
        }
        columns.add("cast(" + uniform("click") + " < 0.1 as int) as click");
        columns.add("cast(" + uniform("buy") + " < 0.02 as int) as buy");
        columns.add("timestamp_seconds(1767225600 + pmod(id, 2592000)) as at");
        int files = (int) ((rows + ROWS_PER_FILE - 1) / ROWS_PER_FILE);
        Dataset<Row> table = spark.range(0, rows, 1, files).selectExpr(columns.toArray(String[]::new));
        table.write().parquet(directory);
    }

    /** Returns the number of values of a text column: 10, 16, 25 … 1,000,000 in equal factors. */
    private static int cardinality(int column) {
        return (int) Math.round(10 * Math.pow(100_000, column / (TEXTS.size() - 1.0)));
    }

    private static String uniform(String salt) {
        return String.format(Locale.ROOT, UNIFORM, salt);
    }
}
