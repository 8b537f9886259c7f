package io.fulcrum.model.layer;

import io.fulcrum.model.graph.ParameterLayout.Owner;
import io.fulcrum.model.kernel.Activations;
import io.fulcrum.model.kernel.ColumnLoops;
import io.fulcrum.model.kernel.Matrix;
import java.util.Arrays;

/** Some columns of a layer's activations, as the layers above read them and send gradients back. */
public final class Columns {
    private static final int ROOM = 2048; // entries that are added at a time; they stay in the first-level cache

    private final Activations activations;
    private final int from;
    private final int width;
    private final Owner owner;
    private float[] summand = new float[0]; // copies, since loops over two places of arrays are slow: ColumnLoops
    private float[] sum = new float[0];
    private boolean hasGradient;
    private boolean isConstant;

    public Columns(Activations activations, int from, int width, Owner owner) {
        this.activations = activations;
        this.from = from;
        this.width = width;
        this.owner = owner;
    }

    /** Whose layer made them. */
    public Owner owner() {
        return owner;
    }

    public int width() {
        return width;
    }

    int rows() {
        return activations.rows();
    }

    public Matrix.Order order() {
        return activations.order();
    }

    /** Entries of all columns. */
    public int entries() {
        return width * activations.rows();
    }

    /** Where a column of activations by columns begins in {@link #valueArray} and {@link #gradientArray}. */
    public int at(int column) {
        return (from + column) * activations.rows();
    }

    public float[] valueArray() {
        return activations.valueArray();
    }

    public float[] gradientArray() {
        return activations.gradientArray();
    }

    /** Returns [row][column] the values. */
    Matrix values() {
        return activations.values().columns(from, width);
    }

    /** Returns [row][column] the gradient. */
    public Matrix gradients() {
        return activations.gradients().columns(from, width);
    }

    /** Notes that what comes back is dropped. */
    Columns constant() {
        isConstant = true;
        return this;
    }

    /** Whether a gradient that is handed to it is dropped, so that none need be computed. */
    boolean isConstant() {
        return isConstant;
    }

    /** Whether a gradient has come in this backward pass. */
    public boolean hasGradient() {
        return hasGradient;
    }

    /** Begins a backward pass, in which no gradient has come yet. */
    public void forgetGradient() {
        hasGradient = false;
    }

    /**
     * Returns what a layer must multiply the gradient that lies here by before it adds its own: 0 for the first layer
     * that does so in a pass, 1 for the others.
     */
    public float keptGradient() {
        float kept = hasGradient ? 1 : 0;
        hasGradient = true;
        return kept;
    }

    /** Adds factor · gradient to the gradient of columns that fill their array, of which it has as many entries. */
    void addGradient(float[] gradient, float factor) {
        if (keptGradient() == 0) {
            ColumnLoops.setScaled(gradient, factor, gradientArray(), entries());
        } else {
            ColumnLoops.addScaled(gradient, factor, gradientArray(), entries());
        }
    }

    /**
     * Adds factor · the gradient of other columns that fill their array, too, and that nobody needs any more: without a
     * copy where it is the first to come.
     */
    void takeGradient(Columns spent, float factor) {
        if (factor == 1 && !hasGradient && gradientArray().length == spent.gradientArray().length) {
            activations.exchangeGradients(spent.activations);
            hasGradient = true;
        } else {
            addGradient(spent.gradientArray(), factor);
        }
    }

    /** Reads the values of other columns for its own. Both fill their arrays. */
    void shareValues(Columns other) {
        activations.shareValues(other.activations);
    }

    /** Adds factor · a · b, entry by entry, to the gradient of columns that fill their array. */
    void addGradient(float[] a, float[] b, float factor) {
        if (keptGradient() == 0) {
            ColumnLoops.setScaledProducts(a, b, factor, gradientArray(), entries());
        } else {
            ColumnLoops.addScaledProducts(a, b, factor, gradientArray(), entries());
        }
    }

    /**
     * Adds factor · gradient to a stretch of the gradient of columns that fill their array.
     *
     * @param at first entry of the stretch
     * @param from first entry of {@code gradient} that counts
     * @param count entries of the stretch
     */
    void addGradient(int at, float[] gradient, int from, float factor, int count) {
        float[] own = gradientArray();
        if (keptGradient() == 0) {
            Arrays.fill(own, 0, at, 0);
            Arrays.fill(own, at + count, entries(), 0);
            System.arraycopy(gradient, from, own, at, count);
            if (factor != 1) {
                ColumnLoops.scale(own, at, count, factor);
            }
            return;
        }
        makeRoom();
        for (int done = 0; done < count; done += ROOM) {
            int some = Math.min(ROOM, count - done);
            System.arraycopy(gradient, from + done, summand, 0, some);
            System.arraycopy(own, at + done, sum, 0, some);
            ColumnLoops.addScaled(summand, factor, sum, some);
            System.arraycopy(sum, 0, own, at + done, some);
        }
    }

    private void makeRoom() {
        if (sum.length == 0) {
            summand = new float[ROOM];
            sum = new float[ROOM];
        }
    }

    /** Returns the gradient of columns that fill their array, for adding to: zeros if none has come in this pass. */
    float[] gradientToAddTo() {
        if (!hasGradient) {
            Arrays.fill(gradientArray(), 0, entries(), 0);
            hasGradient = true;
        }
        return gradientArray();
    }
}
