package io.fulcrum.contract.encoder;

/** An encoder whose result is an id from 0 to {@link #rows} - 1 of an embedding table. */
public sealed interface DiscreteEncoder extends Encoder permits TextEncoder, BucketEncoder, CalendarEncoder {
    /** Returns the number of ids, that of a missing value included. */
    int rows();
}
