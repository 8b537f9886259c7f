package io.fulcrum.model.serving;

import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.model.AttentionPooling;
import io.fulcrum.model.ModelSpec;
import java.util.Arrays;
import java.util.List;

/**
 * Encoded rows of a request by columns, filled anew for each one: the room for them grows and is kept. Fields, lists
 * and numbers are in the order of {@link io.fulcrum.contract.FeatureSchema}. Not thread-safe.
 */
public final class RequestRows {
    private static final int FIRST_ROOM = 8;

    private final List<FeatureColumn> fields;
    private final List<FeatureColumn> lists;
    private final int[][] ids; // [field][row]
    private final float[][] numbers; // [number][row]
    private final int[][] starts; // [list][row + 1] where the entries of a row start
    private final int[][] entries; // [list][entry]
    private final boolean[] isWeighted; // [list]
    private final float[][] weights; // [list][entry] of lists that have some
    private final AttentionPooling attention = new AttentionPooling();
    private int rows;
    private int room;

    /** Room for rows of a model. */
    public RequestRows(ModelSpec spec) {
        fields = spec.features().categorical();
        lists = spec.features().lists();
        ids = new int[fields.size()][0];
        numbers = new float[spec.features().numeric().size()][0];
        starts = new int[lists.size()][1];
        entries = new int[lists.size()][0];
        isWeighted = new boolean[lists.size()];
        for (int list = 0; list < isWeighted.length; list++) {
            isWeighted[list] = spec.features().weights(lists.get(list)).isPresent();
        }
        weights = new float[lists.size()][0];
        grow(FIRST_ROOM);
    }

    /** Forgets all rows. */
    public void clear() {
        rows = 0;
    }

    public int size() {
        return rows;
    }

    /** Number of list fields. */
    public int lists() {
        return entries.length;
    }

    /** Begins a row with id 0 in every field, 0 as every number and empty lists. */
    public void next() {
        if (rows == room) {
            grow(2 * room);
        }
        for (int[] field : ids) {
            field[rows] = 0;
        }
        for (float[] number : numbers) {
            number[rows] = 0;
        }
        for (int[] start : starts) {
            start[rows + 1] = start[rows];
        }
        rows++;
    }

    /** Sets a categorical field of the last row. */
    public void id(int field, int id) {
        ids[field][rows - 1] = checked(fields.get(field), id);
    }

    /** Sets a number of the last row. */
    public void number(int number, float value) {
        numbers[number][rows - 1] = value;
    }

    /** Whether the entries of a list have weights. */
    public boolean isWeighted(int list) {
        return isWeighted[list];
    }

    /** Adds an entry to a list of the last row, with a finite weight that is not negative. */
    public void entry(int list, int id, float weight) {
        entry(list, id);
        int at = starts[list][rows] - 1;
        if (at >= weights[list].length) {
            weights[list] = Arrays.copyOf(weights[list], entries[list].length);
        }
        weights[list][at] = weight;
    }

    /** Adds an entry to a list of the last row, which has no weights. */
    public void entry(int list, int id) {
        int at = starts[list][rows]++;
        if (at == entries[list].length) {
            entries[list] = Arrays.copyOf(entries[list], Math.max(FIRST_ROOM, 2 * at));
        }
        entries[list][at] = checked(lists.get(list), id);
    }

    /** Returns room to pool a list of these rows by attention. */
    AttentionPooling attention() {
        return attention;
    }

    /** Returns [field][row] the ids; longer than the rows need. */
    int[][] ids() {
        return ids;
    }

    /** Returns [number][row] the numbers; longer than the rows need. */
    float[][] numbers() {
        return numbers;
    }

    /** Returns [list][row + 1] where the entries of a row start; longer than the rows need. */
    int[][] starts() {
        return starts;
    }

    /** Returns [list][entry] the ids; longer than the rows need. */
    int[][] entries() {
        return entries;
    }

    /** Returns [list][entry] the weights of entries that have some; longer than the rows need. */
    float[][] weights() {
        return weights;
    }

    private static int checked(FeatureColumn column, int id) {
        if (id < 0 || id >= column.rows()) {
            throw new IllegalArgumentException("Feature \"" + column.name() + "\" has id " + id + ", but its table has "
                    + column.rows() + " rows, numbered from 0. Encode the row with the model's own encoders.");
        }
        return id;
    }

    private void grow(int newRoom) {
        room = newRoom;
        Arrays.setAll(ids, field -> Arrays.copyOf(ids[field], room));
        Arrays.setAll(numbers, number -> Arrays.copyOf(numbers[number], room));
        Arrays.setAll(starts, list -> Arrays.copyOf(starts[list], room + 1));
    }
}
