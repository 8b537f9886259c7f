package io.fulcrum.contract;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The rows in which a task has labels, as a condition on the labels of other tasks; all parts must hold. A part does
 * not hold in a row without a label of its task.
 */
public record TaskSpace(List<Part> parts) {
    private static final Pattern AND = Pattern.compile("\\s+and\\s+", Pattern.CASE_INSENSITIVE);
    private static final Pattern PART = Pattern.compile("([A-Za-z0-9][A-Za-z0-9_-]*)\\s*(=|!=|<=|>=|<|>)\\s*"
            + "([-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?)");
    private static final double MOST_WHOLE = 1e15; // as a double, every whole number below is exact

    public TaskSpace {
        parts = List.copyOf(parts);
    }

    /** How a label is compared with a number. */
    public enum Comparison {
        EQUAL("="),
        NOT_EQUAL("!="),
        AT_MOST("<="),
        AT_LEAST(">="),
        BELOW("<"),
        ABOVE(">");

        private final String sign;

        Comparison(String sign) {
            this.sign = sign;
        }

        private static Comparison of(String sign) {
            return Arrays.stream(values())
                    .filter(comparison -> comparison.sign.equals(sign))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** The comparison of one task's label, in its own unit, with a number. */
    public record Part(String task, Comparison comparison, double value) {
        @Override
        public String toString() {
            boolean whole = value == Math.rint(value) && Math.abs(value) < MOST_WHOLE;
            return task + " " + comparison.sign + " "
                    + (whole ? String.format(Locale.ROOT, "%.0f", value) : Double.toString(value));
        }
    }

    /**
     * Reads a condition such as {@code click = 1 and watch >= 30}.
     *
     * @throws IllegalArgumentException with the rule, to follow the text, if it is none
     */
    public static TaskSpace parse(String text) {
        return new TaskSpace(
                Arrays.stream(AND.split(text.strip())).map(TaskSpace::part).toList());
    }

    private static Part part(String text) {
        Matcher part = PART.matcher(text);
        if (!part.matches() || Double.isInfinite(Double.parseDouble(part.group(3)))) {
            throw new IllegalArgumentException("must compare labels of other tasks with numbers, such as"
                    + " \"click = 1\" or \"click = 1 and watch >= 30\"");
        }
        return new Part(part.group(1), Comparison.of(part.group(2)), Double.parseDouble(part.group(3)));
    }

    /** Returns the text that {@link #parse} reads. */
    @Override
    public String toString() {
        return parts.stream().map(Part::toString).collect(Collectors.joining(" and "));
    }
}
