package io.fulcrum.contract.encoder;

/** Whether a record has no value that a feature can use; for one thread. */
interface MissingValue {
    boolean isMissing(SourceRow row);

    /** Returns the rule of a feature whose columns are at these places. */
    static MissingValue of(EncodedFeature feature, int... sources) {
        if (feature.isList()) {
            ListEntries entries =
                    feature.isWeighted() ? WeightedList.of(feature, sources) : new ListEntries.Plain(sources[0]);
            Utf8 scratch = new Utf8();
            return row -> entries.isEmpty(row, scratch);
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
}
