package io.fulcrum.evaluate;

import java.util.Arrays;
import java.util.Optional;

/** What a comparison with a baseline comes to. */
public enum Verdict {
    BETTER("better"),
    WORSE("worse"),
    SAME("same"),
    /** One task gained and another lost, each beyond sampling error. */
    SEESAW("seesaw"),
    UNDECIDED("undecided");

    private final String key;

    Verdict(String key) {
        this.key = key;
    }

    public String key() {
        return key;
    }

    static Optional<Verdict> withKey(String key) {
        return Arrays.stream(values())
                .filter(verdict -> verdict.key.equals(key))
                .findFirst();
    }
}
