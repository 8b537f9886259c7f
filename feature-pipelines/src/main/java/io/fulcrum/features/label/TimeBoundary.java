package io.fulcrum.features.label;

import static org.apache.spark.sql.functions.lit;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * Comparison of a time column with a boundary, in the column's own type. A boundary between two values of the type is
 * rounded up to the next one, which keeps every row on its side.
 */
final class TimeBoundary {
    private static final Duration MICROSECOND = Duration.of(1, ChronoUnit.MICROS);

    private TimeBoundary() {}

    static boolean isCalendar(DataType type) {
        return type instanceof TimestampType || type instanceof TimestampNTZType || type instanceof DateType;
    }

    /** Whether the row has a time; NaN is none. */
    static Column isPresent(Column time, DataType type) {
        return type instanceof DoubleType || type instanceof FloatType
                ? time.isNotNull().and(time.isNaN().equalTo(false))
                : time.isNotNull();
    }

    /** Whether the time is before the boundary; they are of one kind. */
    static Column isBefore(Column time, DataType type, PointInTime boundary) {
        return boundary instanceof PointInTime.Moment moment
                ? time.lt(moment(moment.instant(), type))
                : isBefore(time, type, ((PointInTime.Number) boundary).value());
    }

    private static Column moment(Instant instant, DataType type) {
        if (type instanceof DateType) {
            return lit(firstDay(instant));
        }
        Instant whole = instant.truncatedTo(ChronoUnit.MICROS);
        Instant first = whole.equals(instant) ? whole : whole.plus(MICROSECOND);
        return type instanceof TimestampType
                ? lit(first)
                : lit(first.atOffset(ZoneOffset.UTC).toLocalDateTime());
    }

    /** The first date that is wholly at or after the moment. */
    private static LocalDate firstDay(Instant instant) {
        LocalDate day = LocalDate.ofInstant(instant, ZoneOffset.UTC);
        return LocalTime.ofInstant(instant, ZoneOffset.UTC).equals(LocalTime.MIDNIGHT) ? day : day.plusDays(1);
    }

    private static Column isBefore(Column time, DataType type, BigDecimal boundary) {
        if (type instanceof DoubleType) {
            double nearest = boundary.doubleValue();
            return time.lt(isBelow(nearest, boundary) ? Math.nextUp(nearest) : nearest);
        }
        if (type instanceof FloatType) {
            float nearest = boundary.floatValue();
            return time.lt(isBelow(nearest, boundary) ? Math.nextUp(nearest) : nearest);
        }
        if (type instanceof DecimalType decimal) {
            BigDecimal first = boundary.setScale(decimal.scale(), RoundingMode.CEILING);
            return first.precision() > decimal.precision()
                    ? lit(boundary.signum() > 0)
                    : time.lt(lit(first).cast(type));
        }
        BigInteger first = boundary.setScale(0, RoundingMode.CEILING).toBigInteger();
        BigInteger[] range = ColumnValue.range(type).orElseThrow();
        boolean inside = first.compareTo(range[0]) >= 0 && first.compareTo(range[1]) <= 0;
        return inside ? time.lt(lit(first.longValueExact()).cast(type)) : lit(boundary.signum() > 0);
    }

    private static boolean isBelow(double rounded, BigDecimal boundary) {
        return Double.isFinite(rounded)
                ? new BigDecimal(rounded).compareTo(boundary) < 0
                : rounded < 0; // below the range: the least number is at or after the boundary
    }
}
