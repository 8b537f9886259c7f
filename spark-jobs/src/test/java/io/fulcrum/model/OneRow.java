package io.fulcrum.model;

import io.fulcrum.model.optimizer.UpdateLanes;
import io.fulcrum.model.optimizer.UpdateRule;

/** A single row, and a rule's step on it. */
public final class OneRow {
    private OneRow() {}

    /** Makes a row of zeros, its state too, alone in its arrays. */
    public static UpdateRule.Row of(UpdateRule rule, int width) {
        UpdateRule.Row row = new UpdateRule.Row();
        row.width = width;
        row.values = new float[width];
        row.state = new float[rule.stateWidth(width)];
        row.gradient = new float[width];
        return row;
    }

    /** Moves a row of any width against its gradient. */
    public static void update(UpdateRule rule, UpdateRule.Row row, double learningRate, long step) {
        UpdateRule.Move move = rule.moves();
        move.start(learningRate, step);
        new UpdateLanes(rule.statesOfParameter()).moveLong(row, move);
    }
}
