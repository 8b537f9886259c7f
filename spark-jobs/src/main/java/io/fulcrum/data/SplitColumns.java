package io.fulcrum.data;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.values.ValuesReader;
import org.apache.parquet.schema.Type.Repetition;

/** The columns of a split while they are read, in the order of {@link PreparedData#columns()}. */
final class SplitColumns {
    private final ShardBuilder.Columns columns;
    private final int rows;
    private final Target[] targets; // [column]

    /** Makes columns of so many rows. */
    SplitColumns(ShardBuilder.Columns columns, int rows) {
        this.columns = columns;
        this.rows = rows;
        targets = new Target[columns.names().size()];
        for (int column : columns.ids()) {
            targets[column] = new Ids(columns, column, new int[rows]);
        }
        for (int column : columns.lists()) {
            targets[column] = new ListIds(columns, column);
            if (columns.isWeights(column + 1)) {
                targets[column + 1] = new ListWeights(columns, column + 1);
            }
        }
        for (int column : columns.numbers()) {
            targets[column] = new Floats(columns, column, new float[rows]);
        }
        for (int column : columns.labels()) {
            targets[column] = new Labels(new float[rows]);
        }
        float[][] weights = columns.taskWeights(rows);
        for (int task = 0; task < weights.length; task++) {
            if (columns.hasWeights(task)) {
                int column = columns.taskWeights()[task];
                targets[column] = new TaskWeights(columns, column, weights[task]);
            }
        }
        for (int column = columns.row(); column < targets.length; column++) {
            targets[column] = new Longs(columns, column, new long[rows]);
        }
    }

    /** Whether a column has lists. */
    boolean hasLists(int column) {
        return targets[column] instanceof Lists;
    }

    /** Reads the next rows of a column; columns may be read side by side, the rows of one must come in their order. */
    void read(int column, FlatChunk values, int from, int count) throws IOException {
        ((Flat) targets[column]).read(values, from, count);
    }

    /** Reads the next rows of a column of lists. */
    void readLists(int column, ColumnReader values, int count) {
        ((Lists) targets[column]).read(values, count);
    }

    /** Returns the rows as one shard, in the order in which they were read. */
    Shard shard() {
        float[][] labels = of(Labels.class).map(Labels::values).toArray(float[][]::new);
        float[][] weights = taskWeights();
        columns.requireWeights(labels, weights);
        return new Shard(
                of(Ids.class).map(Ids::values).toArray(int[][]::new),
                Arrays.stream(columns.lists()).mapToObj(this::lists).toArray(Shard.Lists[]::new),
                of(Floats.class).map(Floats::values).toArray(float[][]::new),
                labels,
                weights,
                columns.group() < 0 ? new long[0] : longs(columns.group()),
                rows,
                columns.scales());
    }

    private Shard.Lists lists(int column) {
        Shard.Lists lists = ((ListIds) targets[column]).sealed();
        return columns.isWeights(column + 1) ? ((ListWeights) targets[column + 1]).of(lists) : lists;
    }

    private float[][] taskWeights() {
        float[][] weights = columns.taskWeights(0);
        for (int task = 0; task < weights.length; task++) {
            if (columns.hasWeights(task)) {
                weights[task] = ((TaskWeights) targets[columns.taskWeights()[task]]).values();
            }
        }
        return weights;
    }

    /** Returns [row] the keys by which rows are assigned to shards. */
    long[] keys() {
        return longs(columns.row());
    }

    private long[] longs(int column) {
        return ((Longs) targets[column]).values();
    }

    private <T extends Target> Stream<T> of(Class<T> kind) {
        return Arrays.stream(targets).filter(kind::isInstance).map(kind::cast);
    }

    /** Where the values of one column go. */
    private sealed interface Target {}

    /** A column with at most one value per row. */
    private sealed interface Flat extends Target {
        /** Stores the next values, of rows that have one. */
        void store(int first, int count, ValuesReader from);

        /** Stores that a row has no value. */
        void storeAbsent(int row);

        default void read(FlatChunk from, int first, int count) throws IOException {
            int row = first;
            while (row < first + count) {
                int present = from.present(first + count - row);
                if (present == 0) {
                    storeAbsent(row++);
                } else {
                    store(row, present, from.values());
                    row += present;
                }
            }
        }
    }

    /** A column with one value per row, which may not be absent. */
    private sealed interface Values extends Flat {
        ShardBuilder.Columns columns();

        int column();

