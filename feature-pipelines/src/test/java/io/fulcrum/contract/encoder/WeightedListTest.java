package io.fulcrum.contract.encoder;

import static java.util.Arrays.asList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.FeatureColumn.Kind;
import io.fulcrum.contract.Json;
import io.fulcrum.contract.Pooling;
import io.fulcrum.contract.encoder.EncodedFeature.MissingIndicator;
import io.fulcrum.contract.encoder.ListRule.Keep;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lists whose entries have weights. Entries are whole numbers, hashed into so many buckets that few collide. */
class WeightedListTest {
    private static final HashedEncoder ENCODER = new HashedEncoder("tags", 1_000_000);
    private static final Source TAGS = Source.list("tags", SourceType.TEXT);
    private static final Source SCORES = Source.list("scores", SourceType.NUMBER);

    @Test
    void encode_pairs_haveIdsAndWeights() {
        EncodedRow row = encoded(feature(9, Keep.FIRST), asList("a", "b", "a"), asList(0.5, 2.0, 1e-3));

        requirePairs(row, List.of("a", "b", "a"), 0.5f, 2f, 1e-3f);
    }

    @Test
    void encode_pairThatLacksOneOfBoth_isLeftOut() {
        EncodedRow row = encoded(
                feature(9, Keep.FIRST), asList("a", null, "c", "d", null), asList(null, 2.0, 3.0, 0.0, Double.NaN));

        requirePairs(row, List.of("c", "d"), 3f, 0f);
    }

    @Test
    void encode_weightThatIsNone_leavesItsEntryOut() {
        EncodedRow row = encoded(
                feature(9, Keep.FIRST),
                asList("a", "b", "c", "d", "e", "f"),
                asList(-1.0, Double.NaN, Double.POSITIVE_INFINITY, 1e300, -0.0, 1e-60));

        requirePairs(row, List.of("e", "f"), 0f, 0f);
        assertThat(Float.floatToRawIntBits(row.weights(0)[0])).isZero();
    }

    @Test
    void encode_longList_keepsPairsOfTheFirstOrLast() {
        List<String> entries = asList("a", null, "c", "d", "e");
        List<Double> weights = asList(1.0, 2.0, null, 4.0, 5.0);

        requirePairs(encoded(feature(2, Keep.FIRST), entries, weights), List.of("a", "d"), 1f, 4f);
        requirePairs(encoded(feature(2, Keep.LAST), entries, weights), List.of("d", "e"), 4f, 5f);
        requirePairs(encoded(feature(3, Keep.LAST), entries, weights), List.of("a", "d", "e"), 1f, 4f, 5f);
        assertThat(encoded(feature(40, Keep.FIRST), Collections.nCopies(50, "b"), Collections.nCopies(50, 2.0))
                        .weights(0))
                .hasSizeGreaterThanOrEqualTo(40)
                .startsWith(2f, 2f)
                .satisfies(kept -> assertThat(kept[39]).isEqualTo(2f));
    }

    @Test
    void encode_listOrWeightsThatAreMissing_isEmpty() {
        assertThat(encoded(feature(9, Keep.FIRST), null, asList(1.0)).length(0)).isZero();
        assertThat(encoded(feature(9, Keep.FIRST), asList("a"), null).length(0)).isZero();
        assertThat(encoded(feature(9, Keep.LAST), asList(), asList()).length(0)).isZero();
    }

    @Test
    void encode_listsOfDifferentLengths_areRefused() {
        assertThatThrownBy(() -> encoded(feature(1, Keep.FIRST), asList("a", "b", null), asList(1.0, 2.0)))
                .isInstanceOf(UnpairedListException.class)
                .hasMessage("Lists \"tags\" and \"scores\" have 3 and 2 entries in one row, but each entry needs one"
                        + " weight. Write both with the same length.");
        assertThatThrownBy(() -> encoded(feature(1, Keep.LAST), asList(), asList(1.0)))
                .hasMessageContaining("have 0 and 1 entries");
    }

    @Test
    void encode_indicator_isOneWhereNoPairIsThere() {
        EncodedFeature feature = feature(9, Keep.FIRST);

        assertThat(encoded(feature, asList("a"), asList(0.0)).number(0)).isZero();
        assertThat(encoded(feature, asList("a", null), asList(null, 1.0)).number(0))
                .isOne();
        assertThat(encoded(feature, asList("a"), null).number(0)).isOne();
    }

