package io.fulcrum.model;

/** Shares of experts by a {@link Selector}, forward and backward. */
final class SelectorColumns implements ColumnFunction {
    private final Columns below;
    private final Selector selector;
    private final double[] row;
    private final double[] decided;
    private final double[] above; // [expert] the gradient by the shares

    SelectorColumns(Columns below, Selector selector) {
        this.below = below;
        this.selector = selector;
        row = new double[selector.width()];
        decided = new double[selector.width()];
        above = new double[selector.experts()];
    }

    @Override
    public void forward(Columns output, Arithmetic arithmetic) {
        for (int i = 0; i < output.rows(); i++) {
            read(below.valueArray(), row, i);
            selector.decide(row, arithmetic);
            for (int expert = 0; expert < selector.experts(); expert++) {
                output.valueArray()[expert * output.rows() + i] = (float) selector.share(row, expert);
            }
        }
    }

    @Override
    public void backward(Columns output, BackwardPass pass) {
        float factor = pass.factor(output.owner(), below.owner());
        float[] gradient = below.gradientToAddTo();
        double pull = pass.takesStep() ? selector.entropy() / output.rows() : 0;
        for (int i = 0; i < output.rows(); i++) {
            read(below.valueArray(), row, i);
            read(output.gradientArray(), above, i);
            selector.backward(row, decided, above, pull, FastArithmetic.SHARED);
            for (int column = 0; column < row.length; column++) {
                gradient[column * output.rows() + i] += (float) (factor * row[column]);
            }
        }
    }

    private void read(float[] from, double[] target, int i) {
        for (int column = 0; column < target.length; column++) {
            target[column] = from[column * below.rows() + i];
        }
    }
}
