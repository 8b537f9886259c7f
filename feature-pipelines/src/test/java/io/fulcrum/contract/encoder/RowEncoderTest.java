package io.fulcrum.contract.encoder;

import static java.util.Arrays.asList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.FeatureSchema;
import io.fulcrum.contract.Json;
import io.fulcrum.contract.Pooling;
import io.fulcrum.contract.encoder.EncodedFeature.MissingIndicator;
import io.fulcrum.contract.encoder.ListRule.Keep;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every encoder on values small enough to encode by hand. */
class RowEncoderTest {
    private static final Source TEXT = Source.scalar("x", SourceType.TEXT);
    private static final Source NUMBER = Source.scalar("x", SourceType.NUMBER);
    private static final Source TIME = Source.scalar("x", SourceType.TIMESTAMP);
    private static final Source LIST = Source.list("x", SourceType.TEXT);

    @Test
    void encode_vocabulary_givesKnownOovAndMissingIds() {
        EncodedFeature feature = scalar(TEXT, vocabulary("a", "b"));
        assertThat(ids(feature, "a", "b", "c", null, "")).containsExactly(2, 3, 1, 0, 1);
        assertThat(ids(feature(vocabularyOf(SourceType.WHOLE), "7", "-5"), 7L, -5L, 6L))
                .containsExactly(2, 3, 1);
    }

    @Test
    void encode_number_isStandardisedOrZeroWhereMissing() {
        assertThat(numbers(scalar(NUMBER, new StandardisedEncoder(2, 2)), 4.0, null, Double.NaN, 1e300, -0.0))
                .containsExactly(1f, 0f, 0f, 0f, -1f);
        assertThat(numbers(scalar(NUMBER, new StandardisedEncoder(5, 0)), 9.0)).containsExactly(0f);
        assertThat(numbers(scalar(NUMBER, new StandardisedEncoder(0, 1e-30)), 1e30, -1e30))
                .containsExactly(Float.MAX_VALUE, -Float.MAX_VALUE);
    }

    @Test
    void encode_log_isStandardisedLogarithm() {
        // ln(1 + e - 1) = 1; a number beyond the range of a float has a logarithm: ln(1e300) = 690.7755
        assertThat(numbers(scalar(NUMBER, new LogEncoder(0.5, 0.5)), 0.0, Math.E - 1, 1 - Math.E, 1e300, null))
                .containsExactly(-1f, 1f, -3f, (float) ((690.77552789821 - 0.5) * 2), 0f);
        assertThat(numbers(scalar(NUMBER, new LogEncoder(0.5, 0.5)), Double.POSITIVE_INFINITY))
                .containsExactly(0f);
    }

    @Test
    void encode_buckets_holdTheirUpperEdge() {
        EncodedFeature feature = scalar(NUMBER, new BucketEncoder(List.of(0.0, 2.0)));
        assertThat(ids(feature, -1.0, -0.0, 0.0, 1.0, 2.0, 2.5, null, Double.NEGATIVE_INFINITY))
                .containsExactly(1, 1, 1, 2, 2, 3, 0, 0);
        assertThat(feature.columns()).containsExactly(FeatureColumn.categorical("f", 4));
    }

    @Test
    void encode_piecewise_fillsBinsInTurn() {
        EncodedFeature feature = scalar(NUMBER, new PiecewiseEncoder(List.of(0.0, 1.0, 3.0)));
        assertThat(numbers(feature, 0.5)).containsExactly(0.5f, 0f);
        assertThat(numbers(feature, 2.0)).containsExactly(1f, 0.5f);
        assertThat(numbers(feature, -1.0)).containsExactly(-1f, 0f); // the first and the last bin extrapolate
        assertThat(numbers(feature, 5.0)).containsExactly(1f, 2f);
        assertThat(numbers(feature, (Object) null)).containsExactly(0f, 0f);
        assertThat(feature.columns()).containsExactly(FeatureColumn.numeric("f_1"), FeatureColumn.numeric("f_2"));
    }

