package io.fulcrum.model.layer;

import io.fulcrum.model.graph.Selector;
import io.fulcrum.model.kernel.Arithmetic;
import io.fulcrum.model.kernel.FastArithmetic;

/** Shares of experts by a {@link Selector}, forward and backward; its entropy is a term of the loss. */
public final class SelectorColumns implements ColumnFunction, StepTerm {
    private final String name;
    private final Columns below;
    private final Selector selector;
    private final Selector.Room room;
    private double sum; // of what the rows of the last step added to the loss
    private int rows;
    private double countedSum;
    private double countedRows;

    /**
     * The shares that a selector makes of columns.
     *
     * @param name that logs have the entropy under
     */
    SelectorColumns(String name, Columns below, Selector selector) {
        this.name = name;
        this.below = below;
        this.selector = selector;
        room = new Selector.Room(selector);
    }

    @Override
    public void forward(Columns output, Arithmetic arithmetic) {
        for (int i = 0; i < output.rows(); i++) {
            read(below.valueArray(), room.row, i);
            selector.decide(room.row, arithmetic);
            for (int expert = 0; expert < selector.experts(); expert++) {
                output.valueArray()[expert * output.rows() + i] = (float) selector.share(room.row, expert);
            }
        }
    }

    @Override
    public void backward(Columns output, BackwardPass pass) {
        float factor = pass.factor(output.owner(), below.owner());
        float[] gradient = below.gradientToAddTo();
        double pull = pass.takesStep() ? selector.entropy() / output.rows() : 0;
        double entropies = 0;
        for (int i = 0; i < output.rows(); i++) {
            read(below.valueArray(), room.row, i);
            read(output.gradientArray(), room.above, i);
            entropies += selector.backward(room, pull, FastArithmetic.SHARED);
            for (int column = 0; column < room.row.length; column++) {
                gradient[column * output.rows() + i] += (float) (factor * room.row[column]);
            }
        }
        sum = selector.entropy() * entropies;
        rows = output.rows();
    }

    @Override
    public void count() {
        countedSum += sum;
        countedRows += rows;
    }

    @Override
    public void take(Measures target) {
        if (selector.entropy() > 0) {
            target.add(Measures.Kind.TERM, name, new double[] {countedSum}, countedRows);
        }
        countedSum = 0;
        countedRows = 0;
    }

    private void read(float[] from, double[] target, int i) {
        for (int column = 0; column < target.length; column++) {
            target[column] = from[column * below.rows() + i];
        }
    }
}
