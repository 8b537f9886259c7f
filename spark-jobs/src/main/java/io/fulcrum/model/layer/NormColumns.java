package io.fulcrum.model.layer;

import io.fulcrum.model.graph.HiddenOperation;
import io.fulcrum.model.graph.Normalisation;
import io.fulcrum.model.graph.ParameterLayout;
import io.fulcrum.model.kernel.Arithmetic;
import io.fulcrum.model.kernel.ColumnLoops;
import io.fulcrum.model.kernel.FlatParameters;
import io.fulcrum.model.kernel.MatrixProduct;
import java.util.Arrays;

/** A normalisation of blocks of columns, forward and backward; see {@code ServedNorm} for its sums row by row. */
public final class NormColumns implements ColumnFunction {
    private final Columns below;
    private final HiddenOperation.Norm norm;
    private final FlatParameters parameters;
    private final int gains;
    private final int shifts; // only where the mean is subtracted
    private final float[][] means; // [block][row]
    private final float[][] scales; // [block][row]
    private float[] value = new float[0]; // [row] of one column, as the further ones
    private float[] slope = new float[0];
    private float[] product = new float[0];
    private float[] sum = new float[0];

    NormColumns(Columns below, HiddenOperation.Norm norm, FlatParameters parameters, ParameterLayout layout) {
        this.below = below;
        this.norm = norm;
        this.parameters = parameters;
        gains = norm.gains(layout);
        shifts = norm.kind().centres() ? norm.shifts(layout) : -1;
        means = new float[norm.blocks()][0];
        scales = new float[norm.blocks()][0];
    }

    @Override
    public void forward(Columns output, Arithmetic arithmetic) {
        resize(output.rows());
        for (int block = 0; block < norm.blocks(); block++) {
            measure(block);
            for (int column = from(block); column < from(block) + norm.width(); column++) {
                normalise(block, column);
                ColumnLoops.scale(value, 0, rows(), gain(column));
                if (shifts >= 0) {
                    ColumnLoops.add(value, 0, rows(), parameters.values()[shifts + column]);
                }
                System.arraycopy(value, 0, output.valueArray(), output.at(column), rows());
            }
        }
    }

    /** Sets the means and scales of a block. */
    private void measure(int block) {
        float share = 1f / norm.width();
        float[] mean = means[block];
        float[] scale = scales[block];
        Arrays.fill(mean, 0, rows(), 0);
        for (int column = from(block); shifts >= 0 && column < from(block) + norm.width(); column++) {
            read(below.valueArray(), column, value);
            ColumnLoops.add(value, mean, rows());
        }
        ColumnLoops.scale(mean, 0, rows(), share);
        Arrays.fill(scale, 0, rows(), 0);
        for (int column = from(block); column < from(block) + norm.width(); column++) {
            read(below.valueArray(), column, value);
            addSquares(value, mean, scale, rows());
        }
        for (int row = 0; row < rows(); row++) {
            scale[row] = Normalisation.scale(scale[row], share);
        }
    }

    /** Sets {@link #value} to a column without gain and shift. */
    private void normalise(int block, int column) {
        read(below.valueArray(), column, value);
        normalise(value, means[block], scales[block], rows());
    }

    /** d x = scale (d n - mean d n - n · mean (n d n)), with n the normalised column; without the mean, no mean d n. */
    @Override
    public void backward(Columns output, BackwardPass pass) {
        boolean measures = pass.measures(output.owner());
        if (measures && shifts >= 0) {
            MatrixProduct.columnSums(output.gradients(), 0, parameters.gradients(), shifts);
        }
        float factor = pass.factor(output.owner(), below.owner());
        float kept = below.keptGradient();
        for (int block = 0; block < norm.blocks(); block++) {
            sums(block, output, measures);
            for (int column = from(block); column < from(block) + norm.width(); column++) {
                normalise(block, column);
                read(output.gradientArray(), column, slope);
                slopes(gain(column), scales[block], factor);
                handDown(column, kept);
            }
        }
    }

    /**
     * Sets {@link #product} to the mean of n d n over a block, and {@link #sum} to that of d n where it counts. Sets
     * the gradients of the block's gains, too, where they are measured.
     */
    private void sums(int block, Columns output, boolean measures) {
        Arrays.fill(sum, 0, rows(), 0);
        Arrays.fill(product, 0, rows(), 0);
        for (int column = from(block); column < from(block) + norm.width(); column++) {
            normalise(block, column);
            read(output.gradientArray(), column, slope);
            if (measures) {
                parameters.gradients()[gains + column] = MatrixProduct.dot(value, slope, rows());
            }
            ColumnLoops.addScaledProducts(value, slope, gain(column), product, rows());
            if (shifts >= 0) {
                ColumnLoops.addScaled(slope, gain(column), sum, rows());
            }
        }
        ColumnLoops.scale(sum, 0, rows(), 1f / norm.width());
        ColumnLoops.scale(product, 0, rows(), 1f / norm.width());
    }

    /** Sets {@link #slope} to the gradient by what was read, of a column that is normalised in {@link #value}. */
    private void slopes(float gain, float[] scales, float factor) {
        float[] slopes = slope;
        float[] normalised = value;
        float[] products = product;
        float[] sums = sum;
        int rows = rows();
        for (int row = 0; row < rows; row++) {
            slopes[row] = (gain * slopes[row] - normalised[row] * products[row] - sums[row]) * scales[row] * factor;
        }
    }

    private static void addSquares(float[] values, float[] means, float[] sums, int rows) {
        for (int row = 0; row < rows; row++) {
            float deviation = values[row] - means[row];
            sums[row] += deviation * deviation;
        }
    }

    private static void normalise(float[] values, float[] means, float[] scales, int rows) {
        for (int row = 0; row < rows; row++) {
            values[row] = (values[row] - means[row]) * scales[row];
        }
    }

    private void handDown(int column, float kept) {
        if (kept != 0) {
            read(below.gradientArray(), column, value);
            ColumnLoops.add(value, slope, rows());
        }
        System.arraycopy(slope, 0, below.gradientArray(), below.at(column), rows());
    }

    @Override
    public void clearParameterGradients() {
        Arrays.fill(parameters.gradients(), gains, gains + below.width(), 0);
        if (shifts >= 0) {
            Arrays.fill(parameters.gradients(), shifts, shifts + below.width(), 0);
        }
    }

    private void resize(int rows) {
        if (value.length < rows) {
            Arrays.setAll(means, block -> new float[rows]);
            Arrays.setAll(scales, block -> new float[rows]);
            value = new float[rows];
            slope = new float[rows];
            product = new float[rows];
            sum = new float[rows];
        }
    }

    private float gain(int column) {
        return parameters.values()[gains + column];
    }

    private int from(int block) {
        return block * norm.width();
    }

    private int rows() {
        return below.rows();
    }

    private void read(float[] array, int column, float[] target) {
        System.arraycopy(array, below.at(column), target, 0, rows());
    }
}