    @Test
    void encode_calendar_readsPartsInUtc() {
        long micros = Instant.parse("2026-11-28T23:59:59Z").getEpochSecond() * 1_000_000 + 999_999; // a Saturday
        assertThat(ids(scalar(TIME, new CalendarEncoder(CalendarPart.HOUR)), micros, null, -1L))
                .containsExactly(24, 0, 24);
        assertThat(ids(scalar(TIME, new CalendarEncoder(CalendarPart.WEEKDAY)), micros, 0L))
                .containsExactly(6, 4);
        assertThat(ids(scalar(TIME, new CalendarEncoder(CalendarPart.DAY)), micros))
                .containsExactly(28);
        assertThat(ids(scalar(TIME, new CalendarEncoder(CalendarPart.MONTH)), micros))
                .containsExactly(11);
        EncodedFeature cyclic = scalar(TIME, new CyclicEncoder(CalendarPart.HOUR));
        assertThat(numbers(cyclic, 6 * 3_600_000_000L)).containsExactly(1f, (float) StrictMath.cos(Math.PI / 2));
        assertThat(numbers(cyclic, (Object) null)).containsExactly(0f, 0f);
        assertThat(cyclic.columns()).extracting(FeatureColumn::name).containsExactly("f_sin", "f_cos");
    }

    @Test
    void encode_list_keepsFirstOrLastWithoutNulls() {
        VocabularyEncoder encoder = vocabulary("a", "b");
        assertThat(list(lists(encoder, 2, Keep.FIRST), asList("a", null, "x", "b")))
                .containsExactly(2, 1);
        assertThat(list(lists(encoder, 2, Keep.LAST), asList("a", "x", null, "b")))
                .containsExactly(1, 3);
        assertThat(list(lists(encoder, 9, Keep.LAST), asList(null, "b"))).containsExactly(3);
        assertThat(list(lists(encoder, 2, Keep.FIRST), null)).isEmpty();
        assertThat(list(lists(encoder, 40, Keep.FIRST), java.util.Collections.nCopies(50, "b")))
                .hasSize(40);
    }

    @Test
    void encode_cross_joinsTextsWithoutConfusion() {
        Source other = Source.scalar("y", SourceType.TEXT);
        EncodedFeature cross = new EncodedFeature(
                "f",
                List.of(TEXT, other),
                vocabulary("a\u001Fb", "\u001ES\u001F"),
                ListRule.SCALAR,
                MissingIndicator.NONE);
        RowEncoder encoder = RowEncoder.of(List.of(cross), known("a\u001Fb", "\u001ES\u001F"));
        assertThat(id(encoder, "a", "b")).isEqualTo(2);
        assertThat(id(encoder, "\u001F", "")).isEqualTo(3);
        assertThat(id(encoder, "", "\u001F")).isEqualTo(1);
        assertThat(id(encoder, null, "b")).isZero();
    }

    @Test
    void encode_indicator_followsTheEncodersOwnRule() {
        assertThat(indicator(NUMBER, new StandardisedEncoder(0, 1), 1.0, Double.NaN, 1e300, null))
                .containsExactly(0f, 1f, 1f, 1f);
        assertThat(indicator(NUMBER, new LogEncoder(0, 1), 1e300, Double.NaN)).containsExactly(0f, 1f);
        assertThat(indicator(TEXT, new HashedEncoder("t", 5), "", null)).containsExactly(0f, 1f);
        EncodedFeature list = new EncodedFeature(
                "f",
                List.of(LIST),
                new HashedEncoder("t", 5),
                new ListRule(5, Keep.FIRST, Pooling.SUM),
                MissingIndicator.ADDED);
        assertThat(numbers(list, List.of("a"))).containsExactly(0f);
        assertThat(numbers(list, asList((Object) null))).containsExactly(1f);
    }

    @Test
    void encode_moreTextsThanABatchOfLookups_givesEachItsId() {
        Object[] texts = IntStream.range(0, 3000)
                .mapToObj(i -> i % 7 == 0 ? null : "v" + i % 1000)
                .toArray();
        String[] known = IntStream.range(0, 900).mapToObj(i -> "v" + i).toArray(String[]::new);
        Bound feature = new Bound(scalar(TEXT, vocabulary(known)), known(known));

        assertThat(ids(feature, texts))
                .startsWith(0, 3, 4)
                .containsExactlyElementsOf(IntStream.range(0, 3000)
                        .mapToObj(i -> i % 7 == 0 ? 0 : i % 1000 < 900 ? 2 + i % 1000 : 1)
                        .toList());
    }

