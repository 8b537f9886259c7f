package io.fulcrum.features.encode;

import io.fulcrum.contract.encoder.EncodedFeature;
import io.fulcrum.contract.encoder.EncodedFeature.MissingIndicator;
import io.fulcrum.contract.encoder.Encoder;
import io.fulcrum.contract.encoder.ListRule;
import io.fulcrum.contract.encoder.Source;
import io.fulcrum.contract.encoder.SourceType;
import io.fulcrum.features.profile.Measure.TextSource;
import io.fulcrum.features.read.SparkSources;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NullType;

/**
 * A feature with the types that its columns turned out to have.
 *
 * @param types Spark type of each of its columns, that of weights last; // [column]
 * @param places of its columns among the sources of all features; // [column]
 */
public record Field(FeatureSpec spec, List<DataType> types, List<Integer> places) {
    public Field {
        types = List.copyOf(types);
        places = List.copyOf(places);
    }

    /** Returns a feature of these sources. */
    public static Field of(FeatureSpec spec, SparkSources sources) {
        List<Integer> places = sources.places(spec.sources());
        return new Field(spec, places.stream().map(sources.types()::get).toList(), places);
    }

    /** Whether it reads lists, as it must if they have weights. */
    public boolean isList() {
        return types.get(0) instanceof ArrayType || spec.weights().isPresent();
    }

    /** Returns the type of the first column. */
    public DataType type() {
        return types.get(0);
    }

    /** Returns the place of the first column. */
    int place() {
        return places.get(0);
    }

    TextSource texts() {
        return new TextSource(places, isList());
    }

    /** Returns the feature with a fitted encoder. */
    EncodedFeature encoded(Encoder encoder, ListRule lists) {
        List<Source> sources = IntStream.range(0, types.size())
                .mapToObj(column -> source(column, encoder))
                .toList();
        MissingIndicator indicator = spec.indicator();
        return new EncodedFeature(spec.name(), sources, encoder, isList() ? lists : ListRule.SCALAR, indicator);
    }

    /** A column of nulls takes a type that the encoder reads. */
    private Source source(int column, Encoder encoder) {
        String name = spec.sources().get(column);
        if (!(types.get(column) instanceof NullType)) {
            return SparkSources.source(name, types.get(column));
        }
        if (spec.weights().isPresent()) {
            return Source.list(name, column == 0 ? SourceType.TEXT : SourceType.NUMBER);
        }
        SourceType readable = encoder.reads(SourceType.TEXT)
                ? SourceType.TEXT
                : encoder.reads(SourceType.WHOLE) ? SourceType.WHOLE : SourceType.TIMESTAMP;
        return Source.scalar(name, readable);
    }
}
