package io.fulcrum.config;

/** The part of a text from a file that a message can quote: one line, and no longer than a reader wants. */
public final class Excerpt {
    private static final int VALUE = 200;
    private static final int MESSAGE = 1000;

    private Excerpt() {}

    /** Returns a value as a message quotes it. */
    public static String of(String value) {
        return shortened(value, VALUE);
    }

    /** Returns a message that may quote a name or a value in full. */
    public static String ofMessage(String message) {
        return shortened(message, MESSAGE);
    }

    /** Keeps both ends: a message ends in what to do. */
    private static String shortened(String text, int limit) {
        String line = text.replaceAll("\\p{Cntrl}", " ");
        int half = limit / 2;
        return line.length() <= limit ? line : line.substring(0, half) + " … " + line.substring(line.length() - half);
    }
}
