package io.fulcrum.balance;

import io.fulcrum.config.ConfigReader;
import java.io.Serializable;
import java.util.Set;

/**
 * What of the shared parameters' gradients is measured, and how it is corrected. The same for every method.
 *
 * @param of which shared parameters
 * @param shrink strength of the shrinkage of a task's mean gradient by its sampling variance, 0 for none, 1 for the
 *     unbiased squared norm
 * @param sketch dimensions that gradients are projected to before they are sent, 0 for none
 */
public record ProbeOptions(Of of, double shrink, int sketch) implements Serializable {
    /** All shared parameters, as measured. */
    public static final ProbeOptions DEFAULT = new ProbeOptions(Of.SHARED, 0, 0);

    private static final int LEAST_SKETCH = 16;

    /** Which parameters. */
    public enum Of {
        SHARED,
        /** The shared layers that are nearest to the heads. */
        LAST_LAYER
    }

    /** Reads the section {@code balance.probe} for a method, and refuses what does not go with its evidence. */
    static ProbeOptions read(ConfigReader balance, String method, Set<Evidence> evidence) {
        ConfigReader section = balance.section("probe");
        ProbeOptions options = new ProbeOptions(
                section.choice("of", Of.class), section.number("shrink", 0, 1), section.integer("sketch", 0));
        if (evidence.stream().noneMatch(Evidence::needsGradients)) {
            section.changed()
                    .forEach(name -> section.problem(
                            name,
                            "does nothing with balance.method = " + method + ", which reads no gradients. Remove it"));
        } else if (options.sketch > 0 && evidence.contains(Evidence.COORDINATES)) {
            section.problem(
                    "sketch",
                    "mixes coordinates, but balance.method = " + method
                            + " reads gradients by coordinate. Set sketch = 0");
        } else if (options.sketch > 0 && options.sketch < LEAST_SKETCH) {
            section.problem("sketch", "must be 0, or at least " + LEAST_SKETCH);
        }
        section.refuseUnknown();
        return options;
    }
}
