package io.fulcrum.model.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A view of a stretch of an array as a matrix. The views of its parts are made once and kept, so that a step which asks
 * for the same ones allocates nothing; a matrix is therefore used by one thread.
 */
public final class Matrix {
    private static final int MOST_VIEWS = 4096; // when there are more, all are forgotten

    private final float[] values;
    private final int at;
    private final int rows;
    private final int columns;
    private final int stride;
    private final Order order;
    private @Nullable Matrix transposed; // made when it is first asked for
    private Matrix[] views = new Matrix[0]; // of columns, in the order in which they were first asked for
    private int viewCount;
    private int lastView; // asked for last: mostly the next one follows

    /** Which entries of a matrix are neighbours in memory. */
    public enum Order {
        /** Those of a row. */
        ROWS,
        /** Those of a column. */
        COLUMNS
    }

    /**
     * Where the entries lie in an array.
     *
     * @param at of the first entry
     * @param stride from one row (or column) to the next one in memory
     * @param order which entries are neighbours in memory
     */
    public record Shape(int at, int rows, int columns, int stride, Order order) {}

    /** A view of an array. */
    public Matrix(float[] values, Shape shape) {
        this.values = values;
        this.at = shape.at();
        this.rows = shape.rows();
        this.columns = shape.columns();
        this.stride = shape.stride();
        this.order = shape.order();
    }

    public float[] values() {
        return values;
    }

    /** Where its first entry lies. */
    public int at() {
        return at;
    }

    public int rows() {
        return rows;
    }

    public int columns() {
        return columns;
    }

    /** From one row (or column) to the next one in memory. */
    public int stride() {
        return stride;
    }

    public Order order() {
        return order;
    }

    /** Returns the same numbers in memory, read as the transposed matrix. */
    public Matrix transposed() {
        Matrix known = transposed;
        if (known == null) {
            known = new Matrix(
                    values, new Shape(at, columns, rows, stride, order == Order.ROWS ? Order.COLUMNS : Order.ROWS));
            known.transposed = this;
            transposed = known;
        }
        return known;
    }

    /** Returns some of the columns. */
    public Matrix columns(int from, int count) {
        if (from == 0 && count == columns) {
            return this;
        }
        int first = at + from * (order == Order.ROWS ? 1 : stride);
        for (int i = 0; i < viewCount; i++) {
            lastView = lastView + 1 < viewCount ? lastView + 1 : 0;
            if (views[lastView].at == first && views[lastView].columns == count) {
                return views[lastView];
            }
        }
        return kept(new Matrix(values, new Shape(first, rows, count, stride, order)));
    }

    private Matrix kept(Matrix view) {
        if (viewCount == MOST_VIEWS) {
            viewCount = 0;
        }
        if (viewCount == views.length) {
            views = Arrays.copyOf(views, Math.max(4, 2 * viewCount));
        }
        lastView = viewCount;
        views[viewCount++] = view;
        return view;
    }

    /** Returns some of the rows. */
    public Matrix rows(int from, int count) {
        return transposed().columns(from, count).transposed();
    }

    /** Multiplies every entry. */
    public void scale(float factor) {
        for (int line = 0; line < lines(); line++) {
            ColumnLoops.scale(values, at + line * stride, lineLength(), factor);
        }
    }

    /** Sets every entry to zero. */
    public void clear() {
        for (int line = 0; line < lines(); line++) {
            Arrays.fill(values, at + line * stride, at + line * stride + lineLength(), 0);
        }
    }

    /**
     * Returns how long an array must be that any rows and columns of a matrix, in either order, are read from: a line
     * more than its entries. The binding of BLAS takes every line for as long as the stride, also the last one of a
     * view that begins later.
     */
    public static int room(int rows, int columns) {
        return Math.addExact(Math.multiplyExact(rows, columns), Math.max(rows, columns));
    }

    /** Whether there is a whole line of memory for each line. */
    boolean hasWholeLines() {
        return at + (long) stride * lines() <= values.length;
    }

    /** Whether there is a whole line of memory for each line of all its parts. */
    boolean hasRoom() {
        return at + (long) stride * lines() + lineLength() <= values.length;
    }

    /** Returns a copy in an array of its own. */
    Matrix copy() {
        Matrix copy = new Matrix(new float[rows * columns], new Shape(0, rows, columns, lineLength(), order));
        copy.take(this);
        return copy;
    }

    /** Takes the entries of a matrix of the same shape and order. */
    public void take(Matrix from) {
        for (int line = 0; line < lines(); line++) {
            System.arraycopy(from.values, from.at + line * from.stride, values, at + line * stride, lineLength());
        }
    }

    private int lines() {
        return order == Order.ROWS ? rows : columns;
    }

    private int lineLength() {
        return order == Order.ROWS ? columns : rows;
    }
}
