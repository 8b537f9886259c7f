package io.fulcrum.contract.encoder;

import io.fulcrum.contract.FeatureColumn;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Some encoded records, reused by one thread: one array for each prepared column, by kind and in the order of the
 * feature schema. Arrays may be longer than the records are many.
 */
public final class EncodedColumns {
    private final float[][] numbers; // [numeric column][row]
    private final int[][] ids; // [categorical column][row]
    private final IdLists[] lists; // [list column]
    private final EncodedRow scratch;
    private int rows;

    /** Makes room for records of these columns. */
    public EncodedColumns(List<FeatureColumn> columns) {
        numbers = new float[EncodedRow.count(columns, FeatureColumn.Kind.NUMERIC)][0];
        ids = new int[EncodedRow.count(columns, FeatureColumn.Kind.CATEGORICAL)][0];
        lists = Stream.generate(IdLists::new)
                .limit(EncodedRow.count(columns, FeatureColumn.Kind.CATEGORICAL_LIST))
                .toArray(IdLists[]::new);
        scratch = new EncodedRow(columns);
    }

    /** The lists of one column. */
    public static final class IdLists {
        private int[] ids = new int[0]; // those of all records, one after another
        private float[] weights = new float[0]; // those of the ids, if they have weights
        private int[] ends = new int[0]; // [row]

        /** Returns where the list of a record begins in {@link #ids}. */
        public int start(int row) {
            return row == 0 ? 0 : ends[row - 1];
        }

        /** Returns where the list of a record ends in {@link #ids}. */
        public int end(int row) {
            return ends[row];
        }

        /** Returns the ids of all records. */
        public int[] ids() {
            return ids;
        }

        /** Returns the weights of all records, in the places of their ids; of length 0 if they have none. */
        public float[] weights() {
            return weights;
        }

        void append(int row, int[] list, float[] weightsOfList, int length) {
            append(row, list, length);
            weights = weights.length < ids.length ? Arrays.copyOf(weights, ids.length) : weights;
            System.arraycopy(weightsOfList, 0, weights, start(row), length);
        }

        void append(int row, int[] list, int length) {
            int start = start(row);
            if (start + length > ids.length) {
                ids = Arrays.copyOf(ids, Math.max(start + length, 2 * ids.length));
            }
            System.arraycopy(list, 0, ids, start, length);
            ends[row] = start + length;
        }
    }

    /** Returns the number of records. */
    public int rows() {
        return rows;
    }

    /** Returns a numeric column; // [row]. */
    public float[] numbers(int column) {
        return numbers[column];
    }

    /** Returns a categorical column; // [row]. */
    public int[] ids(int column) {
        return ids[column];
    }

    /** Returns a list column. */
    public IdLists lists(int column) {
        return lists[column];
    }

    /** Makes room for so many records. */
    void open(int count) {
        rows = count;
        Arrays.setAll(numbers, column -> numbers[column].length < count ? new float[count] : numbers[column]);
        Arrays.setAll(ids, column -> ids[column].length < count ? new int[count] : ids[column]);
        for (IdLists list : lists) {
            list.ends = list.ends.length < count ? new int[count] : list.ends;
        }
    }

    /** Returns a record for fields that are encoded one record at a time. */
    EncodedRow scratch() {
        return scratch;
    }
}
