package io.fulcrum.features.encode;

import io.fulcrum.config.ConfigReader;

/**
 * How many values of new rows may be unknown to the encoders.
 *
 * @param unseenWarn share of a feature's values outside its vocabulary from which a warning is printed
 * @param unseenFail share from which nothing is published
 */
public record EncodeSettings(double unseenWarn, double unseenFail) {
    /** Reads the section {@code encode}. */
    public static EncodeSettings read(ConfigReader root) {
        ConfigReader section = root.section("encode");
        EncodeSettings settings =
                new EncodeSettings(section.number("unseen-warn", 0, 1), section.number("unseen-fail", 0, 1));
        if (settings.unseenWarn > settings.unseenFail) {
            section.problem(
                    "unseen-warn", "is above unseen-fail = " + settings.unseenFail + ", so it would never warn");
        }
        section.refuseUnknown();
        return settings;
    }
}
