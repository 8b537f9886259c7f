package io.fulcrum.evaluate.html;

import io.fulcrum.evaluate.Metric;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers and times as the page shows them, the same in every locale. */
final class Numbers {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private Numbers() {}

    static String coordinate(double value) {
        long tenths = Math.round(value * 10);
        return tenths % 10 == 0 ? Long.toString(tenths / 10) : Double.toString(tenths / 10.0);
    }

    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** A count with its noun in the right number. */
    static String counted(long value, String noun) {
        return count(value) + " " + noun + (value == 1 ? "" : "s");
    }

    static String metric(Metric metric, double value) {
        return switch (metric.style()) {
            case COUNT -> count((long) value);
            case SHARE -> percent(value);
            case SCORE -> score(value);
        };
    }

    /** Four decimals, fewer for large numbers. */
    static String score(double value) {
        double size = Math.abs(value);
        int decimals = size >= 1000 ? 1 : size >= 100 ? 2 : size >= 10 ? 3 : 4;
        return minus(String.format(Locale.ROOT, "%,." + decimals + "f", value));
    }

    static String signed(Metric metric, double value) {
        return value > 0 ? "+" + metric(metric, value) : minus(metric(metric, value));
    }

    static String percent(double value) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * value);
    }

    static String decimals(double value, int decimals) {
        return minus(String.format(Locale.ROOT, "%." + decimals + "f", value));
    }

    static String time(Instant time) {
        return TIME.format(time);
    }

    static String duration(double seconds) {
        long whole = Math.round(seconds);
        if (whole < 60) {
            return decimals(seconds, 1) + " s";
        }
        return whole < 3600
                ? String.format(Locale.ROOT, "%d min %d s", whole / 60, whole % 60)
                : String.format(Locale.ROOT, "%d h %d min", whole / 3600, whole % 3600 / 60);
    }

    private static String minus(String text) {
        return text.replace('-', '−');
    }
}
