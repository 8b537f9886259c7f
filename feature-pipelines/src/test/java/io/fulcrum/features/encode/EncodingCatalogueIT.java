package io.fulcrum.features.encode;

import static java.util.Arrays.asList;
import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.LocalSpark;
import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.FeatureColumn.Kind;
import io.fulcrum.contract.manifest.FeatureProfile;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every encoding on values small enough to encode by hand. */
@ExtendWith(LocalSpark.class)
class EncodingCatalogueIT {
    private static final double E_1 = Math.E - 1;

    /** What an entry makes of {@code applied} after training values; {@code rows} of its table, 0 for a number. */
    record Case(String entry, String type, List<?> training, List<?> applied, List<?> expected, int rows) {
        @Override
        public String toString() {
            return entry + " on " + type;
        }
    }

    static Stream<Case> catalogue() {
        return Stream.of(
                // counts a 2, b 2, c 1: id 0 missing, 1 unknown, 2 a, 3 b (tie in text order), 4 c
                new Case(
                        "encoding = vocabulary, min-count = 1",
                        "string",
                        asList("b", "b", "a", "c", null, "a"),
                        asList("a", "b", "c", "other", null),
                        asList(2, 3, 4, 1, 0),
                        5),
                // c was seen once: unknown
                new Case(
                        "encoding = vocabulary, min-count = 2",
                        "string",
                        asList("b", "b", "a", "c", "a"),
                        asList("a", "b", "c", null),
                        asList(2, 3, 1, 0),
                        4),
                new Case(
                        "encoding = vocabulary",
                        "int",
                        asList(7, 5, 5, 7, 7),
                        asList(7, 5, 6, null),
                        asList(2, 3, 1, 0),
                        4),
                new Case(
                        "encoding = vocabulary",
                        "boolean",
                        asList(true, true, false, false, false),
                        asList(true, false, null),
                        asList(3, 2, 0),
                        4),
                // counts b 2, a 1; nulls go, the first two values stay
                new Case(
                        "encoding = vocabulary, min-count = 1, max-length = 2",
                        "array<string>",
                        asList(List.of("a", "b"), List.of("b"), null, List.of()),
                        asList(asList("a", null, "other", "b"), List.of("b"), List.of(), null),
                        asList(List.of(3, 1), List.of(2), List.of(), List.of()),
                        4),
                new Case(
                        "encoding = hashed, buckets = 1",
                        "string",
                        asList("a", "b"),
                        asList("a", "x", null),
                        asList(1, 1, 0),
                        2),
                new Case(
                        "encoding = hashed, buckets = 1",
                        "array<bigint>",
                        asList(List.of(1L, 2L)),
                        asList(List.of(1L, 5L), null),
                        asList(List.of(1, 1), List.of()),
                        2),
                // mean 2, deviation 1
                new Case(
                        "encoding = standardised",
                        "double",
                        asList(1.0, 3.0, null),
                        asList(1.0, 3.0, 4.0, null, Double.NaN),
                        asList(-1f, 1f, 2f, 0f, 0f),
                        0),
                new Case("encoding = standardised", "int", asList(5, 5), asList(5, 9, null), asList(0f, 0f, 0f), 0),
                // logs 0 and 1: mean 1/2, deviation 1/2
                new Case(
                        "encoding = log",
                        "double",
                        asList(0.0, E_1),
                        asList(0.0, E_1, -E_1, null),
                        asList(-1f, 1f, -3f, 0f),
                        0),
                // one edge at 2: id 1 up to 2, id 2 above
                new Case(
                        "encoding = quantiles, buckets = 2",
                        "double",
                        asList(4.0, 2.0, 1.0, 3.0),
                        asList(0.0, 2.0, 2.5, 9.0, null, Double.POSITIVE_INFINITY),
                        asList(1, 1, 2, 2, 0, 0),
                        3),
                new Case("encoding = quantiles", "int", asList(3, 3, 3), asList(1, 3, null), asList(1, 1, 0), 2),
                new Case("encoding = identity", "float", asList(1f), asList(1.5f, null, -7f), asList(1.5f, 0f, -7f), 0),
                new Case(
                        "encoding = identity",
                        "boolean",
                        asList(true),
                        asList(true, false, null),
                        asList(1f, 0f, 0f),
                        0));
    }

