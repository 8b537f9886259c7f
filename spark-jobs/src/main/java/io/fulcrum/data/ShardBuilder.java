package io.fulcrum.data;

import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.LabelScale;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.job.JobFailure;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.jspecify.annotations.Nullable;

/** Rows of one partition, filled into growing primitive columns. */
final class ShardBuilder {
    private static final int FIRST_CAPACITY = 1024;

    private final Columns columns;
    private int[][] ids;
    private final ListColumn[] lists;
    private final WeightColumn[] weights; // [list]
    private float[][] numbers;
    private float[][] labels;
    private float[][] taskWeights; // [task] empty for a task without weights
    private long[] groups;
    private int capacity = FIRST_CAPACITY;
    private int rows;

    private ShardBuilder(Columns columns) {
        this.columns = columns;
        ids = new int[columns.ids.length][capacity];
        lists = IntStream.range(0, columns.lists.length)
                .mapToObj(i -> new ListColumn())
                .toArray(ListColumn[]::new);
        weights = IntStream.range(0, columns.lists.length)
                .mapToObj(i -> new WeightColumn())
                .toArray(WeightColumn[]::new);
        numbers = new float[columns.numbers.length][capacity];
        labels = new float[columns.labels.length][capacity];
        taskWeights = columns.taskWeights(capacity);
        groups = new long[columns.group < 0 ? 0 : capacity];
    }

    static Shard build(Columns columns, Iterator<InternalRow> rows) {
        ShardBuilder builder = new ShardBuilder(columns);
        rows.forEachRemaining(builder::add);
        return builder.shard();
    }

    private void add(InternalRow row) {
        if (rows == capacity) {
            grow(capacity * 2);
        }
        for (int i = 0; i < ids.length; i++) {
            ids[i][rows] =
                    columns.checked(columns.ids[i], present(row, columns.ids[i]).getInt(columns.ids[i]));
        }
        for (int i = 0; i < lists.length; i++) {
            lists[i].add(
                    columns, columns.lists[i], present(row, columns.lists[i]).getArray(columns.lists[i]));
            if (columns.isWeighted(i)) {
                int column = columns.lists[i] + 1;
                weights[i].add(columns, column, present(row, column).getArray(column));
            }
        }
        for (int i = 0; i < numbers.length; i++) {
            numbers[i][rows] = present(row, columns.numbers[i]).getFloat(columns.numbers[i]);
        }
        for (int i = 0; i < labels.length; i++) {
            int column = columns.labels[i];
            labels[i][rows] = row.isNullAt(column) ? Float.NaN : row.getFloat(column);
        }
        for (int i = 0; i < taskWeights.length; i++) {
            if (columns.hasWeights(i)) {
                int column = columns.taskWeights[i];
                taskWeights[i][rows] =
                        row.isNullAt(column) ? 0 : columns.checkedTaskWeight(column, row.getFloat(column));
            }
        }
        if (groups.length > 0) {
            groups[rows] = present(row, columns.group).getLong(columns.group);
        }
        rows++;
    }

    private InternalRow present(InternalRow row, int column) {
        if (row.isNullAt(column)) {
            throw columns.absent(column);
        }
        return row;
    }

    private Shard shard() {
        grow(rows);
        Shard.Lists[] sealed =
                IntStream.range(0, lists.length).mapToObj(this::sealed).toArray(Shard.Lists[]::new);
        columns.requireWeights(labels, taskWeights);
        return new Shard(ids, sealed, numbers, labels, taskWeights, groups, rows, columns.scales);
    }

    private Shard.Lists sealed(int list) {
        Shard.Lists sealed = lists[list].sealed();
        return columns.isWeighted(list) ? weights[list].of(columns, columns.lists[list] + 1, sealed) : sealed;
    }

