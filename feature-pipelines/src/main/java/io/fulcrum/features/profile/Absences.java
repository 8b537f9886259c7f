package io.fulcrum.features.profile;

import io.fulcrum.contract.Split;

/** In how many rows of each split a field has no value, or none that is finite. */
final class Absences {
    private final long[] missing = new long[Split.values().length];
    private final long[] notFinite = new long[Split.values().length];

    void add(int split, Presence presence) {
        if (presence == Presence.MISSING) {
            missing[split]++;
        } else if (presence == Presence.NOT_FINITE) {
            notFinite[split]++;
        }
    }

    long missing(int split) {
        return missing[split];
    }

    long notFinite(int split) {
        return notFinite[split];
    }
}
