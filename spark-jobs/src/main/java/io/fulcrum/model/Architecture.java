package io.fulcrum.model;

import java.io.Serializable;
import java.util.List;

/** The shape of a network between its input columns and one logit per task, as plain data. */
public sealed interface Architecture extends Serializable permits SharedBottom, Mmoe {

  /** Widths of the hidden layers of each task's head, from the bottom up; empty for a linear head. */
  List<Integer> headLayers();

  /** Copies a list of layer widths, refusing any that is not positive. */
  static List<Integer> checkedWidths(String where, List<Integer> widths) {
    for (int i = 0; i < widths.size(); i++) {
      if (widths.get(i) < 1) {
        throw new IllegalArgumentException(where + "[" + i + "] = " + widths.get(i)
            + " must be at least 1. Give every hidden layer a positive number of units, or remove it from the list.");
      }
    }
    return List.copyOf(widths);
  }

  /** Copies a list of layer widths that must name at least one layer. */
  static List<Integer> checkedSharedWidths(String where, List<Integer> widths) {
    if (widths.isEmpty()) {
      throw new IllegalArgumentException(where + " = [] must name at least one layer, else the tasks share nothing."
          + " Set the widths of the shared layers, for example [64, 32].");
    }
    return checkedWidths(where, widths);
  }
}
