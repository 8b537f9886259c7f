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
        return features.columns().stream()
                .filter(column -> column.kind() != FeatureColumn.Kind.LIST_WEIGHTS)
                .map(column -> features.weights(column)
                        .map(weights -> weighted(column))
                        .orElseGet(() -> of(column)))
                .toList();
    }

    private static EncodedFeature weighted(FeatureColumn list) {
        EncodedFeature plain = of(list);
        List<Source> sources =
                List.of(plain.sources().get(0), Source.list(list.name() + "_weights", SourceType.NUMBER));
        return new EncodedFeature(plain.name(), sources, plain.encoder(), plain.lists(), plain.indicator());
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
            case LIST_WEIGHTS -> throw new IllegalArgumentException("Weights come with their list");
        };
    }

    private static Encoder hashed(FeatureColumn column) {
        return new HashedEncoder(column.table(), column.rows() - 1);
    }

    private static EncodedFeature feature(FeatureColumn column, Source source, Encoder encoder, ListRule lists) {
        return new EncodedFeature(column.name(), List.of(source), encoder, lists, MissingIndicator.NONE);
    }
}