    private void grow(int size) {
        capacity = size;
        ids = Arrays.stream(ids).map(column -> Arrays.copyOf(column, size)).toArray(int[][]::new);
        numbers = Arrays.stream(numbers)
                .map(column -> Arrays.copyOf(column, size))
                .toArray(float[][]::new);
        labels =
                Arrays.stream(labels).map(column -> Arrays.copyOf(column, size)).toArray(float[][]::new);
        for (int i = 0; i < taskWeights.length; i++) {
            taskWeights[i] = columns.hasWeights(i) ? Arrays.copyOf(taskWeights[i], size) : taskWeights[i];
        }
        groups = groups.length == 0 && columns.group < 0 ? groups : Arrays.copyOf(groups, size);
    }

    /**
     * Positions of each kind of column in the rows that {@link PreparedData#columns()} selects.
     *
     * @param names of all columns, in their order
     * @param features what is at the first positions
     * @param taskWeights [task] -1 for a task without weights; empty where no task has any
     * @param group -1 where no group column was prepared
     * @param scales of the labels, in task order
     * @param earlierIds of the features at the first positions, by {@link EarlierIds}; // [column][id]
     */
    record Columns(
            int[] ids,
            int[] lists,
            int[] numbers,
            int[] labels,
            int[] taskWeights,
            int row,
            int group,
            List<String> names,
            List<FeatureColumn> features,
            List<LabelScale> scales,
            int[][] earlierIds)
            implements Serializable {
        static Columns of(FeatureManifest manifest, EarlierIds earlierIds) {
            List<FeatureColumn> features = manifest.features().columns();
            int first = features.size();
            int[] labels =
                    IntStream.range(first, first + manifest.tasks().size()).toArray();
            int[] taskWeights = taskWeights(manifest, first + labels.length);
            int row = first + labels.length + weighted(taskWeights);
            int group = manifest.group().isPresent() ? row + 1 : -1;
            return new Columns(
                    positions(features, FeatureColumn.Kind.CATEGORICAL),
                    positions(features, FeatureColumn.Kind.CATEGORICAL_LIST),
                    positions(features, FeatureColumn.Kind.NUMERIC),
                    labels,
                    taskWeights,
                    row,
                    group,
                    PreparedData.names(manifest),
                    features,
                    manifest.labelScales(),
                    earlierIds.of(features));
        }

        private static int[] taskWeights(FeatureManifest manifest, int first) {
            int[] columns = new int[manifest.taskRows().size()];
            int next = first;
            for (int task = 0; task < columns.length; task++) {
                columns[task] = manifest.rowsOf(task).weights().isPresent() ? next++ : -1;
            }
            return weighted(columns) == 0 ? new int[0] : columns;
        }

        private static int weighted(int[] taskWeights) {
            return (int)
                    Arrays.stream(taskWeights).filter(column -> column >= 0).count();
        }

        /** Returns columns of so many weights; // [task][row] as a {@link Shard} has them */
        float[][] taskWeights(int rows) {
            return IntStream.range(0, taskWeights.length)
                    .mapToObj(task -> new float[hasWeights(task) ? rows : 0])
                    .toArray(float[][]::new);
        }

        /** Whether rows have weights for a task. */
        boolean hasWeights(int task) {
            return taskWeights[task] >= 0;
        }

        /** Returns the weight of a labelled row that prepare may have stored. */
        float checkedTaskWeight(int column, float weight) {
            if (!(weight > 0) || weight > Float.MAX_VALUE) {
                throw damaged(column, "has weight " + weight + ", but weights are finite and above 0");
            }
            return weight;
        }

        /** Requires a weight where there is a label. */
        void requireWeights(float[][] labels, float[][] weights) {
            for (int task = 0; task < weights.length; task++) {
                for (int row = 0; row < weights[task].length; row++) {
                    if (weights[task][row] == 0 && !Float.isNaN(labels[task][row])) {
                        throw damaged(taskWeights[task], "has no value in a row with a label");
                    }
                }
            }
        }

        /** Whether the column after a list has the weights of its entries. */
        boolean isWeighted(int list) {
            return isWeights(lists[list] + 1);
        }

        boolean isWeights(int column) {
            return column < features.size() && features.get(column).kind() == FeatureColumn.Kind.LIST_WEIGHTS;
        }

        /** Returns the id that its table has for a stored one; another would be read from a place of something else. */
        int checked(int column, int id) {
            if (id < 0 || id >= features.get(column).rows()) {
                throw damaged(
                        column,
                        "has id " + id + ", but its table has ids 0 to "
                                + (features.get(column).rows() - 1));
            }
            int[] earlier = earlierIds[column];
            return earlier.length == 0 ? id : earlier[id];
        }

        /** Replaces stored ids by those of {@link #checked}. */
        void check(int column, int[] ids, int from, int count) {
            int rows = features.get(column).rows();
            boolean isAsStored = earlierIds[column].length == 0;
            for (int row = from; row < from + count; row++) {
                if (!isAsStored || ids[row] < 0 || ids[row] >= rows) {
                    ids[row] = checked(column, ids[row]);
                }
            }
        }

        /** Returns a weight that prepare may have stored. */
        float checkedWeight(int column, @Nullable Float weight) {
            if (weight == null || !(weight >= 0) || weight > Float.MAX_VALUE) {
                throw damaged(column, "has weight " + weight + ", but weights are finite and not negative");
            }
            return weight;
        }

        JobFailure absent(int column) {
            return damaged(column, "has no value in a row");
        }

        JobFailure damaged(int column, String how) {
            return JobFailure.dataCheck("Prepared column \"" + names.get(column) + "\" " + how
                    + ". The files are damaged or of another preparation. Prepare the data again.");
        }

        private static int[] positions(List<FeatureColumn> features, FeatureColumn.Kind kind) {
            return IntStream.range(0, features.size())
                    .filter(i -> features.get(i).kind() == kind)
                    .toArray();
        }
    }

