package io.fulcrum.features.read;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.LocalSpark;
import io.fulcrum.contract.encoder.SourceRow;
import io.fulcrum.contract.encoder.Utf8;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a pass reads of batches of columns equals what it reads of rows. */
@ExtendWith(LocalSpark.class)
class RowPassIT {
    private static final int ROWS = 30_000;
    private static final int CODED = 1; // place of the source "few" whose values are in a dictionary

    @TempDir
    Path directory;

    @Test
    void map_fileScan_readsBatchesWithTheValuesOfRows(SparkSession spark) {
        Dataset<Row> rows = file(spark, table(spark));
        List<String> sources = List.of("id", "few", "many", "number", "float", "flag", "day", "list", "pair", "price");

        assertThat(isBatches(rows)).isTrue();
        assertThat(read(rows, sources)).hasSize(ROWS).isEqualTo(read(asRows(rows), sources));
    }

    @Test
    void map_filterAndConversion_readsBatchesWithTheValuesOfRows(SparkSession spark) {
        Dataset<Row> rows = file(spark, table(spark))
                .where("few = 'v3' or number > 1e4")
                .select(
                        col("id"),
                        col("few"),
                        expr("cast(float as double) as wide"),
                        col("few").as("again"));
        List<String> sources = List.of("id", "few", "wide", "again");

        assertThat(isBatches(rows)).isTrue();
        assertThat(read(rows, sources)).hasSizeBetween(1, ROWS - 1).isEqualTo(read(asRows(rows), sources));
    }

    @Test
    void map_subqueryOrRandomNumberInTheFilter_readsRows(SparkSession spark) {
        Dataset<Row> rows = file(spark, table(spark));
        rows.createOrReplaceTempView("all_rows");
        Dataset<Row> last = rows.where("id = (select max(id) from all_rows)");

        assertThat(isBatches(last)).isFalse();
        assertThat(read(last, List.of("id"))).hasSize(1);
        assertThat(isBatches(rows.where("rand(1) < 0.5"))).isFalse();
    }

    @Test
    void map_moreFilesAndFewerPartitions_readsEveryRowOnce(SparkSession spark) {
        Dataset<Row> rows = file(spark, table(spark).repartition(5, col("id")));

        List<String> found = read(rows, List.of("id", "few"), 1);

        assertThat(found).hasSize(ROWS).doesNotHaveDuplicates().isEqualTo(read(asRows(rows), List.of("id", "few")));
    }

    @Test
    void map_thousandColumns_readsBatches(SparkSession spark) {
        Column[] columns = IntStream.range(0, 1000)
                .mapToObj(i -> col("id").plus(i).as("c" + i))
                .toArray(Column[]::new);
        Dataset<Row> rows = file(spark, spark.range(3).select(columns));
        List<String> sources = List.of(rows.columns());

        assertThat(isBatches(rows)).isTrue();
        assertThat(read(rows, sources)).hasSize(3).isEqualTo(read(asRows(rows), sources));
    }

    @Test
    void map_dictionary_givesEqualValuesEqualCodes(SparkSession spark) {
        Dataset<Row> rows = file(spark, table(spark));

        List<String> coded = RowPass.of(rows, List.of(), sources(rows, List.of("id", "few")))
                .map(RowPassIT::codes)
                .collect();

        // One in five values is null; the other four of the column each have one code in the one file.
        assertThat(coded.stream().distinct().toList()).hasSize(5).contains("-1 null");
    }

    private static Iterator<String> codes(Iterator<SparkBatch> batches) {
        List<String> found = new ArrayList<>();
        batches.forEachRemaining(batch -> {
            int[] codes = batch.codes(CODED);
            for (int row = 0; row < batch.rows(); row++) {
                found.add(codes[row] + " " + text(batch.row(row), CODED));
            }
        });
        return found.iterator();
    }

