package io.fulcrum;

import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.FeatureSchema;
import io.fulcrum.contract.encoder.EncodedFeature;
import io.fulcrum.contract.encoder.EncodedFeature.MissingIndicator;
import io.fulcrum.contract.encoder.Encoder;
import io.fulcrum.contract.encoder.HashedEncoder;
import io.fulcrum.contract.encoder.IdentityEncoder;
import io.fulcrum.contract.encoder.ListRule;
import io.fulcrum.contract.encoder.Source;
import io.fulcrum.contract.encoder.SourceType;
import java.util.List;

/** Encoders that make given columns: numbers as they are, discrete values hashed. */
public final class GeneratedEncoders {
    private GeneratedEncoders() {}

    public static List<EncodedFeature> of(FeatureSchema features) {
        return features.columns().stream().map(GeneratedEncoders::of).toList();
    }

    private static EncodedFeature of(FeatureColumn column) {
        return switch (column.kind()) {
            case NUMERIC ->
                feature(
                        column,
                        Source.scalar(column.name(), SourceType.NUMBER),
                        new IdentityEncoder(),
                        ListRule.SCALAR);
            case CATEGORICAL ->
                feature(column, Source.scalar(column.name(), SourceType.WHOLE), hashed(column), ListRule.SCALAR);
            case CATEGORICAL_LIST ->
                feature(
                        column,
                        Source.list(column.name(), SourceType.WHOLE),
                        hashed(column),
                        new ListRule(50, ListRule.Keep.FIRST, column.pooling()));
        };
    }

    private static Encoder hashed(FeatureColumn column) {
        return new HashedEncoder(column.table(), column.rows() - 1);
    }

    private static EncodedFeature feature(FeatureColumn column, Source source, Encoder encoder, ListRule lists) {
        return new EncodedFeature(column.name(), List.of(source), encoder, lists, MissingIndicator.NONE);
    }
}
