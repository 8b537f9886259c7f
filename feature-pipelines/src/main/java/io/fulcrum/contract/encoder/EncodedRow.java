package io.fulcrum.contract.encoder;

import io.fulcrum.contract.FeatureColumn;
import java.util.Arrays;
import java.util.List;

/**
 * One encoded record, reused from record to record by one thread: the values of the prepared columns, by kind and in
 * the order of the feature schema.
 */
public final class EncodedRow {
    private final float[] numbers; // [numeric column]
    private final int[] ids; // [categorical column]
    private final int[][] lists; // [list column][entry], longer than the list
    private final float[][] weights; // [list column][entry], as long as the ids; empty for a list without weights
    private final int[] lengths; // [list column]

    /** Makes a row of these columns. */
    public EncodedRow(List<FeatureColumn> columns) {
        numbers = new float[count(columns, FeatureColumn.Kind.NUMERIC)];
        ids = new int[count(columns, FeatureColumn.Kind.CATEGORICAL)];
        lists = new int[count(columns, FeatureColumn.Kind.CATEGORICAL_LIST)][16];
        weights = weights(columns, lists.length);
        lengths = new int[lists.length];
    }

    public float number(int column) {
        return numbers[column];
    }

    public int id(int column) {
        return ids[column];
    }

    public int length(int list) {
        return lengths[list];
    }

    public int id(int list, int entry) {
        return lists[list][entry];
    }

    /** Returns all numbers; // [numeric column]. */
    public float[] numbers() {
        return numbers;
    }

    /** Returns the ids of all scalars; // [categorical column]. */
    public int[] ids() {
        return ids;
    }

    /** Returns the ids of a list, valid up to its {@link #length}. */
    public int[] list(int list) {
        return lists[list];
    }

    /** Returns the weights of a list's entries, valid up to its {@link #length}; of length 0 if they have none. */
    public float[] weights(int list) {
        return weights[list];
    }

    void clear(int list) {
        lengths[list] = 0;
    }

    void append(int list, int id) {
        int length = lengths[list]++;
        if (length == lists[list].length) {
            lists[list] = Arrays.copyOf(lists[list], 2 * length);
        }
        lists[list][length] = id;
    }

    void append(int list, int id, float weight) {
        append(list, id);
        int last = lengths[list] - 1;
        if (last >= weights[list].length) {
            weights[list] = Arrays.copyOf(weights[list], lists[list].length);
        }
        weights[list][last] = weight;
    }

    private static float[][] weights(List<FeatureColumn> columns, int lists) {
        float[][] weights = new float[lists][0];
        int list = -1;
        for (FeatureColumn column : columns) {
            list += column.kind() == FeatureColumn.Kind.CATEGORICAL_LIST ? 1 : 0;
            if (column.kind() == FeatureColumn.Kind.LIST_WEIGHTS) {
                weights[list] = new float[16];
            }
        }
        return weights;
    }

    static int count(List<FeatureColumn> columns, FeatureColumn.Kind kind) {
        return (int) columns.stream().filter(column -> column.kind() == kind).count();
    }
}
