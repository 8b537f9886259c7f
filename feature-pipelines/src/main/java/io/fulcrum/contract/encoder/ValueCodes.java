package io.fulcrum.contract.encoder;

/**
 * The numbers that a file's dictionary gives to the values of a column. For as long as a column has the same object,
 * equal codes are equal values, so what is computed of a value can be kept by its code.
 */
public final class ValueCodes {
    private final int size;

    /** Codes from 0 to {@code size} - 1. */
    public ValueCodes(int size) {
        this.size = size;
    }

    public int size() {
        return size;
    }
}
