package io.fulcrum.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A labelled table to prepare and study on, a function of its number of rows: ids about as frequent as 1 / rank, and
 * two tasks that pull the shared layers apart. Every id of every field has a hidden effect on each task, half of it of
 * the other sign for the other task; the first two fields and the first two numbers act together besides. Labels are
 * drawn, so that the best AUC is well below 1, and only clicked rows can be bought.
 */
public final class GeneratedTable {
    private static final int FIELDS = 16;
    private static final int NUMBERS = 4;
    private static final int SMALL_IDS = 1_000;
    private static final int LARGE_IDS = 100_000; // of the first two fields
    private static final String UNIFORM = "(pmod(xxhash64(id, %s), 1000000007) / 1000000007D)";

    private GeneratedTable() {}

    /** Returns the table: row, f0 …, n0 …, click and buy, the last null where nothing was clicked. */
    public static Dataset<Row> of(SparkSession spark, long rows) {
        List<String> inputs = new ArrayList<>(List.of("id"));
        for (int field = 0; field < FIELDS; field++) {
            inputs.add(String.format(
                    Locale.ROOT,
                    "cast(pow(%d, %s) as int) - 1 as f%d",
                    field < 2 ? LARGE_IDS : SMALL_IDS,
                    uniform("'f" + field + "'"),
                    field));
        }
        for (int number = 0; number < NUMBERS; number++) {
            inputs.add("cast(2 * " + uniform("'n" + number + "'") + " - 1 as float) as n" + number);
        }
        return spark.range(rows)
                .selectExpr(inputs.toArray(String[]::new))
                .selectExpr("*", taste("click", "1") + " - 1 as click_taste", taste("buy", "-1") + " as buy_taste")
                .selectExpr("*", drawn("click") + " as click")
                .selectExpr(columns("case when click = 1 then " + drawn("buy") + " end as buy"));
    }

    private static String[] columns(String buy) {
        List<String> columns = new ArrayList<>(List.of("id as row"));
        IntStream.range(0, FIELDS).forEach(field -> columns.add("f" + field));
        IntStream.range(0, NUMBERS).forEach(number -> columns.add("n" + number));
        columns.addAll(List.of("click", buy));
        return columns.toArray(String[]::new);
    }

    private static String uniform(String salt) {
        return String.format(Locale.ROOT, UNIFORM, salt);
    }

    /** The logit: effects from -1/2 to 1/2 shared by the tasks up to {@code sign}, own ones, and joint ones. */
    private static String taste(String task, String sign) {
        String effects = IntStream.range(0, FIELDS)
                .mapToObj(field ->
                        sign + " * " + effect("f" + field, "'both'") + " + " + effect("f" + field, "'" + task + "'"))
                .collect(Collectors.joining(" + "));
        return effects + " + 2 * " + effect("f0, f1", "'" + task + "'") + " + 2 * n0 * n1 + n2";
    }

    private static String effect(String of, String salt) {
        return String.format(Locale.ROOT, "(pmod(xxhash64(%s, '%s', %s), 1001) / 1000D - 0.5)", of, of, salt);
    }

    private static String drawn(String task) {
        return "cast(" + uniform("'" + task + "'") + " < 1 / (1 + exp(-" + task + "_taste)) as int)";
    }
}