    private static Dataset<Row> table(SparkSession spark) {
        return spark.range(0, ROWS, 1, 1)
                .selectExpr(
                        "id",
                        "case when id % 5 > 0 then concat('v', id % 5) end as few",
                        "concat(repeat('x', 40), id) as many",
                        "case when id % 7 > 0 then id * 0.5 - 100 when id % 2 = 0 then double('NaN') else -0.0D end"
                                + " as number",
                        "cast(id as float) / 3 as float",
                        "id % 3 = 0 as flag",
                        "date_add(date'1969-12-01', cast(id % 100 as int)) as day",
                        "case when id % 4 > 0 then array('a', null, concat('b', id % 9)) end as list",
                        "named_struct('a', id % 2, 'b', cast(id as string)) as pair",
                        "cast(id as decimal(20, 2)) as price");
    }

    private Dataset<Row> file(SparkSession spark, Dataset<Row> rows) {
        String path = directory.resolve("table").toString();
        rows.write().parquet(path);
        SourceSettings settings =
                new SourceSettings(path, Optional.empty(), List.of(), Optional.empty(), MissingColumns.REFUSE);
        List<ColumnNeed> needs = Arrays.stream(rows.columns())
                .map(column -> new ColumnNeed(column, "the key", ColumnType.ANY))
                .toList();
        return SourceTable.read(spark, settings, needs);
    }

    /** Returns the same rows by a plan that gives no batches. */
    private static Dataset<Row> asRows(Dataset<Row> rows) {
        Dataset<Row> shuffled = rows.repartition(2);
        assertThat(isBatches(shuffled)).isFalse();
        return shuffled;
    }

    private static boolean isBatches(Dataset<Row> rows) {
        return BatchScan.of(rows.queryExecution().executedPlan(), 0).isPresent();
    }

    private static SparkSources sources(Dataset<Row> rows, List<String> columns) {
        return SparkSources.of(columns, rows.schema());
    }

    private static List<String> read(Dataset<Row> rows, List<String> columns) {
        return read(rows, columns, Integer.MAX_VALUE);
    }

    /** Returns each row in words: hash, a computed column, and what is read of the sources; in the order of the ids. */
    private static List<String> read(Dataset<Row> rows, List<String> columns, int partitions) {
        SparkSources sources = sources(rows, columns);
        List<Column> computed = columns.contains("few") ? List.of(expr("few = 'v1'")) : List.of();
        return RowPass.of(rows, computed, sources)
                .map(partitions, partition -> words(partition, sources))
                .collect()
                .stream()
                .sorted()
                .toList();
    }

    private static Iterator<String> words(Iterator<SparkBatch> batches, SparkSources sources) {
        List<String> words = new ArrayList<>();
        batches.forEachRemaining(
                batch -> IntStream.range(0, batch.rows()).forEach(row -> words.add(words(batch, row, sources))));
        return words.iterator();
    }

    private static String words(SparkBatch batch, int row, SparkSources sources) {
        StringBuilder line = new StringBuilder().append(batch.hashes()[row]);
        boolean hasFew = sources.columnNames().contains("few");
        if (hasFew && !batch.computed(row).isNullAt(0)) {
            line.append(' ').append(batch.computed(row).getBoolean(0));
        }
        for (int source = 0; source < sources.types().size(); source++) {
            String type = sources.types().get(source).typeName();
            line.append(' ').append(value(batch.row(row), source, type));
            if (type.equals("double") || type.equals("float")) {
                line.append(' ').append(batch.numbers(source)[row]);
            }
        }
        return line.toString();
    }

    private static Object value(SourceRow row, int source, String type) {
        if (row.isNull(source)) {
            return null;
        }
        return switch (type) {
            case "double", "float" -> row.number(source);
            case "array" -> row.length(source) + (row.text(source, 2, new Utf8()) ? text(row, source, 2) : "");
            case "struct" -> "";
            default -> text(row, source);
        };
    }

    private static String text(SourceRow row, int source) {
        if (row.isNull(source)) {
            return null;
        }
        Utf8 text = new Utf8();
        row.text(source, text);
        return text.toString();
    }

    private static String text(SourceRow row, int list, int entry) {
        Utf8 text = new Utf8();
        row.text(list, entry, text);
        return text.toString();
    }
}
