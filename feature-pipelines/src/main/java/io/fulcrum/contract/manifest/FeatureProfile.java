package io.fulcrum.contract.manifest;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** What the training split has of one feature: for people and comparisons, never for encoding. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @Type(value = FeatureProfile.Numbers.class, name = "numbers"),
    @Type(value = FeatureProfile.Texts.class, name = "texts"),
    @Type(value = FeatureProfile.Times.class, name = "times")
})
public sealed interface FeatureProfile {
    /** Name of the feature. */
    String feature();

    /** Source columns, several for a cross. */
    List<String> columns();

    /** Number of values, of lists every entry. */
    long values();

    /** Share of rows without a value that the encoding can use. */
    double missingShare();

    /** A numeric source; of the logarithms where the encoding is log. */
    record Numbers(
            String feature,
            List<String> columns,
            long values,
            double missingShare,
            double mean,
            double deviation,
            double least,
            double greatest)
            implements FeatureProfile {
        public Numbers {
            columns = List.copyOf(columns);
        }
    }

    /**
     * A discrete source.
     *
     * @param distinct number of distinct values, an estimate for a hashed feature of very many
     * @param unknownShare share of values that the encoding treats as unknown
     * @param usedRows ids of the table that values have, that of a missing value not counted
     * @param collisionRate share of distinct values that are not the only or first one of their id
     */
    record Texts(
            String feature,
            List<String> columns,
            long values,
            double missingShare,
            long distinct,
            double unknownShare,
            int usedRows,
            double collisionRate)
            implements FeatureProfile {
        public Texts {
            columns = List.copyOf(columns);
        }
    }

    /** A date or time. */
    record Times(String feature, List<String> columns, long values, double missingShare) implements FeatureProfile {
        public Times {
            columns = List.copyOf(columns);
        }
    }
}