    /** One growing list column. */
    static final class ListColumn {
        private int[] offsets = new int[FIRST_CAPACITY];
        private int[] ids = new int[FIRST_CAPACITY];
        private int rows;
        private int size;

        void add(Columns columns, int column, ArrayData values) {
            for (int entry = 0; entry < values.numElements(); entry++) {
                if (values.isNullAt(entry)) {
                    throw columns.damaged(column, "has a list with a null entry");
                }
                add(columns.checked(column, values.getInt(entry)));
            }
            endRow();
        }

        void add(int id) {
            ids = size == ids.length ? Arrays.copyOf(ids, size * 2) : ids;
            ids[size++] = id;
        }

        void endRow() {
            rows++;
            offsets = rows == offsets.length ? Arrays.copyOf(offsets, rows * 2) : offsets;
            offsets[rows] = size;
        }

        Shard.Lists sealed() {
            return new Shard.Lists(Arrays.copyOf(offsets, rows + 1), Arrays.copyOf(ids, size));
        }
    }

    /** One growing column of the weights of lists. */
    static final class WeightColumn {
        private int[] offsets = new int[FIRST_CAPACITY];
        private float[] weights = new float[FIRST_CAPACITY];
        private int rows;
        private int size;

        void add(Columns columns, int column, ArrayData values) {
            for (int entry = 0; entry < values.numElements(); entry++) {
                add(columns.checkedWeight(column, values.isNullAt(entry) ? null : values.getFloat(entry)));
            }
            endRow();
        }

        void add(float weight) {
            weights = size == weights.length ? Arrays.copyOf(weights, size * 2) : weights;
            weights[size++] = weight;
        }

        void endRow() {
            rows++;
            offsets = rows == offsets.length ? Arrays.copyOf(offsets, rows * 2) : offsets;
            offsets[rows] = size;
        }

        /** Returns lists with these weights. */
        Shard.Lists of(Columns columns, int column, Shard.Lists lists) {
            int row = Arrays.mismatch(offsets, 0, rows + 1, lists.offsets(), 0, rows + 1) - 1;
            if (row >= 0) {
                int entries = lists.offsets()[row + 1] - lists.offsets()[row];
                throw columns.damaged(
                        column,
                        "has " + (offsets[row + 1] - offsets[row]) + " weights in a row whose list has " + entries
                                + " entries");
            }
            return new Shard.Lists(lists.offsets(), lists.ids(), Arrays.copyOf(weights, size));
        }
    }
}
