package io.fulcrum.contract.encoder;

/**
 * Some records at once, as encoders read them: column by column where that is faster, else record by record. Arrays
 * belong to the implementation, may be longer than the records are many, and are valid until it has the next records.
 */
public interface SourceColumns {
    /** Returns the number of records. */
    int rows();

    /** Returns a record; always the same cursor, moved. */
    SourceRow row(int row);

    /** Returns the numbers of a scalar; // [row] NaN where there is none. */
    double[] numbers(int source);

    /** Whether all values of a scalar have codes in one dictionary. */
    boolean hasCodes(int source);

    /** Reads the text of a scalar of a record that has a value; a view that lasts until the next records. */
    default void text(int source, int row, Utf8 into) {
        row(row).text(source, into);
    }

    /** Returns the codes of a scalar that {@link #hasCodes}; // [row] -1 where there is no value. */
    int[] codes(int source);

    /** Returns the dictionary of the codes. */
    ValueCodes dictionary(int source);
}
