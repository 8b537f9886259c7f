package io.fulcrum.contract;

import java.util.Locale;

/** A part of the prepared data; its lower-case name is its folder. */
public enum Split {
    TRAIN,
    VALIDATION,
    TEST;

    public String folder() {
        return name().toLowerCase(Locale.ROOT);
    }
}
