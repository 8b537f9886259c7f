package io.fulcrum.features.profile;

import java.io.Serializable;

/**
 * What the training split says of one feature: a mergeable state that comes out equal whatever the order and grouping
 * of its values.
 */
public sealed interface FieldProfile extends Serializable permits NumberProfile, ValueCounts, HashCounts, ValueTotal {
    /** Returns an empty state of this kind and settings. */
    FieldProfile fresh();

    /** Adds all that {@code other}, a state of the same kind, has seen, and returns this. */
    FieldProfile merge(FieldProfile other);

    /** Returns the number of values added. */
    long count();
}
