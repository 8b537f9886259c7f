package io.fulcrum.balance;

import io.fulcrum.config.ConfigReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What is done to the weights of any method.
 *
 * @param wrap wrappers, the innermost first
 * @param crMogmAlpha share of the last weights that CR_MOGM keeps
 * @param maxChange by how much a task's share of the weights may change in a round; 1 for no bound
 */
public record WrapSettings(List<Wrapper> wrap, double crMogmAlpha, double maxChange) {
    /** Weights as the method gives them. */
    public static final WrapSettings NONE = new WrapSettings(List.of(), 0.9, 1);

    /** What can be put around a method. */
    public enum Wrapper {
        /** The running mean of weights of Zhou et al., NeurIPS 2022. */
        CR_MOGM;

        private String key() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public WrapSettings {
        wrap = List.copyOf(wrap);
        if (!(crMogmAlpha >= 0 && crMogmAlpha < 1 && maxChange > 0 && maxChange <= 1)) {
            throw new IllegalArgumentException(
                    "Wrapped weights: alpha = " + crMogmAlpha + " must be at least 0 and below" + " 1, max-change = "
                            + maxChange + " above 0 and at most 1. Use 0 and 1 for none.");
        }
    }

    /** Reads {@code balance.wrap}, {@code balance.cr-mogm} and {@code balance.max-change}. */
    static WrapSettings read(ConfigReader balance) {
        List<Wrapper> wrap = new ArrayList<>();
        for (String name : balance.texts("wrap")) {
            if (!name.equals(Wrapper.CR_MOGM.key()) || !wrap.isEmpty()) {
                balance.problem("wrap", "may hold " + Wrapper.CR_MOGM.key() + ", once. Leave the others out");
                break;
            }
            wrap.add(Wrapper.CR_MOGM);
        }
        ConfigReader section = balance.section(Wrapper.CR_MOGM.key());
        double alpha = section.number("alpha", 0, 0.9999);
        if (wrap.isEmpty()) {
            section.changed()
                    .forEach(key -> section.problem(
                            key,
                            "is a setting of a wrapper that is not in balance.wrap: remove it, or set balance.wrap ="
                                    + " [cr-mogm]"));
        }
        section.refuseUnknown();
        double change = balance.numberAbove("max-change", 0);
        if (change > 1) {
            balance.problem("max-change", "must be at most 1, which is no bound");
        }
        return new WrapSettings(wrap, alpha, Math.min(1, change));
    }

    boolean isNone() {
        return wrap.isEmpty() && maxChange == 1;
    }
}
