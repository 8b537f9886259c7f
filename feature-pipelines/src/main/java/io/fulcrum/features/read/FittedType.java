package io.fulcrum.features.read;

import io.fulcrum.contract.encoder.EncodedFeature;
import io.fulcrum.contract.encoder.Source;
import io.fulcrum.contract.encoder.SourceType;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NullType;

/**
 * The type that a column had when a feature was fitted. Whole and other numbers may stand for each other unless they
 * are read as texts; any other change of type would encode another value.
 */
public record FittedType(Source source, Reading reading) implements ColumnUse {
    /** How values are read. */
    public enum Reading {
        TEXTS,
        NUMBERS
    }

    /** Returns the type that a source of a feature had. */
    public static FittedType of(EncodedFeature feature, int source) {
        return new FittedType(
                feature.sources().get(source), feature.readsNumbers(source) ? Reading.NUMBERS : Reading.TEXTS);
    }

    @Override
    public String words() {
        String one = word(source.type());
        return source.isList() ? "an array, each entry " + one + ", as in training" : one + ", as in training";
    }

    @Override
    public String remedy() {
        return "Write the column in that type.";
    }

    @Override
    public boolean isTyped() {
        return source.type() != SourceType.TEXT;
    }

    @Override
    public boolean accepts(DataType type) {
        if (type instanceof NullType) {
            return true;
        }
        DataType value = type instanceof ArrayType list ? list.elementType() : type;
        return source.isList() == type instanceof ArrayType && (value instanceof NullType || isFitted(value));
    }

    private boolean isFitted(DataType value) {
        if (!SparkValue.isRead(value)) {
            return false;
        }
        SourceType found = SparkValue.of(value).type();
        return found == source.type() || reading == Reading.NUMBERS && source.isNumber() && isNumber(found);
    }

    private static boolean isNumber(SourceType type) {
        return type == SourceType.WHOLE || type == SourceType.NUMBER;
    }

    private static String word(SourceType type) {
        return switch (type) {
            case TEXT -> "a string";
            case BOOLEAN -> "a boolean";
            case WHOLE -> "a whole number";
            case NUMBER -> "a number";
            case DATE -> "a date";
            case TIMESTAMP -> "a timestamp";
        };
    }
}
