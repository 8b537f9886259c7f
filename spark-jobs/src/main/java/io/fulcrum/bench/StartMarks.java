package io.fulcrum.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/** The lines on a command's standard error that show how far its start is, and the seconds at which they came. */
final class StartMarks {
    private static final String PROCESSOR = "processor ";

    private final Map<String, Predicate<String>> parts = new LinkedHashMap<>(); // in their order in time
    private final Map<String, Double> reached = new LinkedHashMap<>(); // [part] seconds since the command
    private double firstLine = Double.NaN;
    private double processor = Double.NaN;

    /** Expects the lines of {@code command}. */
    StartMarks(String command) {
        parts.put("jvm", line -> line.startsWith(command + ": "));
        parts.put("spark", line -> line.startsWith("Spark "));
        parts.put("read", line -> line.contains(" FeaturePipeline: read: "));
        parts.put("profile", line -> line.contains(" FeaturePipeline: profile: "));
        parts.put("load", line -> line.startsWith("loaded train: "));
        parts.put("first-round", line -> line.startsWith("round 1/"));
    }

    /** Returns the words that run a program and then print its processor seconds for {@link #line}. */
    static String[] timed() {
        return new String[] {"bash", "-c", "TIMEFORMAT='" + PROCESSOR + "%U %S'; time \"$@\"", "bash"};
    }

    /** Takes a line that came so many seconds after the command. */
    void line(String line, double seconds) {
        firstLine = Double.isNaN(firstLine) ? seconds : firstLine;
        if (line.startsWith(PROCESSOR)) {
            String[] words = line.split(" ");
            processor = Double.parseDouble(words[1]) + Double.parseDouble(words[2]);
        }
        parts.forEach((part, expected) -> {
            if (expected.test(line)) {
                reached.putIfAbsent(part, seconds);
            }
        });
    }

    /**
     * Returns the seconds of each part of the start, of the rest, until the first line, of all of it, and of the
     * processor; those from the start of Spark on and until the end of the first round too, where there are such.
     */
    Map<String, Double> seconds(double total) {
        Map<String, Double> seconds = new LinkedHashMap<>();
        double before = 0;
        for (Map.Entry<String, Double> part : reached.entrySet()) {
            seconds.put(part.getKey(), part.getValue() - before);
            before = part.getValue();
        }
        seconds.put("rest", total - before);
        seconds.put("until-first-line", firstLine);
        if (reached.containsKey("first-round")) {
            seconds.put("until-first-round", reached.get("first-round"));
        }
        if (reached.containsKey("spark")) {
            seconds.put("after-spark", total - reached.get("spark"));
        }
        seconds.put("total", total);
        seconds.put("processor", processor);
        return seconds;
    }
}
