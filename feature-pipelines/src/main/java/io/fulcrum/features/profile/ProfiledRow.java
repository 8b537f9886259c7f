package io.fulcrum.features.profile;

import io.fulcrum.contract.encoder.SourceRow;

/** One row as the profile sees it: its place, its labels, and the sources of its features. */
public interface ProfiledRow {
    /** Returns the sources of the features. */
    SourceRow sources();

    /** Returns the ordinal of its split, or -1 for none. */
    int split();

    /** Returns the hash of its source values. */
    long hash();

    boolean hasKey();

    /** Returns the hash of its key; called only where it has one. */
    long key();

    /** Returns the place of its split value among those listed, negative where it has none of them. */
    int listed();

    boolean hasLabel(int task);

    /** Returns a task's label; called only where it has one. */
    double label(int task);
}