    @Test
    void id_ofBuckets_isOneMoreThanTheNumberOfEdgesBelow() {
        SplittableRandom random = new SplittableRandom(1);
        for (int size = 0; size < 70; size++) {
            double[] edges = random.doubles(size, -3, 3).sorted().toArray();
            for (double number : random.doubles(50, -4, 4).toArray()) {
                assertThat(BucketEncoder.id(edges, number))
                        .isEqualTo(1
                                + (int) Arrays.stream(edges)
                                        .filter(edge -> edge < number)
                                        .count());
            }
            for (int edge = 0; edge < size; edge++) {
                assertThat(BucketEncoder.id(edges, edges[edge])).isEqualTo(1 + edge);
            }
        }
    }

    @Test
    void parse_itsOwnJson_isTheReleasedText() {
        List<EncodedFeature> features = List.of(
                scalar(TEXT, vocabulary("a")),
                lists(new HashedEncoder("t", 5), 3, Keep.LAST),
                scalar(NUMBER, new PiecewiseEncoder(List.of(0.0, 1.5))),
                scalar(TIME, new CyclicEncoder(CalendarPart.HOUR)));
        Features all = new Features(features);
        assertThat(Json.parse(Json.line(all), Features.class, "test")).isEqualTo(all);
        assertThat(Json.line(features.get(1)))
                .isEqualTo("{\"name\":\"f\",\"sources\":[{\"column\":\"x\",\"type\":\"TEXT\",\"shape\":\"LIST\"}],"
                        + "\"encoder\":{\"type\":\"hashed\",\"table\":\"t\",\"buckets\":5},"
                        + "\"lists\":{\"maxLength\":3,\"keep\":\"LAST\",\"pooling\":\"MEAN\"},\"indicator\":\"NONE\"}");
        assertThat(new FeatureSchema(features.get(1).columns()).lists()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void of_wrongVocabulary_isRefused(int size) {
        EncodedFeature feature = scalar(TEXT, vocabulary("a", "b"));
        Vocabularies vocabularies = size == 0 ? Vocabularies.NONE : known("a", "b", "c");
        assertThatThrownBy(() -> RowEncoder.of(List.of(feature), vocabularies))
                .hasMessage("Vocabulary \"f\" has " + size + " values, its encoder 2. The copy is incomplete;"
                        + " copy the whole directory again, or prepare the data again.");
    }

    @Test
    void feature_sourceThatItsEncoderCannotRead_isRefused() {
        assertThatThrownBy(() -> scalar(TEXT, new StandardisedEncoder(0, 1)))
                .hasMessage("Feature \"f\" reads column \"x\" of type TEXT, which its encoder cannot read."
                        + " Prepare the data again.");
        assertThatThrownBy(() -> scalar(NUMBER, new HashedEncoder("f", 3))).hasMessageContaining("of type NUMBER");
    }

    /** A list as a record, since records alone are read. */
    record Features(List<EncodedFeature> features) {}

    private static VocabularyEncoder vocabulary(String... known) {
        return new VocabularyEncoder("f", known.length, "d", 1);
    }

    private static Source vocabularyOf(SourceType type) {
        return Source.scalar("x", type);
    }

    private static Bound feature(Source source, String... known) {
        return new Bound(scalar(source, vocabulary(known)), known(known));
    }

    private record Bound(EncodedFeature feature, Vocabularies vocabularies) {}

    private static EncodedFeature scalar(Source source, Encoder encoder) {
        return new EncodedFeature("f", List.of(source), encoder, ListRule.SCALAR, MissingIndicator.NONE);
    }

    private static EncodedFeature lists(TextEncoder encoder, int length, Keep keep) {
        return new EncodedFeature(
                "f", List.of(LIST), encoder, new ListRule(length, keep, Pooling.MEAN), MissingIndicator.NONE);
    }

    private static Vocabularies known(String... texts) {
        TextTable table = new TextTable();
        for (String text : texts) {
            TextTableTest.add(table, text);
        }
        return new Vocabularies(Map.of("f", table));
    }

    private static List<Integer> ids(EncodedFeature feature, Object... values) {
        return ids(new Bound(feature, known("a", "b")), values);
    }

    private static List<Integer> ids(Bound bound, Object... values) {
        RowEncoder encoder = RowEncoder.of(List.of(bound.feature()), bound.vocabularies());
        List<Integer> ids =
                Arrays.stream(values).map(value -> id(encoder, value)).toList();
        for (boolean coded : new boolean[] {false, true}) {
            EncodedColumns together = together(encoder, coded, values);
            assertThat(Arrays.copyOf(together.ids(0), values.length))
                    .as("together, coded %s", coded)
                    .containsExactly(ids.stream().mapToInt(Integer::intValue).toArray());
        }
        return ids;
    }

    /** Encodes records of one value at once. */
    private static EncodedColumns together(RowEncoder encoder, boolean coded, Object... values) {
        EncodedColumns columns = encoder.columns();
        encoder.encode(new ValueColumns(List.of(new ValueRow((Object) null)), coded), columns);
        List<ValueRow> rows = Arrays.stream(values)
                .map(value -> new ValueRow(new Object[] {value}))
                .toList();
        encoder.encode(new ValueColumns(rows, coded), columns);
        assertThat(columns.rows()).isEqualTo(values.length);
        return columns;
    }

    private static int id(RowEncoder encoder, Object... record) {
        EncodedRow row = encoder.row();
        encoder.encode(new ValueRow(record), row);
        return row.id(0);
    }

    private static List<Integer> list(EncodedFeature feature, List<String> value) {
        RowEncoder encoder = RowEncoder.of(List.of(feature), known("a", "b"));
        EncodedRow row = encoder.row();
        encoder.encode(new ValueRow(List.of("stale")), row(row, encoder));
        encoder.encode(new ValueRow(new Object[] {value}), row);
        List<Integer> ids = Arrays.stream(row.list(0), 0, row.length(0)).boxed().toList();
        EncodedColumns.IdLists lists =
                together(encoder, false, List.of("a", "b"), value, List.of("b")).lists(0);
        assertThat(Arrays.stream(lists.ids(), lists.start(1), lists.end(1)).boxed())
                .as("together")
                .containsExactlyElementsOf(ids);
        assertThat(lists.end(2) - lists.start(2)).isEqualTo(1);
        return ids;
    }

    private static EncodedRow row(EncodedRow row, RowEncoder encoder) {
        encoder.encode(new ValueRow(List.of("a", "b")), row);
        return row;
    }

    /** Returns the numbers of each value, one after the other. */
    private static List<Float> numbers(EncodedFeature feature, Object... values) {
        RowEncoder encoder = RowEncoder.of(List.of(feature), Vocabularies.NONE);
        EncodedRow row = encoder.row();
        List<Float> numbers = new java.util.ArrayList<>();
        for (Object value : values) {
            encoder.encode(new ValueRow(value), row);
            for (float number : row.numbers()) {
                numbers.add(number);
            }
        }
        requireTogether(encoder, numbers, values);
        return numbers;
    }

    private static void requireTogether(RowEncoder encoder, List<Float> numbers, Object... values) {
        EncodedColumns together = together(encoder, false, values);
        int width = numbers.size() / values.length;
        for (int i = 0; i < numbers.size(); i++) {
            assertThat(together.numbers(i % width)[i / width]).as("together").isEqualTo(numbers.get(i));
        }
    }

    private static List<Float> indicator(Source source, Encoder encoder, Object... values) {
        EncodedFeature feature =
                new EncodedFeature("f", List.of(source), encoder, ListRule.SCALAR, MissingIndicator.ADDED);
        List<Float> all = numbers(feature, values);
        int width = feature.columns().size() - (encoder instanceof NumericEncoder ? 0 : 1);
        List<Float> indicators = new java.util.ArrayList<>();
        for (int i = width - 1; i < all.size(); i += width) {
            indicators.add(all.get(i));
        }
        return indicators;
    }
}
