package io.fulcrum.features.profile;

/** Whether a row has a value that an encoding can use. */
enum Presence {
    PRESENT,
    /** Null, or a list without a value. */
    MISSING,
    /** NaN, infinite, or beyond what the encoding stores. */
    NOT_FINITE
}
