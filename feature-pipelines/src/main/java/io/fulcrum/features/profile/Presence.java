package io.fulcrum.features.profile;

/** Whether a row has a value that an encoding can use. */
enum Presence {
    PRESENT,
    /** Null, or a list without a value. */
    MISSING,
    /** NaN, infinite, or beyond what the encoding stores; a list with such weights only. */
    NOT_FINITE,
    /** A list some of whose weights are negative, NaN or infinite. */
    PARTLY_FINITE,
    /** A list with another number of weights than of entries. */
    UNPAIRED
}
