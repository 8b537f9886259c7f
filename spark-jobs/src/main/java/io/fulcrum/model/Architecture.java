package io.fulcrum.model;

import java.io.Serializable;
import java.util.List;

/** The shape of a network between its input columns and one logit per task, as plain data. */
public sealed interface Architecture extends Serializable permits SharedBottom, Mmoe {

    /** Widths of the hidden layers of each task's head, from the bottom up; empty for a linear head. */
    List<Integer> headLayers();

    /** Layers of one stack, at most. */
    int MOST_LAYERS = 64;

    /** Units of a hidden layer, experts of a mixture and parameters of an embedding row, at most. */
    int MOST_UNITS = 1 << 16;

    /** Copies a list of layer widths, refusing any that is not positive or absurdly large. */
    static List<Integer> checkedWidths(String where, List<Integer> widths) {
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
    static int checkedUnits(String where, int units) {
        if (units > MOST_UNITS) {
            throw new IllegalArgumentException(where + " = " + units + " must be at most " + MOST_UNITS
                    + ". Set a smaller number, of which the arrays fit into memory.");
        }
        return units;
    }

    /** Copies a list of layer widths that must name at least one layer. */
    static List<Integer> checkedSharedWidths(String where, List<Integer> widths) {
        if (widths.isEmpty()) {
            throw new IllegalArgumentException(
                    where + " = [] must name at least one layer, otherwise the tasks share nothing."
                            + " Set the widths of the shared layers, for example [64, 32].");
        }
        return checkedWidths(where, widths);
    }
}
