package io.fulcrum.model.layer;

import io.fulcrum.model.graph.Operation;
import io.fulcrum.model.kernel.Activations;
import io.fulcrum.model.kernel.Arithmetic;
import io.fulcrum.model.kernel.ColumnLoops;
import java.util.Arrays;
import java.util.List;

/**
 * Mixture of vectors by a softmax over scores, forward and backward (Ma et al., KDD 2018, eq. 6 and 7):
 * output = Σ_e p_e x_e, with p = softmax(scores). Everything lies column after column, so that inner loops run along
 * rows; columns are copied into arrays of their own for the loops, see {@link ColumnLoops}.
 */
public final class SoftmaxMixture implements Layer {
    private final Columns scores;
    private final Operation.Scores kind;
    private final Columns[] sources;
    private final Columns output;
    private final Activations activations;
    private final float[][] shares; // [part][row]
    private final float[][] slopes; // [part][row] the gradient by the shares, then by the scores
    private float[] value = new float[0]; // [row] of one column, as the further ones
    private float[] above = new float[0];
    private float[] weighted = new float[0];
    private float[] product = new float[0];
    private double[] power = new double[0];
    private double[] sums = new double[0];

    /**
     * Mixes as many parts as there are scores.
     *
     * @param sources each [part][column]; their parts follow each other
     * @param output the only columns of {@code activations}
     */
    SoftmaxMixture(
            Columns scores, Operation.Scores kind, List<Columns> sources, Columns output, Activations activations) {
        this.scores = scores;
        this.kind = kind;
        this.sources = sources.toArray(Columns[]::new);
        this.output = output;
        this.activations = activations;
        shares = new float[scores.width()][0];
        slopes = new float[scores.width()][0];
    }

    /** Parts that are mixed. */
    int parts() {
        return shares.length;
    }

    /** Returns [row] the shares of a part in the last forward pass; not a copy, and maybe longer than the batch. */
    float[] shares(int part) {
        return shares[part];
    }

    @Override
    public void resize(int rows) {
        activations.resize(rows);
        if (value.length < rows) {
            Arrays.setAll(shares, part -> new float[rows]);
            Arrays.setAll(slopes, part -> new float[rows]);
            value = new float[rows];
            above = new float[rows];
            weighted = new float[rows];
            product = new float[rows];
            power = new double[rows];
            sums = new double[rows];
        }
    }

    @Override
    public void forward(Arithmetic arithmetic) {
        softmax(arithmetic);
        float[] mixed = product;
        for (int column = 0; column < output.width(); column++) {
            Arrays.fill(mixed, 0, rows(), 0);
            int part = 0;
            for (Columns source : sources) {
                for (int at = column; at < source.width(); at += output.width()) {
                    read(source.valueArray(), source.at(at), value);
                    ColumnLoops.addProducts(shares[part++], value, mixed, rows());
                }
            }
            System.arraycopy(mixed, 0, output.valueArray(), output.at(column), rows());
        }
    }

    @Override
    public void backward(BackwardPass pass) {
        if (!output.hasGradient()) {
            return;
        }
        for (float[] slope : slopes) {
            Arrays.fill(slope, 0, rows(), 0);
        }
        int part = 0;
        for (Columns source : sources) {
            backward(source, part, pass.factor(output.owner(), source.owner()));
            part += source.width() / output.width();
        }
        softmaxBackward(pass.factor(output.owner(), scores.owner()));
    }

    /** Hands the gradient on to a source whose first part is {@code first}, multiplied by {@code factor}. */
    private void backward(Columns source, int first, float factor) {
        float kept = source.keptGradient();
        for (int column = 0; column < output.width(); column++) {
            read(output.gradientArray(), output.at(column), above);
            read(output.gradientArray(), output.at(column), weighted);
            ColumnLoops.scale(weighted, 0, rows(), factor);
            for (int i = 0; i < source.width() / output.width(); i++) {
                int at = source.at(i * output.width() + column);
                read(source.valueArray(), at, value);
                ColumnLoops.addProducts(value, above, slopes[first + i], rows());
                handDown(source, first + i, at, kept);
            }
        }
    }

    /** Adds p_e times the weighted gradient of a column to the gradient of the same column of a part. */
    private void handDown(Columns source, int part, int at, float kept) {
        if (kept == 0) {
            ColumnLoops.setProducts(shares[part], weighted, product, rows());
        } else {
            read(source.gradientArray(), at, product);
            ColumnLoops.addProducts(shares[part], weighted, product, rows());
        }
        System.arraycopy(product, 0, source.gradientArray(), at, rows());
    }

    private void softmax(Arithmetic arithmetic) {
        float[] largest = value;
        read(scores.valueArray(), scores.at(0), largest);
        for (int part = 0; part < shares.length; part++) {
            read(scores.valueArray(), scores.at(part), shares[part]);
            for (int row = 0; row < rows(); row++) {
                largest[row] = Math.max(largest[row], shares[part][row]);
            }
        }
        if (kind == Operation.Scores.LOGITS) {
            softmax(largest, arithmetic);
        }
    }

    private void softmax(float[] largest, Arithmetic arithmetic) {
        Arrays.fill(sums, 0, rows(), 0);
        for (float[] share : shares) {
            for (int row = 0; row < rows(); row++) {
                power[row] = share[row] - largest[row];
            }
            arithmetic.expOfNegatives(power, rows());
            for (int row = 0; row < rows(); row++) {
                share[row] = (float) power[row];
                sums[row] += share[row];
            }
        }
        for (int row = 0; row < rows(); row++) {
            product[row] = (float) (1 / sums[row]);
        }
        for (float[] share : shares) {
            ColumnLoops.multiply(product, share, rows());
        }
    }

    /** d score_e = p_e (d p_e - Σ_f p_f d p_f), with d p_e = x_e · d output. */
    private void softmaxBackward(float factor) {
        float kept = scores.keptGradient();
        float[] mean = value;
        Arrays.fill(mean, 0, rows(), 0);
        for (int part = 0; part < shares.length; part++) {
            ColumnLoops.addProducts(shares[part], slopes[part], mean, rows());
        }
        for (int part = 0; part < shares.length; part++) {
            float[] share = shares[part];
            float[] slope = slopes[part];
            for (int row = 0; row < rows(); row++) {
                float byScore = kind == Operation.Scores.SHARES ? slope[row] : share[row] * (slope[row] - mean[row]);
                slope[row] = factor * byScore;
            }
            if (kept != 0) {
                read(scores.gradientArray(), scores.at(part), product);
                ColumnLoops.add(product, slope, rows());
            }
            System.arraycopy(slope, 0, scores.gradientArray(), scores.at(part), rows());
        }
    }

    int rows() {
        return output.rows();
    }

    private void read(float[] from, int at, float[] target) {
        System.arraycopy(from, at, target, 0, rows());
    }
}
