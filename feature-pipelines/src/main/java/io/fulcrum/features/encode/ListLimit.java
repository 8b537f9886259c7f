package io.fulcrum.features.encode;

import io.fulcrum.config.ConfigReader;
import io.fulcrum.contract.Pooling;
import io.fulcrum.contract.encoder.ListRule;
import io.fulcrum.contract.encoder.ListRule.Keep;

/** How many entries of a list are kept, and which. */
record ListLimit(int maxLength, Keep keep) {
    private static final int DEFAULT_LENGTH = 50;

    static ListLimit read(ConfigReader entry) {
        return new ListLimit(
                entry.has("max-length") ? entry.integer("max-length", 1) : DEFAULT_LENGTH,
                entry.has("keep") ? entry.choice("keep", Keep.class) : Keep.FIRST);
    }

    ListRule rule(Pooling pooling) {
        return new ListRule(maxLength, keep, pooling);
    }
}
