package io.fulcrum.model.graph;

import java.util.List;

/** The largest sizes that a network may have, and the checks of what its records are made with. */
public final class SizeLimits {
    /** Layers of one stack, at most. */
    public static final int MOST_LAYERS = 64;

    /** Levels of experts or sub-networks, at most. */
    public static final int MOST_LEVELS = 16;

    /** Rounds of a schedule, at most. */
    public static final int MOST_ROUNDS = 1_000_000;

    /** Units of a hidden layer, experts of a mixture and parameters of an embedding row, at most. */
    public static final int MOST_UNITS = 1 << 16;

    /** Copies a list of layer widths, refusing any that is not positive or absurdly large. */
    public static List<Integer> checkedWidths(String where, List<Integer> widths) {
        if (widths.size() > MOST_LAYERS) {
            throw new IllegalArgumentException(where + " has " + widths.size() + " layers, but at most " + MOST_LAYERS
                    + " are possible. Make the stack shallower.");
        }
        for (int i = 0; i < widths.size(); i++) {
            if (widths.get(i) < 1) {
                throw new IllegalArgumentException(where + "[" + i + "] = " + widths.get(i)
                        + " must be at least 1. Give every hidden layer a positive number of units, or "
                        + "remove it from the list.");
            }
            checkedUnits(where + "[" + i + "]", widths.get(i));
        }
        return List.copyOf(widths);
    }

    /** Returns a number of units, experts or columns unless it is absurdly large. */
    public static int checkedUnits(String where, int units) {
        if (units > MOST_UNITS) {
            throw new IllegalArgumentException(where + " = " + units + " must be at most " + MOST_UNITS
                    + ". Set a smaller number, of which the arrays fit into memory.");
        }
        return units;
    }

    /** Copies a list of layer widths that must name at least one layer. */
    public static List<Integer> checkedSharedWidths(String where, List<Integer> widths) {
        if (widths.isEmpty()) {
            throw new IllegalArgumentException(
                    where + " = [] must name at least one layer, otherwise the tasks share nothing."
                            + " Set the widths of the shared layers, for example [64, 32].");
        }
        return checkedWidths(where, widths);
    }

    /** Returns a number of experts that are mixed. */
    public static int checkedExperts(int experts) {
        if (experts < 1) {
            throw new IllegalArgumentException(
                    "experts = " + experts + " must be at least 1. Set how many experts the tasks mix, for example 8.");
        }
        return checkedUnits("experts", experts);
    }

    /** Refuses a number of levels that is below 1 or absurdly large; {@code ofWhat} names them in the message. */
    public static void checkedLevels(int levels, String ofWhat) {
        if (levels < 1 || levels > MOST_LEVELS) {
            throw new IllegalArgumentException("levels = " + levels + " must be between 1 and " + MOST_LEVELS
                    + ". Set how many levels of " + ofWhat + " there are, for example 2.");
        }
    }

    /** Refuses a factor of what is added to the loss unless it is finite and at least 0. */
    public static void checkedFactor(String where, double factor, String example) {
        if (!(factor >= 0 && factor < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    where + " = " + factor + " must be finite and at least 0. Set, for example, " + example + ".");
        }
    }

    /** Refuses a number of rounds that is below 0 or absurdly large. */
    public static void checkedRounds(String where, int rounds) {
        if (rounds < 0 || rounds > MOST_ROUNDS) {
            throw new IllegalArgumentException(where + " = " + rounds + " must be between 0 and " + MOST_ROUNDS
                    + ". Set a number of rounds, for example 20.");
        }
    }

    /** Refuses a share that is not between 0 and 1. */
    public static void checkedShare(String where, double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException(
                    where + " = " + share + " must be between 0 and 1. Set a share, for example 0.9.");
        }
    }

    private SizeLimits() {}
}
