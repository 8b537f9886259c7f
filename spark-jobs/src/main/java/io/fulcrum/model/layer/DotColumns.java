package io.fulcrum.model.layer;

import io.fulcrum.model.graph.ColumnOperation;
import io.fulcrum.model.graph.ColumnOperation.Pair;
import io.fulcrum.model.kernel.Arithmetic;
import io.fulcrum.model.kernel.ColumnLoops;
import java.util.Arrays;

/** Inner products of blocks of columns, forward and backward; one operand may be the other. */
public final class DotColumns implements ColumnFunction {
    private final Columns left;
    private final Columns right;
    private final ColumnOperation.Dots form;
    private final Pair[] pairs;
    private float[] a = new float[0]; // [row] of the columns at hand, see ColumnLoops
    private float[] b = new float[0];
    private float[] sum = new float[0];

    DotColumns(Columns left, Columns right, ColumnOperation.Dots form) {
        this.left = left;
        this.right = right;
        this.form = form;
        pairs = form.pairs().toArray(Pair[]::new);
    }

    @Override
    public void forward(Columns output, Arithmetic arithmetic) {
        makeRoom(output.rows());
        for (int p = 0; p < output.width(); p++) {
            Pair pair = pairs[p];
            Arrays.fill(sum, 0, output.rows(), 0);
            for (int column = 0; column < form.width(); column++) {
                System.arraycopy(left.valueArray(), leftAt(pair, column), a, 0, output.rows());
                System.arraycopy(right.valueArray(), rightAt(pair, column), b, 0, output.rows());
                ColumnLoops.addBoundedProducts(a, b, sum, output.rows());
            }
            ColumnLoops.scale(sum, 0, output.rows(), form.factor());
            System.arraycopy(sum, 0, output.valueArray(), output.at(p), output.rows());
        }
    }

    @Override
    public void backward(Columns output, BackwardPass pass) {
        float toLeft = form.factor() * pass.factor(output.owner(), left.owner());
        float toRight = form.factor() * pass.factor(output.owner(), right.owner());
        left.gradientToAddTo();
        right.gradientToAddTo();
        for (int p = 0; p < output.width(); p++) {
            Pair pair = pairs[p];
            System.arraycopy(output.gradientArray(), output.at(p), sum, 0, output.rows());
            for (int column = 0; column < form.width(); column++) {
                int ofLeft = leftAt(pair, column);
                int ofRight = rightAt(pair, column);
                add(right.valueArray(), ofRight, toLeft, left, ofLeft);
                add(left.valueArray(), ofLeft, toRight, right, ofRight);
            }
        }
    }

    /** Adds factor · slope · values to a gradient. */
    private void add(float[] values, int from, float factor, Columns to, int at) {
        int rows = to.rows();
        System.arraycopy(values, from, a, 0, rows);
        System.arraycopy(to.gradientArray(), at, b, 0, rows);
        for (int row = 0; row < rows; row++) {
            b[row] += factor * sum[row] * a[row];
        }
        System.arraycopy(b, 0, to.gradientArray(), at, rows);
    }

    private int leftAt(Pair pair, int column) {
        return left.at(pair.left() * form.width() + column);
    }

    private int rightAt(Pair pair, int column) {
        return right.at(pair.right() * form.width() + column);
    }

    private void makeRoom(int rows) {
        if (sum.length < rows) {
            a = new float[rows];
            b = new float[rows];
            sum = new float[rows];
        }
    }
}
