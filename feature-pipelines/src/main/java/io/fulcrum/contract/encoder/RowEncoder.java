package io.fulcrum.contract.encoder;

import io.fulcrum.contract.FeatureColumn;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * All features of a record at once, without allocation. The only code that encodes a value: preparation, scoring of new
 * rows and serving call it, so they give the same bits. An instance is for one thread; making one is cheap.
 */
public final class RowEncoder {
    private final List<Source> sources;
    private final List<FeatureColumn> columns;
    private final FieldEncoder[] fields;

    private RowEncoder(List<Source> sources, List<FeatureColumn> columns, List<FieldEncoder> fields) {
        this.sources = sources;
        this.columns = columns;
        this.fields = fields.toArray(FieldEncoder[]::new);
    }

    /**
     * Returns an encoder of these features.
     *
     * @throws IllegalArgumentException if a vocabulary is missing or of another size
     */
    public static RowEncoder of(List<EncodedFeature> features, Vocabularies vocabularies) {
        return new Binding(features, vocabularies).encoder();
    }

    /** Returns the distinct source columns of features, in the order of their first use. */
    public static List<Source> sources(List<EncodedFeature> features) {
        Set<Source> sources = new LinkedHashSet<>();
        features.forEach(feature -> sources.addAll(feature.sources()));
        return List.copyOf(sources);
    }

    /** Returns the columns that a record must have, numbered as {@link SourceRow} numbers them. */
    public List<Source> sources() {
        return sources;
    }

    /** Returns an empty row to encode into. */
    public EncodedRow row() {
        return new EncodedRow(columns);
    }

    /** Encodes a record; every value of {@code into} is overwritten. */
    public void encode(SourceRow row, EncodedRow into) {
        for (FieldEncoder field : fields) {
            field.encode(row, into);
        }
    }

    /** Returns room for several encoded records. */
    public EncodedColumns columns() {
        return new EncodedColumns(columns);
    }

    /** Encodes several records, each to the bits of {@link #encode(SourceRow, EncodedRow)}. */
    public void encode(SourceColumns rows, EncodedColumns into) {
        into.open(rows.rows());
        for (FieldEncoder field : fields) {
            field.encode(rows, into);
        }
    }

    /** The features on their way to fields with places. */
    private static final class Binding {
        private final List<EncodedFeature> features;
        private final Vocabularies vocabularies;
        private final List<Source> sources;
        private final List<FieldEncoder> fields = new ArrayList<>();
        private int numbers;
        private int ids;
        private int lists;

        Binding(List<EncodedFeature> features, Vocabularies vocabularies) {
            this.features = features;
            this.vocabularies = vocabularies;
            sources = sources(features);
        }

        RowEncoder encoder() {
            for (EncodedFeature feature : features) {
                int[] places =
                        feature.sources().stream().mapToInt(sources::indexOf).toArray();
                fields.add(field(feature, places));
                if (feature.indicator() == EncodedFeature.MissingIndicator.ADDED) {
                    fields.add(new FieldEncoder.Missing(MissingValue.of(feature, places), numbers++));
                }
            }
            List<FeatureColumn> columns = features.stream()
                    .flatMap(feature -> feature.columns().stream())
                    .toList();
            return new RowEncoder(sources, columns, fields);
        }

        private FieldEncoder field(EncodedFeature feature, int[] places) {
            Encoder encoder = feature.encoder();
            if (encoder instanceof TextEncoder text) {
                return feature.isList()
                        ? list(feature, places, id(text))
                        : new FieldEncoder.Texts(new FeatureText(places), id(text), ids++);
            }
            if (encoder instanceof BucketEncoder buckets) {
                return new FieldEncoder.Buckets(places[0], BucketEncoder.array(buckets.edges()), ids++);
            }
            if (encoder instanceof CalendarEncoder calendar) {
                return new FieldEncoder.Calendar(places[0], calendar.part(), ids++);
            }
            return numeric((NumericEncoder) encoder, places[0]);
        }

        private FieldEncoder list(EncodedFeature feature, int[] places, FieldEncoder.TextId id) {
            ListRule rule = feature.lists();
            return feature.isWeighted()
                    ? new FieldEncoder.WeightedTexts(WeightedList.of(feature, places), rule, id, lists++, new Utf8())
                    : new FieldEncoder.TextLists(new ListEntries.Plain(places[0]), rule, id, lists++, new Utf8());
        }

        private FieldEncoder numeric(NumericEncoder encoder, int source) {
            int column = numbers;
            numbers += encoder.width();
            if (encoder instanceof CyclicEncoder cyclic) {
                return new FieldEncoder.Cyclic(source, cyclic, column);
            }
            return encoder instanceof PiecewiseEncoder piecewise
                    ? new FieldEncoder.Piecewise(source, PiecewiseEncoder.array(piecewise.edges()), column)
                    : new FieldEncoder.Numbers(source, encoder, column);
        }

        private FieldEncoder.TextId id(TextEncoder encoder) {
            long seed = encoder.seed();
            if (encoder instanceof HashedEncoder hashed) {
                int buckets = hashed.buckets();
                return text -> HashedEncoder.id(text, seed, buckets);
            }
            VocabularyEncoder vocabulary = (VocabularyEncoder) encoder;
            return new KnownTextId(vocabularies.of(vocabulary), vocabulary.firstKnown(), seed, vocabulary.oovBuckets());
        }
    }
}
