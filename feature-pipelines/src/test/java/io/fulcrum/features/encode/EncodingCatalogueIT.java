package io.fulcrum.features.encode;

import static java.util.Arrays.asList;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.LocalSpark;
import io.fulcrum.SettingsText;
import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.FeatureColumn.Kind;
import io.fulcrum.contract.Split;
import io.fulcrum.features.profile.Profile;
import io.fulcrum.features.profile.Profiler;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
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
        Fitted fitted = fit(spark, example.entry(), example.type(), example.training())
                .features()
                .get(0);
        List<Object> encoded =
                values(rows(spark, example.type(), example.applied()).select(fitted.values()));
        assertThat(encoded).isEqualTo(example.expected());
        assertThat(fitted.column().rows()).isEqualTo(example.rows());
        assertThat(fitted.column().kind())
                .isEqualTo(
                        example.rows() == 0
                                ? Kind.NUMERIC
                                : example.type().startsWith("array") ? Kind.CATEGORICAL_LIST : Kind.CATEGORICAL);
        assertThat(fitted.statistics()).containsKeys("encoding", "column", "missing-share-in-training");
    }

    @ParameterizedTest
    @MethodSource("catalogue")
    void fit_missingIndicator_saysWhatIsMissing(Case example, SparkSession spark) {
        FittedFeatures features =
                fit(spark, example.entry() + ", missing-indicator = true", example.type(), example.training());
        assertThat(features.schema().columns()).hasSize(2).last().isEqualTo(FeatureColumn.numeric("x_missing"));
        Column indicator = features.features().get(1).values();
        List<Object> found =
                values(rows(spark, example.type(), example.applied()).select(indicator));
        List<Object> expected = example.applied().stream()
                .map(value -> (Object) (isMissing(value) ? 1f : 0f))
                .toList();
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void fit_hashed_keepsIdsInRangeAndReportsCollisions(SparkSession spark) {
        List<String> values =
                Stream.iterate(0, i -> i + 1).limit(1000).map(i -> "v" + i).toList();
        Fitted fitted = fit(spark, "encoding = hashed, buckets = 100", "string", values)
                .features()
                .get(0);
        List<Object> ids = values(rows(spark, "string", values).select(fitted.values()));
        long used = ids.stream().distinct().count();
        assertThat(ids).allMatch(id -> (int) id >= 1 && (int) id <= 100);
        assertThat(fitted.statistics())
                .containsEntry("distinct-values", 1000L)
                .containsEntry("buckets-used", (int) used)
                .containsEntry("collision-rate", 1 - used / 1000.0);
    }

    @Test
    void fit_unknownBuckets_shareUnknownValues(SparkSession spark) {
        Fitted fitted = fit(spark, "encoding = vocabulary, unknown-buckets = 3, min-count = 1", "string", List.of("a"))
                .features()
                .get(0);
        List<String> unknown =
                Stream.iterate(0, i -> i + 1).limit(100).map(i -> "u" + i).toList();
        assertThat(values(rows(spark, "string", unknown).select(fitted.values())))
                .containsOnly(1, 2, 3)
                .contains(1, 2, 3);
        assertThat(values(rows(spark, "string", List.of("a")).select(fitted.values())))
                .containsExactly(4);
    }

    private static boolean isMissing(Object value) {
        boolean notFinite = value instanceof Double number && !Double.isFinite(number);
        return value == null
                || notFinite
                || value instanceof List<?> list && list.stream().allMatch(Objects::isNull);
    }

    private static FittedFeatures fit(SparkSession spark, String entry, String type, List<?> training) {
        FeatureSpec spec = SettingsText.read("features = [{ columns = [x], " + entry + " }]", FeatureSpec::read)
                .get(0);
        Dataset<Row> rows = rows(spark, type, training);
        Field field = new Field(spec, rows.schema().apply("x").dataType());
        Profiler.Place place = new Profiler.Place(lit(Split.TRAIN.ordinal()), lit(0L), lit(0L), lit(-1), 0);
        Profile profile = Profiler.profile(
                rows,
                place,
                List.of(),
                List.of(new Profiler.Measure(
                        spec.encoding().measured(field), spec.encoding().emptyProfile(1000))));
        return FittedFeatures.fit(List.of(field), profile);
    }

    private static Dataset<Row> rows(SparkSession spark, String type, List<?> values) {
        List<Row> rows = values.stream()
                .map(value -> RowFactory.create(new Object[] {value instanceof List<?> list ? list.toArray() : value}))
                .toList();
        return spark.createDataFrame(rows, StructType.fromDDL("x " + type)).coalesce(1);
    }

    private static List<Object> values(Dataset<Row> column) {
        return column.collectAsList().stream()
                .map(row -> row.get(0) instanceof scala.collection.Seq<?> ? row.getList(0) : row.get(0))
                .map(Object.class::cast)
                .toList();
    }
}
