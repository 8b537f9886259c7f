package io.fulcrum.model.optimizer;

import java.util.Arrays;

/**
 * Parameters on their way through an update rule, each quantity in an array of its own. Rows keep parameters and states
 * in one array, over which the compiler makes no vector code, as it cannot know that they do not overlap: copied here,
 * many short rows are one plain loop over 16 KiB that stay in the first cache. The dense parameters lie in such arrays
 * from the start, and are lanes themselves.
 */
public final class UpdateLanes {
    public static final int SIZE = 1024;

    final float[] values;
    public final float[] gradients;
    final float[] first;
    final float[] second;
    final float[] firstDecay; // what the states are multiplied by before they move, if a rule says so; see decayAlike
    final float[] secondDecay;
    final boolean decayAlike; // whether all lanes have the first decay
    private final int states;

    /** Lanes that rows are copied to. */
    public UpdateLanes(int statesOfParameter) {
        this(new float[SIZE], new float[SIZE], statesOfParameter, false);
    }

    private UpdateLanes(float[] values, float[] gradients, int statesOfParameter, boolean decayAlike) {
        this.values = values;
        this.gradients = gradients;
        this.decayAlike = decayAlike;
        states = statesOfParameter;
        first = new float[states > 0 ? values.length : 0];
        second = new float[states > 1 ? values.length : 0];
        firstDecay = new float[decayAlike ? 1 : SIZE];
        secondDecay = new float[decayAlike ? 1 : SIZE];
    }

    /** Lanes that are one long row itself, its states too, which start as zeros: nothing is copied. */
    static UpdateLanes ofRow(float[] values, float[] gradients, int statesOfParameter) {
        return new UpdateLanes(values, gradients, statesOfParameter, true);
    }

    /** Tells a rule that a row is about to move at {@code lane} and the next ones. */
    public void arrive(UpdateRule.Row row, UpdateRule.Move move, int lane) {
        move.arrive(row.state, row.stateAt + states * row.width, this, lane, row.width);
    }

    /** Moves one row of any width, through lanes that it is copied to. */
    public void moveLong(UpdateRule.Row row, UpdateRule.Move move) {
        arrive(row, move, 0);
        for (int from = 0; from < row.width; from += SIZE) {
            int length = Math.min(SIZE, row.width - from);
            System.arraycopy(row.gradient, row.gradientAt + from, gradients, 0, length);
            read(row, from, length, 0);
            move.move(this, length);
            write(row, from, length, 0);
        }
    }

    /** Copies a stretch of a row's parameters and states to {@code lane} and on. */
    public void read(UpdateRule.Row row, int from, int length, int lane) {
        System.arraycopy(row.values, row.at + from, values, lane, length);
        if (states > 0) {
            System.arraycopy(row.state, row.stateAt + from, first, lane, length);
        }
        if (states > 1) {
            System.arraycopy(row.state, row.stateAt + row.width + from, second, lane, length);
        }
    }

    /** Copies what is at {@code lane} and on back to where {@link #read} took it. */
    public void write(UpdateRule.Row row, int from, int length, int lane) {
        System.arraycopy(values, lane, row.values, row.at + from, length);
        if (states > 0) {
            System.arraycopy(first, lane, row.state, row.stateAt + from, length);
        }
        if (states > 1) {
            System.arraycopy(second, lane, row.state, row.stateAt + row.width + from, length);
        }
    }

    /** Sets the decays of the row at {@code lane}; of one that is wider than there is room, as many as there is. */
    void decay(int lane, int width, float firstFactor, float secondFactor) {
        int to = Math.min(firstDecay.length, lane + width);
        Arrays.fill(firstDecay, lane, to, firstFactor);
        Arrays.fill(secondDecay, lane, to, secondFactor);
    }
}
