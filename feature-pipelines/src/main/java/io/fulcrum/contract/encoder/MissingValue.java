package io.fulcrum.contract.encoder;

/** Whether a record has no value that a feature can use; for one thread. */
interface MissingValue {
    boolean isMissing(SourceRow row);

    /** Returns the rule of a feature whose columns are at these places. */
    static MissingValue of(EncodedFeature feature, int... sources) {
        if (feature.isWeighted()) {
            return emptyList(WeightedList.of(feature, sources));
        } else if (feature.isList()) {
            return emptyList(sources[0]);
        }
        Encoder encoder = feature.encoder();
        boolean numbers = encoder instanceof BucketEncoder
                || encoder instanceof NumericEncoder && !(encoder instanceof CyclicEncoder);
        if (!numbers) {
            return new FeatureText(sources)::isMissing;
        }
        NumericEncoder numeric = NumericEncoder.reading(encoder);
        return row -> row.isNull(sources[0]) || numeric.isMissing(row.number(sources[0]));
    }

    private static MissingValue emptyList(WeightedList list) {
        Utf8 scratch = new Utf8();
        return row -> {
            int pairs = list.pairs(row);
            for (int pair = 0; pair < pairs; pair++) {
                if (list.isPresent(row, pair, scratch)) {
                    return false;
                }
            }
            return true;
        };
    }

    private static MissingValue emptyList(int source) {
        Utf8 scratch = new Utf8();
        return row -> {
            int entries = row.isNull(source) ? 0 : row.length(source);
            for (int entry = 0; entry < entries; entry++) {
                if (row.text(source, entry, scratch)) {
                    return false;
                }
            }
            return true;
        };
    }
}