        @Override
        default void storeAbsent(int row) {
            throw columns().absent(column());
        }
    }

    private record Ids(ShardBuilder.Columns columns, int column, int[] values) implements Values {
        @Override
        public void store(int first, int count, ValuesReader from) {
            for (int row = first; row < first + count; row++) {
                values[row] = from.readInteger();
            }
            columns.check(column, values, first, count);
        }
    }

    private record Floats(ShardBuilder.Columns columns, int column, float[] values) implements Values {
        @Override
        public void store(int first, int count, ValuesReader from) {
            for (int row = first; row < first + count; row++) {
                values[row] = from.readFloat();
            }
        }
    }

    private record Longs(ShardBuilder.Columns columns, int column, long[] values) implements Values {
        @Override
        public void store(int first, int count, ValuesReader from) {
            for (int row = first; row < first + count; row++) {
                values[row] = from.readLong();
            }
        }
    }

    private record Labels(float[] values) implements Flat {
        @Override
        public void store(int first, int count, ValuesReader from) {
            for (int row = first; row < first + count; row++) {
                values[row] = from.readFloat();
            }
        }

        @Override
        public void storeAbsent(int row) {
            values[row] = Float.NaN;
        }
    }

    /** Weights of labelled rows; 0 where the row has none. */
    private record TaskWeights(ShardBuilder.Columns columns, int column, float[] values) implements Flat {
        @Override
        public void store(int first, int count, ValuesReader from) {
            for (int row = first; row < first + count; row++) {
                values[row] = columns.checkedTaskWeight(column, from.readFloat());
            }
        }

        @Override
        public void storeAbsent(int row) {
            values[row] = 0;
        }
    }

    /** Lists: a row begins with repetition level 0, and definition levels tell no list, an empty one, a hole. */
    private abstract static sealed class Lists implements Target {
        private final ShardBuilder.Columns columns;
        private final int column;

        Lists(ShardBuilder.Columns columns, int column) {
            this.columns = columns;
            this.column = column;
        }

        ShardBuilder.Columns columns() {
            return columns;
        }

        int column() {
            return column;
        }

        /** Takes the entry that the reader is at. */
        abstract void take(ColumnReader from);

        /** Takes an entry without a value. */
        abstract void takeHole();

        /** Ends the list of the row. */
        abstract void end();

        void read(ColumnReader from, int count) {
            IntStream.range(0, count).forEach(i -> readRow(from));
        }

        private void readRow(ColumnReader from) {
            int present = from.getDescriptor().getMaxDefinitionLevel();
            boolean mayLackElements = from.getDescriptor().getPrimitiveType().isRepetition(Repetition.OPTIONAL);
            int entry = mayLackElements ? present - 1 : present; // the least level of an entry
            if (entry > 1 && from.getCurrentDefinitionLevel() == 0) { // the list itself is optional, and absent
                throw columns.absent(column);
            }
            do {
                if (from.getCurrentDefinitionLevel() == present) {
                    take(from);
                } else if (from.getCurrentDefinitionLevel() == entry) {
                    takeHole();
                }
                from.consume();
            } while (from.getCurrentRepetitionLevel() > 0);
            end();
        }
    }

    private static final class ListIds extends Lists {
        private final ShardBuilder.ListColumn lists = new ShardBuilder.ListColumn();

        ListIds(ShardBuilder.Columns columns, int column) {
            super(columns, column);
        }

        @Override
        void take(ColumnReader from) {
            lists.add(columns().checked(column(), from.getInteger()));
        }

        @Override
        void takeHole() {
            throw columns().damaged(column(), "has a list with a null entry");
        }

        @Override
        void end() {
            lists.endRow();
        }

        Shard.Lists sealed() {
            return lists.sealed();
        }
    }

    /** Weights of the list in the column before, which may be read later. */
    private static final class ListWeights extends Lists {
        private final ShardBuilder.WeightColumn weights = new ShardBuilder.WeightColumn();

        ListWeights(ShardBuilder.Columns columns, int column) {
            super(columns, column);
        }

        @Override
        void take(ColumnReader from) {
            weights.add(columns().checkedWeight(column(), from.getFloat()));
        }

        @Override
        void takeHole() {
            columns().checkedWeight(column(), null);
        }

        @Override
        void end() {
            weights.endRow();
        }

        Shard.Lists of(Shard.Lists lists) {
            return weights.of(columns(), column(), lists);
        }
    }
}
