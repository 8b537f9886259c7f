package io.fulcrum.features.label;

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

    /** A number in the unit of the column it is compared with. */
    record Number(double value) implements PointInTime {}

    static Optional<PointInTime> parse(String text) {
        if (text.matches("[-+]?[0-9]+(\\.[0-9]*)?([eE][-+]?[0-9]+)?")) {
            return Optional.of(new Number(Double.parseDouble(text)));
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

    /** Whether this is earlier than {@code other}; points of different kinds are not. */
    default boolean isBefore(PointInTime other) {
        if (this instanceof Moment mine && other instanceof Moment theirs) {
            return mine.instant().isBefore(theirs.instant());
        }
        return this instanceof Number mine && other instanceof Number theirs && mine.value() < theirs.value();
    }

    private static Optional<Instant> tried(Function<String, Instant> form, String text) {
        try {
            return Optional.of(form.apply(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