    @Test
    void columns_ofTheFeature_areIdsWeightsAndIndicator() {
        assertThat(feature(9, Keep.FIRST).columns())
                .containsExactly(
                        new FeatureColumn("f", Kind.CATEGORICAL_LIST, "tags", 1_000_001, Pooling.SUM),
                        FeatureColumn.listWeights("f_weights"),
                        FeatureColumn.numeric("f_missing"));
    }

    @Test
    void json_ofTheFeature_hasTheWeightsAsItsSecondSource() {
        assertThat(Json.line(feature(3, Keep.LAST)))
                .isEqualTo("{\"name\":\"f\",\"sources\":[{\"column\":\"tags\",\"type\":\"TEXT\",\"shape\":\"LIST\"},"
                        + "{\"column\":\"scores\",\"type\":\"NUMBER\",\"shape\":\"LIST\"}],"
                        + "\"encoder\":{\"type\":\"hashed\",\"table\":\"tags\",\"buckets\":1000000},"
                        + "\"lists\":{\"maxLength\":3,\"keep\":\"LAST\",\"pooling\":\"SUM\"},\"indicator\":\"ADDED\"}");
    }

    @Test
    void new_weightsThatAreNoListOfNumbers_areRefused() {
        assertThatThrownBy(() -> feature(List.of(TAGS, TAGS), 1, Keep.FIRST))
                .hasMessage(
                        "Feature \"f\" reads weights of a list that are no list of numbers. Prepare the data again.");
        assertThatThrownBy(() -> feature(List.of(TAGS, Source.scalar("w", SourceType.NUMBER)), 1, Keep.FIRST))
                .hasMessageContaining("no list of numbers");
        assertThatThrownBy(() -> feature(List.of(TAGS, SCORES, SCORES), 1, Keep.FIRST))
                .hasMessageContaining("reads column \"scores\" of type NUMBER, which its encoder cannot read");
    }

    private static EncodedFeature feature(int length, Keep keep) {
        return feature(List.of(TAGS, SCORES), length, keep);
    }

    private static EncodedFeature feature(List<Source> sources, int length, Keep keep) {
        return new EncodedFeature(
                "f", sources, ENCODER, new ListRule(length, keep, Pooling.SUM), MissingIndicator.ADDED);
    }

    /** Encodes into a row that has had another record. */
    private static EncodedRow encoded(EncodedFeature feature, Object entries, Object weights) {
        RowEncoder encoder = RowEncoder.of(List.of(feature), Vocabularies.NONE);
        EncodedRow row = encoder.row();
        encoder.encode(new ValueRow(asList("stale", "stale"), asList(8.0, 9.0)), row);
        encoder.encode(new ValueRow(entries, weights), row);
        requireTogether(encoder, new ValueRow(entries, weights), row);
        return row;
    }

    /** Requires that a record has the same pairs among others that are encoded together, as those do before. */
    private static void requireTogether(RowEncoder encoder, ValueRow record, EncodedRow alone) {
        ValueRow other = new ValueRow(asList("b"), asList(7.0));
        EncodedColumns columns = encoder.columns();
        encoder.encode(new ValueColumns(List.of(other), false), columns);
        encoder.encode(new ValueColumns(List.of(other, record, other), false), columns);
        EncodedColumns.IdLists lists = columns.lists(0);
        assertThat(Arrays.copyOfRange(lists.ids(), lists.start(1), lists.end(1)))
                .isEqualTo(Arrays.copyOf(alone.list(0), alone.length(0)));
        assertThat(Arrays.copyOfRange(lists.weights(), lists.start(1), lists.end(1)))
                .isEqualTo(Arrays.copyOf(alone.weights(0), alone.length(0)));
        assertThat(lists.weights()[lists.start(0)])
                .isEqualTo(lists.weights()[lists.start(2)])
                .isEqualTo(7f);
        assertThat(columns.numbers(0)[1]).isEqualTo(alone.number(0));
    }

    private static void requirePairs(EncodedRow row, List<String> entries, float... weights) {
        int[] ids = entries.stream().mapToInt(WeightedListTest::id).toArray();
        assertThat(Arrays.copyOf(row.list(0), row.length(0))).containsExactly(ids);
        assertThat(Arrays.copyOf(row.weights(0), row.length(0))).containsExactly(weights);
    }

    private static int id(String text) {
        Utf8 bytes = new Utf8();
        bytes.set(text);
        return HashedEncoder.id(bytes, ENCODER.seed(), ENCODER.buckets());
    }
}
