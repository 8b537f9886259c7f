package io.fulcrum.features.profile;

import io.fulcrum.contract.encoder.SourceColumns;

/** Some rows as the profile sees them: their places, their labels, and the sources of their features. */
public interface ProfiledRows {
    /** Returns the sources of the features. */
    SourceColumns sources();

    /** Returns the ordinal of a row's split, or -1 for none. */
    int split(int row);

    boolean hasKey(int row);

    /** Returns the hash of a row's key; called only where it has one. */
    long key(int row);

    /** Returns the place of a row's split value among those listed, negative where it has none of them. */
    int listed(int row);

    boolean hasLabel(int row, int task);

    /** Returns a row's label of a task; called only where it has one. */
    double label(int row, int task);

    /** Returns what is wrong with a row's weight for a task, as {@link LabelProfile} counts it. */
    int weightFault(int row, int task);
}
