package io.fulcrum.contract.encoder;

/**
 * One record as encoders read it, whatever it is stored as. Sources are numbered as in the list that the
 * {@link RowEncoder} was made for.
 */
public interface SourceRow {
    /** Returns whether the record has no value: null or, for a list, no list. */
    boolean isNull(int source);

    /** Returns a number or boolean as a double; called only where there is a value. */
    double number(int source);

    /** Returns a date or time in microseconds since 1970-01-01T00:00:00Z; called only where there is a value. */
    long micros(int source);

    /** Reads a scalar as a text; called only where there is a value. */
    void text(int source, Utf8 into);

    /** Returns the number of a list's entries, nulls among them; called only where there is a list. */
    int length(int source);

    /** Reads an entry of a list as a text and returns true, or returns false where the entry is null. */
    boolean text(int source, int entry, Utf8 into);

    /** Returns whether an entry of a list is null. */
    boolean isNull(int source, int entry);

    /** Returns an entry of a list of numbers as a double, NaN where it is null. */
    double number(int source, int entry);
}