    @ParameterizedTest
    @MethodSource("catalogue")
    void fit_byHand_encodesAsExpected(Case example, SparkSession spark) {
        FittedRows fitted = fit(spark, example.entry(), example.type(), example.training());
        List<Object> encoded = values(fitted.encode(rows(spark, example.type(), example.applied())), "x");
        FeatureColumn column = fitted.features().encoders().get(0).columns().get(0);
        assertThat(encoded).isEqualTo(example.expected());
        assertThat(column.rows()).isEqualTo(example.rows());
        assertThat(column.kind())
                .isEqualTo(
                        example.rows() == 0
                                ? Kind.NUMERIC
                                : example.type().startsWith("array") ? Kind.CATEGORICAL_LIST : Kind.CATEGORICAL);
        long missing = example.training().stream()
                .filter(EncodingCatalogueIT::isMissing)
                .count();
        assertThat(fitted.features().profiles().get(0).missingShare())
                .isEqualTo((double) missing / example.training().size());
    }

    @ParameterizedTest
    @MethodSource("catalogue")
    void fit_missingIndicator_saysWhatIsMissing(Case example, SparkSession spark) {
        FittedRows fitted =
                fit(spark, example.entry() + ", missing-indicator = true", example.type(), example.training());
        assertThat(fitted.features().encoders().get(0).columns())
                .hasSize(2)
                .last()
                .isEqualTo(FeatureColumn.numeric("x_missing"));
        List<Object> found = values(fitted.encode(rows(spark, example.type(), example.applied())), "x_missing");
        List<Object> expected = example.applied().stream()
                .map(value -> (Object) (isMissing(value) ? 1f : 0f))
                .toList();
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void fit_hashed_keepsIdsInRangeAndReportsCollisions(SparkSession spark) {
        List<String> values =
                Stream.iterate(0, i -> i + 1).limit(1000).map(i -> "v" + i).toList();
        FittedRows fitted = fit(spark, "encoding = hashed, buckets = 100", "string", values);
        List<Object> ids = values(fitted.encode(rows(spark, "string", values)), "x");
        int used = (int) ids.stream().distinct().count();
        assertThat(ids).allMatch(id -> (int) id >= 1 && (int) id <= 100);
        assertThat(fitted.features().profiles())
                .containsExactly(
                        new FeatureProfile.Texts("x", List.of("x"), 1000, 0, 1000, 0, used, 1 - used / 1000.0));
    }

    @Test
    void fit_oovBuckets_shareUnknownValues(SparkSession spark) {
        for (String key : List.of("oov-buckets", "unknown-buckets")) {
            FittedRows fitted =
                    fit(spark, "encoding = vocabulary, " + key + " = 3, min-count = 1", "string", List.of("a"));
            List<String> unknown =
                    Stream.iterate(0, i -> i + 1).limit(100).map(i -> "u" + i).toList();
            assertThat(values(fitted.encode(rows(spark, "string", unknown)), "x"))
                    .containsOnly(1, 2, 3)
                    .contains(1, 2, 3);
            assertThat(values(fitted.encode(rows(spark, "string", List.of("a"))), "x"))
                    .containsExactly(4);
        }
    }

    @Test
    void fit_piecewise_hasOneInputPerBin(SparkSession spark) {
        FittedRows fitted = fit(spark, "encoding = piecewise, bins = 2", "double", List.of(0.0, 1.0, 2.0, 4.0));
        Dataset<Row> encoded = fitted.encode(rows(spark, "double", asList(0.5, 2.5, null)));
        assertThat(encoded.columns()).containsExactly("x_1", "x_2");
        assertThat(values(encoded, "x_1")).containsExactly(0.5f, 1f, 0f);
        assertThat(values(encoded, "x_2")).containsExactly(0f, 0.5f, 0f); // edges 0, 1, 4
    }

    @Test
    void fit_piecewiseOfOneValue_isOneZero(SparkSession spark) {
        FittedRows fitted = fit(spark, "encoding = piecewise", "int", List.of(3, 3));
        assertThat(values(fitted.encode(rows(spark, "int", List.of(3, 9))), "x"))
                .containsExactly(0f, 0f);
    }

    @Test
    void fit_calendarAndCyclic_readPartsOfATimestamp(SparkSession spark) {
        Dataset<Row> rows = spark.sql("select timestamp'2026-11-28 06:00:00' as t, date'2026-11-28' as d, null as n");
        Dataset<Row> encoded = FittedRows.fit("""
                { columns = [t], encoding = calendar, part = hour, name = hour },
                { columns = [d], encoding = calendar, part = weekday, name = day },
                { columns = [t], encoding = cyclic, part = hour },
                { columns = [n], encoding = calendar, part = month }
                """, rows).encode(rows);
        Row row = encoded.head();
        assertThat(row.getInt(0)).isEqualTo(7);
        assertThat(row.getInt(1)).isEqualTo(6);
        assertThat(row.getFloat(2)).isEqualTo(1f);
        assertThat(row.getInt(4)).isZero();
    }

    @Test
    void fit_cross_hasIdsOfPairs(SparkSession spark) {
        Dataset<Row> rows = spark.sql("select * from values ('a', 1L), ('a', 2L), ('a', 1L), (null, 1L) as t(x, y)");
        Dataset<Row> encoded = FittedRows.fit(
                        "{ cross = [x, y], encoding = vocabulary, min-count = 1 },"
                                + " { cross = [x, y], encoding = hashed, buckets = 1, name = h }",
                        rows)
                .encode(rows);
        assertThat(encoded.columns()).containsExactly("x_x_y", "h");
        assertThat(values(encoded, "x_x_y")).containsExactly(2, 3, 2, 0);
        assertThat(values(encoded, "h")).containsExactly(1, 1, 1, 0);
    }

    @Test
    void fit_keepLast_keepsTheNewestEntries(SparkSession spark) {
        FittedRows fitted = fit(
                spark,
                "encoding = vocabulary, min-count = 1, max-length = 2, keep = last",
                "array<string>",
                List.of(List.of("a", "b", "c")));
        assertThat(values(fitted.encode(rows(spark, "array<string>", List.of(List.of("a", "b", "c")))), "x"))
                .containsExactly(List.of(3, 4));
    }

    private static boolean isMissing(Object value) {
        boolean notFinite = value instanceof Double number && !Double.isFinite(number);
        return value == null
                || notFinite
                || value instanceof List<?> list && list.stream().allMatch(Objects::isNull);
    }

    private static FittedRows fit(SparkSession spark, String entry, String type, List<?> training) {
        return FittedRows.fit("{ columns = [x], " + entry + " }", rows(spark, type, training));
    }

    private static Dataset<Row> rows(SparkSession spark, String type, List<?> values) {
        List<Row> rows = values.stream()
                .map(value -> RowFactory.create(new Object[] {value instanceof List<?> list ? list.toArray() : value}))
                .toList();
        return spark.createDataFrame(rows, StructType.fromDDL("x " + type)).coalesce(1);
    }

    private static List<Object> values(Dataset<Row> rows, String column) {
        return rows.select(column).collectAsList().stream()
                .map(row -> row.get(0) instanceof scala.collection.Seq<?> ? row.getList(0) : row.get(0))
                .map(Object.class::cast)
                .toList();
    }
}
