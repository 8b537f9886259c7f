package io.fulcrum.features.label;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * A value that the configuration writes as text, read as a value of a column's type: equal values are equal objects
 * however they are written. Never rounded, wrapped or truncated: what is no value of the type is refused.
 */
final class ColumnValue {
    private ColumnValue() {}

    /** Returns the value, or empty where the text is none of this type. */
    static Optional<Object> parse(String text, DataType type) {
        if (type instanceof StringType) {
            return Optional.of(text);
        }
        if (type instanceof BooleanType) {
            String lower = text.toLowerCase(Locale.ROOT);
            return lower.equals("true") || lower.equals("false")
                    ? Optional.of(Boolean.valueOf(lower))
                    : Optional.empty();
        }
        if (type instanceof DateType) {
            return date(text);
        }
        if (type instanceof TimestampType || type instanceof TimestampNTZType) {
            return PointInTime.parse(text)
                    .filter(PointInTime.Moment.class::isInstance)
                    .map(point -> moment((PointInTime.Moment) point, type));
        }
        return PointInTime.number(text).flatMap(number -> number(number, type));
    }

    /** Returns the value as a literal of the type. */
    static Column literal(Object value, DataType type) {
        return functions.lit(value).cast(type);
    }

    /** Returns the least and greatest value of a whole-number type; empty for other types. */
    static Optional<BigInteger[]> range(DataType type) {
        int bits = type instanceof ByteType
                ? 8
                : type instanceof ShortType ? 16 : type instanceof IntegerType ? 32 : type instanceof LongType ? 64 : 0;
        if (bits == 0) {
            return Optional.empty();
        }
        BigInteger beyond = BigInteger.ONE.shiftLeft(bits - 1);
        return Optional.of(new BigInteger[] {beyond.negate(), beyond.subtract(BigInteger.ONE)});
    }

    private static Optional<Object> date(String text) {
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static Object moment(PointInTime.Moment moment, DataType type) {
        return type instanceof TimestampType
                ? moment.instant()
                : moment.instant().atOffset(ZoneOffset.UTC).toLocalDateTime();
    }

    private static Optional<Object> number(BigDecimal number, DataType type) {
        if (type instanceof DoubleType) {
            return Optional.<Object>of(number.doubleValue() + 0.0).filter(value -> Double.isFinite((Double) value));
        }
        if (type instanceof FloatType) {
            return Optional.<Object>of(number.floatValue() + 0f).filter(value -> Float.isFinite((Float) value));
        }
        if (type instanceof DecimalType decimal) {
            return exact(number, decimal.scale())
                    .filter(value -> value.precision() <= decimal.precision())
                    .map(value -> value);
        }
        return range(type)
                .flatMap(range -> exact(number, 0)
                        .map(BigDecimal::toBigInteger)
                        .filter(value -> value.compareTo(range[0]) >= 0 && value.compareTo(range[1]) <= 0)
                        .map(BigInteger::longValueExact));
    }

    private static Optional<BigDecimal> exact(BigDecimal number, int scale) {
        BigDecimal rounded = number.setScale(scale, RoundingMode.DOWN);
        return rounded.compareTo(number) == 0 ? Optional.of(rounded) : Optional.empty();
    }
}
