package io.fulcrum.model;

import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.FeatureSchema;
import io.fulcrum.contract.Pooling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a row's features stand in the network's input: the embedding of each categorical field, the pooled embedding
 * of each list field, then the numbers.
 *
 * @param fieldTables [categorical field] embedding table
 * @param listTables [list field] embedding table
 * @param listPooling [list field] how a list's rows become one
 * @param width parameters of an embedding row
 */
record InputLayout(int[] fieldTables, int[] listTables, Pooling[] listPooling, int numbers, int width) {

    static InputLayout of(FeatureSchema schema, int width) {
        Map<String, Integer> places = new HashMap<>();
        schema.tables().keySet().forEach(table -> places.put(table, places.size()));
        return new InputLayout(
                tables(schema.categorical(), places),
                tables(schema.lists(), places),
                schema.lists().stream().map(FeatureColumn::pooling).toArray(Pooling[]::new),
                schema.numeric().size(),
                width);
    }

    /** Returns the tables that the schema names, in the order that the layout numbers them. */
    static List<EmbeddingSpec.Table> tables(FeatureSchema schema) {
        List<EmbeddingSpec.Table> tables = new ArrayList<>();
        for (Map.Entry<String, Integer> table : schema.tables().entrySet()) {
            tables.add(new EmbeddingSpec.Table(table.getKey(), table.getValue()));
        }
        return tables;
    }

    /** Returns [categorical field] whether any of its columns is in the ranges. */
    boolean[] fieldsIn(List<ColumnOperation.Range> ranges) {
        boolean[] fields = new boolean[fieldTables.length];
        for (ColumnOperation.Range range : ranges) {
            int end = Math.min(fields.length, (range.to() + width - 1) / width);
            Arrays.fill(fields, Math.min(end, range.from() / width), end, true);
        }
        return fields;
    }

    /** Columns of the network's input. */
    int inputWidth() {
        return firstNumber() + numbers;
    }

    int firstNumber() {
        return (fieldTables.length + listTables.length) * width;
    }

    int list(int index) {
        return (fieldTables.length + index) * width;
    }

    private static int[] tables(List<FeatureColumn> columns, Map<String, Integer> places) {
        return columns.stream().mapToInt(column -> places.get(column.table())).toArray();
    }
}
