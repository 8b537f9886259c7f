package io.fulcrum.data;

import io.fulcrum.contract.FeatureColumn;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * Ids of prepared data as an earlier model has them, whose vocabularies the data extends: values that the model does
 * not know have its ids of unknown values.
 *
 * @param tables embedding table → the model's id of each id; // [id]
 */
public record EarlierIds(Map<String, int[]> tables) implements Serializable {
    /** Ids as they are stored. */
    public static final EarlierIds AS_STORED = new EarlierIds(Map.of());

    public EarlierIds {
        tables = Map.copyOf(tables);
    }

    /** Returns for each column the ids of its table, none where they are as stored. */
    int[][] of(List<FeatureColumn> columns) {
        return columns.stream()
                .map(column -> tables.getOrDefault(column.table(), new int[0]))
                .toArray(int[][]::new);
    }
}
