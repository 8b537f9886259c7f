package io.fulcrum.model.embedding;

import io.fulcrum.data.PackedDoubles;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Sums over examples of the tasks' gradients by embedding rows, of the rows that some example uses: a mergeable state
 * whose merge is the union of the rows, with the sums of equal rows added. Rows must be added up over workers before
 * they are multiplied, since the product of two workers' gradients by one row belongs to the Gram matrix too.
 *
 * <p>Everything is read in the order of tables and rows, whatever the order in which rows came. It travels as an int
 * for each row, and for each task and parameter of a row as a float where all sums of the task and table are floats to
 * the bit, as those of a single batch are, and else as a double.
 */
public final class EmbeddingGradients implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int tasks;
    private final List<TableGradients> tables = new ArrayList<>(); // [table]; none before the first gradient

    /** Reads the sums of a row: {@code width} numbers of each task from {@code at} on. */
    public interface Visitor {
        /** @param sums [task][position] */
        void visit(int table, int row, int width, double[][] sums, int at);
    }

    /** Sums over no examples. */
    public EmbeddingGradients(int tasks) {
        this.tasks = tasks;
    }

    /**
     * Adds a batch's gradient of one task by a row.
     *
     * @param table at most the number of tables so far
     */
    public void add(int task, int table, int row, float[] gradient) {
        table(table, gradient.length).add(task, row, gradient, 0);
    }

    /** Returns the sums of a table, at most the next one after those so far. */
    TableGradients table(int table, int width) {
        if (table == tables.size()) {
            tables.add(new TableGradients(tasks, width));
        }
        return tables.get(table);
    }

    /** Adds the sums over other examples. */
    public void merge(EmbeddingGradients other) {
        for (int table = 0; table < other.tables.size(); table++) {
            TableGradients more = other.tables.get(table);
            table(table, more.width()).merge(more);
        }
    }

    /** Parameters of all rows together. */
    public int size() {
        return tables.stream()
                .mapToInt(table -> Math.multiplyExact(table.size(), table.width()))
                .reduce(0, Math::addExact);
    }

    /** Copies the sums to [task][parameter] from {@code at} on. */
    public void copyTo(double[][] target, int at) {
        int next = at;
        for (TableGradients table : tables) {
            for (int task = 0; task < tasks; task++) {
                table.copyTo(task, target[task], next);
            }
            next += table.size() * table.width();
        }
    }

    /**
     * Returns [task][task there] the products of the gradients here with those there; what only one of both has adds
     * nothing.
     */
    public double[][] products(EmbeddingGradients other) {
        double[][] products = new double[tasks][tasks];
        for (int table = 0; table < Math.min(tables.size(), other.tables.size()); table++) {
            tables.get(table).addProducts(other.tables.get(table), products);
        }
        return products;
    }

    /** Returns the squared length of a task's gradient. */
    public double squared(int task) {
        return tables.stream().mapToDouble(table -> table.squared(task)).sum();
    }

    /** Whether every number of a task is finite. */
    public boolean isFinite(int task) {
        return tables.stream().allMatch(table -> table.isFinite(task));
    }

    /** Visits every row. */
    public void forEach(Visitor visitor) {
        for (int table = 0; table < tables.size(); table++) {
            tables.get(table).visit(table, visitor);
        }
    }

    /** Bytes that these sums take on the wire. */
    public long bytes() {
        return tables.stream()
                .mapToLong(table -> (long) Integer.BYTES * table.size()
                        + IntStream.range(0, tasks)
                                .mapToLong(task -> PackedDoubles.bytesOf(table.sums(task)))
                                .sum())
                .sum();
    }

    private Object writeReplace() {
        return new Wire(
                tasks,
                tables.stream().mapToInt(TableGradients::width).toArray(),
                tables.stream().map(TableGradients::rows).toArray(int[][]::new),
                tables.stream()
                        .map(table -> IntStream.range(0, tasks)
                                .mapToObj(task -> PackedDoubles.of(table.sums(task)))
                                .toArray(PackedDoubles[]::new))
                        .toArray(PackedDoubles[][]::new));
    }

    /**
     * How sums travel.
     *
     * @param widths [table]
     * @param rows [table][row], ascending
     * @param sums [table][task]
     */
    private record Wire(int tasks, int[] widths, int[][] rows, PackedDoubles[][] sums) implements Serializable {
        private Object readResolve() {
            EmbeddingGradients read = new EmbeddingGradients(tasks);
            for (int table = 0; table < widths.length; table++) {
                double[][] values =
                        Arrays.stream(sums[table]).map(PackedDoubles::values).toArray(double[][]::new);
                read.tables.add(new TableGradients(widths[table], rows[table], values));
            }
            return read;
        }
    }
}
