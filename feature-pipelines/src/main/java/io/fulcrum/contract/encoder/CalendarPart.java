package io.fulcrum.contract.encoder;

import java.time.LocalDate;

/** A part of a point in time, in UTC. */
public enum CalendarPart {
    /** Hour of the day, 0 … 23. */
    HOUR(24),
    /** Day of the week, 0 for Monday … 6 for Sunday. */
    WEEKDAY(7),
    /** Day of the month, 0 … 30. */
    DAY(31),
    /** Month of the year, 0 for January … 11. */
    MONTH(12);

    private static final long MICROS_PER_HOUR = 3_600_000_000L;
    private static final long MICROS_PER_DAY = 24 * MICROS_PER_HOUR;
    private static final int WEEKDAY_OF_1970 = 3;

    private final int size;

    CalendarPart(int size) {
        this.size = size;
    }

    /** Returns the number of values, which are 0 … size - 1. */
    public int size() {
        return size;
    }

    /** Returns the part of a point in time, given in microseconds since 1970-01-01T00:00:00Z. */
    public int of(long micros) {
        long day = Math.floorDiv(micros, MICROS_PER_DAY);
        return switch (this) {
            case HOUR -> (int) (Math.floorMod(micros, MICROS_PER_DAY) / MICROS_PER_HOUR);
            case WEEKDAY -> (int) Math.floorMod(day + WEEKDAY_OF_1970, 7L);
            case DAY -> LocalDate.ofEpochDay(day).getDayOfMonth() - 1;
            case MONTH -> LocalDate.ofEpochDay(day).getMonthValue() - 1;
        };
    }

    static boolean isTime(SourceType type) {
        return type == SourceType.TIMESTAMP || type == SourceType.DATE;
    }
}
