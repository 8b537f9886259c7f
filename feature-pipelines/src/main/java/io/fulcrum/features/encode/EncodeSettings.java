package io.fulcrum.features.encode;

import io.fulcrum.config.ConfigReader;
import io.fulcrum.contract.drift.DriftLimits;
import java.util.OptionalDouble;

/**
 * How many values of new rows may be unknown to the encoders, and how far their distributions may drift.
 *
 * @param unseenWarn share of a feature's values outside its vocabulary from which a warning is printed
 * @param unseenFail share from which nothing is published
 * @param drift how far features may drift from their training split
 */
public record EncodeSettings(double unseenWarn, double unseenFail, DriftLimits drift) {
    /** Reads the section {@code encode}. */
    public static EncodeSettings read(ConfigReader root) {
        ConfigReader section = root.section("encode");
        EncodeSettings settings = new EncodeSettings(
                section.number("unseen-warn", 0, 1), section.number("unseen-fail", 0, 1), readDrift(section));
        if (settings.unseenWarn > settings.unseenFail) {
            section.problem(
                    "unseen-warn", "is above unseen-fail = " + settings.unseenFail + ", so it would never warn");
        }
        section.refuseUnknown();
        return settings;
    }

    private static DriftLimits readDrift(ConfigReader section) {
        double warn = section.number("drift-warn", 0, Double.MAX_VALUE);
        if (!section.has("drift-fail")) {
            return new DriftLimits(warn, OptionalDouble.empty());
        }
        double fail = section.number("drift-fail", 0, Double.MAX_VALUE);
        if (warn > fail) {
            section.problem("drift-warn", "is above drift-fail = " + fail + ", so it would never warn");
        }
        return new DriftLimits(warn, OptionalDouble.of(fail));
    }
}
