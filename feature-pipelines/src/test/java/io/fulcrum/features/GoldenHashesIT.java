package io.fulcrum.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.LocalSpark;
import io.fulcrum.SettingsText;
import io.fulcrum.contract.encoder.Vocabularies;
import io.fulcrum.features.encode.EncodedRows;
import io.fulcrum.features.encode.FittedRows;
import io.fulcrum.features.label.LabelledRows;
import io.fulcrum.features.label.SplitRule;
import io.fulcrum.features.label.SplitSettings;
import io.fulcrum.features.read.MissingColumns;
import io.fulcrum.features.read.SourceSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Hashes of values as released, for texts of every length class of the hash and of every script: data that is prepared
 * by a later version must fit a model of this one. The ids and group keys were computed apart, by the definition of
 * XXH64 with the seed 42, over the table's name and then over the text with the first hash as the seed; the row hashes
 * likewise, over the column's name and then over the value.
 */
@ExtendWith(LocalSpark.class)
class GoldenHashesIT {
    private static final List<String> TEXTS =
            List.of("", "a", "0", "007", "user-1234567", "Müller", "日本語", "🙂", "a b\tc\"d`", "x".repeat(100));

    @Test
    void hashedEncoding_text_hasTheReleasedId(SparkSession spark) {
        assertThat(ids(spark, "columns = [x], encoding = hashed, buckets = 1000000"))
                .containsExactly(
                        298194L, 267252L, 249640L, 130546L, 634912L, 716987L, 215414L, 492099L, 507436L, 503415L, 0L);
        assertThat(ids(spark, "columns = [x], encoding = hashed, buckets = 1000000, table = other"))
                .containsExactly(
                        673644L, 613090L, 113276L, 329351L, 669752L, 216893L, 175745L, 855592L, 504055L, 85063L, 0L);
    }

    @Test
    void rowHash_row_isTheReleasedKey(SparkSession spark) {
        Dataset<Row> rows = spark.createDataFrame(
                        List.of(
                                RowFactory.create("a", 1, 0.5, 7L, true),
                                RowFactory.create(null, 1, -0.5, Long.MIN_VALUE, false),
                                RowFactory.create("", null, null, null, null)),
                        StructType.fromDDL("x string, i int, d double, l long, b boolean"))
                .coalesce(1);
        SourceSettings settings =
                new SourceSettings("in", Optional.empty(), List.of("l"), Optional.of("x"), MissingColumns.REFUSE);
        LabelledRows labelled = LabelledRows.of(rows, split("by = hash, key = [x]"), List.of(), settings);

        assertThat(rowHashes(rows)).containsExactly(6135413904605303705L, -3551511533374485770L, 5678853156694981661L);
        assertThat(rowHashes(rows.select("b", "l", "x", "d", "i")))
                .as("the order of columns does not matter")
                .containsExactlyElementsOf(rowHashes(rows));
        assertThat(longs(rows.select(labelled.groupHash().orElseThrow())))
                .containsExactly(-8582455328737087284L, 42L, -7444071767201028348L);
    }

    @Test
    void splitByHash_key_isInTheReleasedSplit(SparkSession spark) {
        Dataset<Row> rows = texts(spark);
        SplitRule rule =
                SplitRule.of(split("by = hash, key = [x], fractions = [0.4, 0.3, 0.3], seed = 42"), rows.schema());

        // The last row has no key.
        assertThat(longs(rows.select(rule.ordinal().cast("long"))))
                .containsExactly(1L, 2L, 2L, 1L, 0L, 0L, 1L, 0L, 0L, 1L, 0L);
    }

    private static SplitSettings split(String text) {
        return SettingsText.read(
                "data.split { " + text + " }",
                root -> SplitSettings.read(root.section("data").section("split"), List.of()));
    }

    private static List<Long> ids(SparkSession spark, String entry) {
        Dataset<Row> rows = texts(spark);
        return longs(FittedRows.fit("{ " + entry + " }", rows).encode(rows).selectExpr("cast(x as long)"));
    }

    private static Dataset<Row> texts(SparkSession spark) {
        List<Row> rows = Stream.concat(TEXTS.stream(), Stream.of((String) null))
                .map(RowFactory::create)
                .toList();
        return spark.createDataFrame(rows, StructType.fromDDL("x string")).coalesce(1);
    }

    private static List<Long> rowHashes(Dataset<Row> rows) {
        return longs(EncodedRows.of(rows.sparkSession(), List.of(), Vocabularies.of(Map.of()))
                .encode(rows, EncodedRows.Beside.NONE, 1)
                .table(rows.sparkSession()));
    }

    private static List<Long> longs(Dataset<Row> column) {
        return column.collectAsList().stream()
                .map(row -> row.isNullAt(0) ? null : row.getLong(0))
                .toList();
    }
}
