package io.fulcrum.evaluate;

import io.fulcrum.config.Excerpt;

/** A report or round log that cannot be read: which file, where in it, the rule, and what to do. */
public final class ReportFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ReportFormatException(String message) {
        super(Excerpt.ofMessage(message));
    }

    ReportFormatException(String message, Throwable cause) {
        super(Excerpt.ofMessage(message), cause);
    }
}
