package io.fulcrum.serve;

import io.fulcrum.config.Excerpt;
import io.fulcrum.contract.encoder.Source;
import io.fulcrum.contract.encoder.SourceType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;

/**
 * Values of a record as the types of source columns want them. Nothing is converted that could mean something else: a
 * text is no number, and a number with decimals no whole number.
 */
final class FieldValue {
    private static final long SECOND = 1_000_000; // microseconds
    private static final long DAY = 86_400 * SECOND;

    private FieldValue() {}

    /** Returns a scalar, checked; dates and times that are texts are parsed. */
    static Object scalar(Source source, Object value) {
        Object checked = checked(source.type(), value);
        if (checked == null) {
            throw new RecordException("The field \"" + source.column() + "\" is " + shown(value) + ", but must be "
                    + words(source.type()) + ". Write it as one.");
        }
        return checked;
    }

    /** Returns an entry of a list, checked. */
    static Object entry(Source source, int place, Object value) {
        Object checked = checked(source.type(), value);
        if (checked == null) {
            throw new RecordException("Entry " + (place + 1) + " of the field \"" + source.column() + "\" is "
                    + shown(value) + ", but must be " + words(source.type()) + ". Write it as one.");
        }
        return checked;
    }

    static List<?> list(Source source, Object value) {
        if (value instanceof List<?> list) {
            return list;
        }
        throw new RecordException("The field \"" + source.column() + "\" is " + shown(value)
                + ", but must be a list. Write a list, of one entry if there is one.");
    }

    /** Returns the value as its type has it, null if it is of another. */
    private static Object checked(SourceType type, Object value) {
        return switch (type) {
            case TEXT -> value instanceof CharSequence ? value : null;
            case BOOLEAN -> value instanceof Boolean ? value : null;
            case WHOLE -> whole(value);
            case NUMBER -> value instanceof Number ? value : null;
            case DATE -> date(value);
            case TIMESTAMP -> time(value);
        };
    }

    private static Object whole(Object value) {
        boolean whole = value instanceof Long
                || value instanceof Integer
                || value instanceof Short
                || value instanceof Byte
                || value instanceof BigInteger;
        return whole ? value : null;
    }

    private static Object date(Object value) {
        if (value instanceof LocalDate) {
            return value;
        }
        try {
            return value instanceof CharSequence text ? LocalDate.parse(text) : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static Object time(Object value) {
        if (value instanceof Instant) {
            return value;
        } else if (value instanceof LocalDateTime local) {
            return local.toInstant(ZoneOffset.UTC);
        } else if (value instanceof OffsetDateTime offset) {
            return offset.toInstant();
        } else if (value instanceof ZonedDateTime zoned) {
            return zoned.toInstant();
        }
        return value instanceof CharSequence text ? parsedTime(text) : null;
    }

    /** A text without an offset is a time in UTC. */
    private static Object parsedTime(CharSequence text) {
        String iso = text.toString().replace(' ', 'T');
        try {
            return OffsetDateTime.parse(iso).toInstant();
        } catch (DateTimeException e) {
            try {
                return LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
            } catch (DateTimeException noTime) {
                return null;
            }
        }
    }

    /** Returns a checked number or boolean as a double. */
    static double number(Object value) {
        return value instanceof Boolean truth ? (truth ? 1 : 0) : ((Number) value).doubleValue();
    }

    /** Returns a checked date or time in microseconds since 1970-01-01T00:00:00Z. */
    static long micros(Object value) {
        if (value instanceof LocalDate date) {
            return date.toEpochDay() * DAY;
        }
        Instant time = (Instant) value;
        return time.getEpochSecond() * SECOND + time.getNano() / 1000;
    }

    private static String words(SourceType type) {
        return switch (type) {
            case TEXT -> "a text";
            case BOOLEAN -> "true or false";
            case WHOLE -> "a whole number";
            case NUMBER -> "a number";
            case DATE -> "a date such as \"2026-01-31\"";
            case TIMESTAMP -> "a time such as \"2026-01-31T12:00:00Z\"";
        };
    }

    private static String shown(Object value) {
        if (value instanceof CharSequence) {
            return "the text \"" + Excerpt.of(value.toString()) + "\"";
        } else if (value instanceof List<?> list) {
            return "a list of " + list.size() + " entries";
        } else if (value instanceof BigDecimal || value instanceof Number || value instanceof Boolean) {
            return String.valueOf(value);
        }
        return "a value of the type "
                + (value == null ? "null" : value.getClass().getSimpleName());
    }
}
