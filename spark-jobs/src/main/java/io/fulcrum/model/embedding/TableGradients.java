package io.fulcrum.model.embedding;

import io.fulcrum.model.kernel.ColumnLoops;
import java.util.Arrays;

/** Sums of the tasks' gradients by the embedding rows of one table, of those rows that have any. */
final class TableGradients {
    private static final int FIRST_ROWS = 16;

    private final int width;
    private final SlotMap entries = new SlotMap(Integer.MAX_VALUE); // hashed, however large the table is
    private final double[][] sums; // [task][entry × width + position]
    private int[] order = new int[0]; // entries by rows, of the rows when it was last asked for

    TableGradients(int tasks, int width) {
        this.width = width;
        sums = new double[tasks][FIRST_ROWS * width];
    }

    /** Makes sums of rows that ascend. @param sums [task][entry × width + position], taken over */
    TableGradients(int width, int[] rows, double[][] sums) {
        this.width = width;
        this.sums = sums;
        for (int row : rows) {
            entries.slot(row);
        }
    }

    int width() {
        return width;
    }

    /** Number of rows. */
    int size() {
        return entries.size();
    }

    /** Adds a batch's gradient of one task by a row. */
    void add(int task, int row, float[] gradient, int at) {
        int start = start(row);
        double[] sum = sums[task];
        for (int i = 0; i < width; i++) {
            sum[start + i] += gradient[at + i];
        }
    }

    /** Adds the sums of the same table over other examples. */
    void merge(TableGradients other) {
        for (int entry = 0; entry < other.size(); entry++) {
            int start = start(other.entries.row(entry));
            for (int task = 0; task < sums.length; task++) {
                for (int i = 0; i < width; i++) {
                    sums[task][start + i] += other.sums[task][entry * width + i];
                }
            }
        }
    }

    /** Returns the rows, ascending. */
    int[] rows() {
        return Arrays.stream(inOrder()).map(entries::row).toArray();
    }

    /** Returns [row × width + position] a task's sums, rows ascending. */
    double[] sums(int task) {
        double[] sorted = new double[size() * width];
        copyTo(task, sorted, 0);
        return sorted;
    }

    /** Copies a task's sums, rows ascending, to {@code target} from {@code at} on. */
    void copyTo(int task, double[] target, int at) {
        int next = at;
        for (int entry : inOrder()) {
            System.arraycopy(sums[task], entry * width, target, next, width);
            next += width;
        }
    }

    /** Adds the products of the gradients here with those of the same rows there. @param products [task][task there] */
    void addProducts(TableGradients other, double[][] products) {
        for (int entry : inOrder()) {
            int theirs = other == this ? entry : other.entries.find(entries.row(entry));
            for (int i = 0; i < sums.length && theirs >= 0; i++) {
                for (int j = 0; j < sums.length; j++) {
                    products[i][j] += dot(sums[i], entry * width, other.sums[j], theirs * width);
                }
            }
        }
    }

    /** Returns the squared length of a task's gradient. */
    double squared(int task) {
        double squared = 0;
        for (int entry : inOrder()) {
            squared += dot(sums[task], entry * width, sums[task], entry * width);
        }
        return squared;
    }

    boolean isFinite(int task) {
        return ColumnLoops.areFinite(sums[task], size() * width);
    }

    void visit(int table, EmbeddingGradients.Visitor visitor) {
        for (int entry : inOrder()) {
            visitor.visit(table, entries.row(entry), width, sums, entry * width);
        }
    }

    /** Returns the entries by ascending rows; found again only when rows have come. */
    private int[] inOrder() {
        if (order.length != entries.size()) {
            order = entries.slotsByRow();
        }
        return order;
    }

    private double dot(double[] a, int atA, double[] b, int atB) {
        double sum = 0;
        for (int i = 0; i < width; i++) {
            sum += a[atA + i] * b[atB + i];
        }
        return sum;
    }

    /** Returns where a row's sums begin; those of a new row are zero. */
    private int start(int row) {
        int entry = entries.slot(row);
        int room = sums[0].length / width;
        if (entry >= room) {
            int more = RecordRoom.grown(room, entry + 1, width);
            Arrays.setAll(sums, task -> Arrays.copyOf(sums[task], Math.multiplyExact(more, width)));
        }
        return entry * width;
    }
}
