package io.fulcrum.features.label;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A boundary in time as written: a date or time (UTC unless it states an offset), or a plain number. */
sealed interface PointInTime {
    /** A moment on the calendar. */
    record Moment(Instant instant) implements PointInTime {}

    /** A number in the unit of the column that it is compared with, exactly as written. */
    record Number(BigDecimal value) implements PointInTime {}

    static Optional<PointInTime> parse(String text) {
        Optional<BigDecimal> number = number(text);
        if (number.isPresent()) {
            return number.map(Number::new);
        }
        List<Function<String, Instant>> forms = List.of(
                form -> OffsetDateTime.parse(form).toInstant(),
                form -> LocalDateTime.parse(form).toInstant(ZoneOffset.UTC),
                form -> LocalDate.parse(form).atStartOfDay().toInstant(ZoneOffset.UTC));
        return forms.stream()
                .flatMap(form -> tried(form, text).stream())
                .findFirst()
                .map(Moment::new);
    }

    /** Returns a number exactly as written; at most 100 digits and three of the exponent, which no column exceeds. */
    static Optional<BigDecimal> number(String text) {
        return text.matches("[-+]?[0-9]{1,100}(\\.[0-9]{0,100})?([eE][-+]?[0-9]{1,3})?")
                ? Optional.of(new BigDecimal(text))
                : Optional.empty();
    }

    /** Whether this is earlier than {@code other}; points of different kinds are not. */
    default boolean isBefore(PointInTime other) {
        if (this instanceof Moment mine && other instanceof Moment theirs) {
            return mine.instant().isBefore(theirs.instant());
        }
        return this instanceof Number mine
                && other instanceof Number theirs
                && mine.value().compareTo(theirs.value()) < 0;
    }

    private static Optional<Instant> tried(Function<String, Instant> form, String text) {
        try {
            return Optional.of(form.apply(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
