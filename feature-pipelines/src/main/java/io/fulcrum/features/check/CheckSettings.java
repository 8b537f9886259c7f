package io.fulcrum.features.check;

import io.fulcrum.config.ConfigReader;

/**
 * What prepared data must satisfy.
 *
 * @param maxMissing largest fraction of training rows in which a feature may be missing
 * @param minPositives fewest positives (and negatives) of a binary task in each split
 * @param maxVocabulary most distinct values of a vocabulary feature in the training split
 * @param notFinite what to do with NaN and infinite numbers
 * @param duplicateKeys what to do where a key is null or not unique
 * @param constantLabels what to do where all training labels of a regression are equal
 */
public record CheckSettings(
        double maxMissing,
        long minPositives,
        int maxVocabulary,
        NotFinite notFinite,
        Rule duplicateKeys,
        Rule constantLabels) {
    /** What to do with NaN and infinite numbers. */
    public enum NotFinite {
        REFUSE,
        AS_MISSING
    }

    /** What to do with a finding. */
    public enum Rule {
        /** Stop with exit code 3. */
        REFUSE,
        /** Go on and report it. */
        WARN,
        IGNORE
    }

    /** Reads the section {@code checks}. */
    public static CheckSettings read(ConfigReader section) {
        CheckSettings settings = new CheckSettings(
                section.number("max-missing", 0, 1),
                section.wholeNumber("min-positives", 0, Long.MAX_VALUE),
                section.integer("max-vocabulary", 1),
                section.choice("not-finite", NotFinite.class),
                section.choice("duplicate-keys", Rule.class),
                section.choice("constant-labels", Rule.class));
        section.refuseUnknown();
        return settings;
    }
}
