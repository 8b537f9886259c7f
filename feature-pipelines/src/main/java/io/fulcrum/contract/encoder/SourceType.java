package io.fulcrum.contract.encoder;

/** What a source column holds, as far as an encoder distinguishes it. */
public enum SourceType {
    /** Texts. */
    TEXT,
    /** Booleans: {@code true} or {@code false} as a text, 1 or 0 as a number. */
    BOOLEAN,
    /** Whole numbers of any width. */
    WHOLE,
    /** Floating-point and decimal numbers, read as doubles. */
    NUMBER,
    /** Days. */
    DATE,
    /** Points in time, in microseconds since 1970-01-01T00:00:00Z. */
    TIMESTAMP
}
