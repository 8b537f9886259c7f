package io.fulcrum.job;

import java.io.PrintStream;

/** One line that tells how far long work is: rewritten in place on a terminal, a plain line each time in a log. */
public final class Progress {
    private static final String CLEAR_LINE = "\r\u001b[2K";

    private final PrintStream out;
    private final boolean terminal;

    Progress(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** Returns progress on standard error, so that standard output stays the result. */
    public static Progress onStandardError() {
        return new Progress(System.err, System.console() != null && System.getenv("CI") == null);
    }

    /** Shows where the work is now. */
    public void update(String line) {
        if (terminal) {
            out.print(CLEAR_LINE + line);
            out.flush();
        } else {
            out.println(line);
        }
    }

    /** Shows a line that stays. */
    public void note(String line) {
        out.println(terminal ? CLEAR_LINE + line : line);
    }

    /** Removes the line that {@link #update} left on a terminal, so that other output starts on an empty one. */
    public void clear() {
        if (terminal) {
            out.print(CLEAR_LINE);
            out.flush();
        }
    }

    /** Returns whether lines are rewritten in place. */
    boolean isTerminal() {
        return terminal;
    }
}
