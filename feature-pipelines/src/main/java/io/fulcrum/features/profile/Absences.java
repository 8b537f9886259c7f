package io.fulcrum.features.profile;

import io.fulcrum.contract.Split;

/** In how many rows of each split a field has no value, none that is finite, or a list whose weights do not fit. */
final class Absences {
    private final long[][] counts = new long[Split.values().length][Presence.values().length];

    void add(int split, Presence presence) {
        counts[split][presence.ordinal()]++;
    }

    long count(int split, Presence presence) {
        return counts[split][presence.ordinal()];
    }
}
