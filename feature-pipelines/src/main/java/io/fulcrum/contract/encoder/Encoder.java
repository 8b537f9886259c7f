package io.fulcrum.contract.encoder;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.io.Serializable;
import java.util.Arrays;

/**
 * What a fitted feature does to a value: everything that changes the encoded number, and nothing else.
 *
 * <p>Id 0 of a discrete feature is a missing value; a numeric feature is 0 where the value is missing. NaN, infinite
 * numbers and numbers beyond the range of a float are missing.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @Type(value = VocabularyEncoder.class, name = "vocabulary"),
    @Type(value = HashedEncoder.class, name = "hashed"),
    @Type(value = BucketEncoder.class, name = "buckets"),
    @Type(value = CalendarEncoder.class, name = "calendar"),
    @Type(value = StandardisedEncoder.class, name = "standardised"),
    @Type(value = LogEncoder.class, name = "log"),
    @Type(value = IdentityEncoder.class, name = "identity"),
    @Type(value = PiecewiseEncoder.class, name = "piecewise"),
    @Type(value = CyclicEncoder.class, name = "cyclic")
})
public sealed interface Encoder extends Serializable permits DiscreteEncoder, NumericEncoder {
    /** Whether it can read a value of this type. */
    boolean reads(SourceType type);

    /** Returns the name that a manifest gives encoders of this type. */
    static String name(Class<? extends Encoder> type) {
        return Arrays.stream(Encoder.class.getAnnotation(JsonSubTypes.class).value())
                .filter(named -> named.value() == type)
                .map(Type::name)
                .findFirst()
                .orElseThrow();
    }
}
