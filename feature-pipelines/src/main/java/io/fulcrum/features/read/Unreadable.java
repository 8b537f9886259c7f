package io.fulcrum.features.read;

import java.util.Optional;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;

/** Why Spark cannot read a column, in words. */
enum Unreadable {
    FLOAT16("float16, a type that Spark 3.5 cannot read", "Write it as float32"),
    TIME("a time of day, a type that Spark 3.5 cannot read", "Write it as a whole number or a timestamp"),
    UUID("a UUID, a type that Spark 3.5 cannot read", "Write it as a string"),
    INTERVAL("an interval, a type that Spark 3.5 cannot read", "Write it as a whole number"),
    DECIMAL("a decimal of more than 38 digits, which Spark cannot read", "Write it as a decimal of at most 38 digits"),
    NANOSECONDS(
            "a list or struct of timestamps in nanoseconds, which Spark 3.5 cannot read",
            "Write these timestamps in microseconds"),
    ENCRYPTED("encrypted, which this program cannot read", "Write it without encryption"),
    TWICE("in the file twice", "Write it once"),
    OTHER("of a type that Spark 3.5 cannot read", "Write it as another type");

    private final String words;
    private final String remedy;

    Unreadable(String words, String remedy) {
        this.words = words;
        this.remedy = remedy;
    }

    String words() {
        return words;
    }

    String remedy() {
        return remedy;
    }

    /** Whether the type is of a later version of the format, which Spark's Parquet library fails on. */
    static boolean isUnknown(SchemaElement element) {
        return element.isSetLogicalType() && element.getLogicalType().getSetField() == null;
    }

    /** Returns why a leaf cannot be read. */
    static Optional<Unreadable> of(SchemaElement leaf) {
        LogicalType logical = leaf.getLogicalType();
        if (isUnknown(leaf)) {
            boolean half = leaf.getType() == Type.FIXED_LEN_BYTE_ARRAY && leaf.getType_length() == 2;
            return Optional.of(half ? FLOAT16 : OTHER);
        }
        if (logical != null && logical.isSetUUID()) {
            return Optional.of(UUID);
        }
        ConvertedType converted = leaf.getConverted_type();
        if (logical != null && logical.isSetTIME()
                || converted == ConvertedType.TIME_MILLIS
                || converted == ConvertedType.TIME_MICROS) {
            return Optional.of(TIME);
        }
        if (converted == ConvertedType.INTERVAL) {
            return Optional.of(INTERVAL);
        }
        return converted == ConvertedType.DECIMAL && leaf.getPrecision() > 38 ? Optional.of(DECIMAL) : Optional.empty();
    }
}
