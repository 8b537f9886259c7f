package io.fulcrum.model.graph;

import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.FeatureSchema;
import io.fulcrum.contract.Pooling;
import io.fulcrum.model.embedding.EmbeddingSpec;
import java.util.ArrayList;
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
 * @param listQueries [list field] where the query is of one that is pooled by attention instead
 * @param starts [field, then list] its first column; then the first column of the numbers
 */
public record InputLayout(
        int[] fieldTables,
        int[] listTables,
        Pooling[] listPooling,
        ListQuery[] listQueries,
        int[] starts,
        int numbers) {

    /** A layout whose lists are pooled as their features say. */
    public static InputLayout of(FeatureSchema schema, EmbeddingSizes sizes) {
        return of(schema, sizes, List.of());
    }

    public static InputLayout of(FeatureSchema schema, EmbeddingSizes sizes, List<ListAttention> attention) {
        Map<String, Integer> places = new HashMap<>();
        schema.tables().keySet().forEach(table -> places.put(table, places.size()));
        return new InputLayout(
                tables(schema.categorical(), places),
                tables(schema.lists(), places),
                schema.lists().stream().map(FeatureColumn::pooling).toArray(Pooling[]::new),
                ListAttention.queries(schema, sizes, attention),
                starts(schema, sizes),
                schema.numeric().size());
    }

    /** Returns the tables that the schema names, in the order that the layout numbers them. */
    public static List<EmbeddingSpec.Table> tables(FeatureSchema schema) {
        List<EmbeddingSpec.Table> tables = new ArrayList<>();
        for (Map.Entry<String, Integer> table : schema.tables().entrySet()) {
            tables.add(new EmbeddingSpec.Table(table.getKey(), table.getValue()));
        }
        return tables;
    }

    /** Returns [categorical field] whether any of its columns is in the ranges. */
    public boolean[] fieldsIn(List<ColumnOperation.Range> ranges) {
        boolean[] fields = new boolean[fieldTables.length];
        for (int field = 0; field < fields.length; field++) {
            int from = starts[field];
            int to = starts[field + 1];
            fields[field] = ranges.stream().anyMatch(range -> range.from() < to && range.to() > from);
        }
        return fields;
    }

    /** Columns of the network's input. */
    public int inputWidth() {
        return firstNumber() + numbers;
    }

    public int firstNumber() {
        return starts[starts.length - 1];
    }

    /** The first column of a categorical field. */
    public int field(int index) {
        return starts[index];
    }

    /** Columns of a categorical field. */
    public int fieldWidth(int index) {
        return starts[index + 1] - starts[index];
    }

    /** The first column of a list field. */
    public int list(int index) {
        return starts[fieldTables.length + index];
    }

    /** Columns of a list field. */
    public int listWidth(int index) {
        return fieldWidth(fieldTables.length + index);
    }

    private static int[] starts(FeatureSchema schema, EmbeddingSizes sizes) {
        List<Integer> widths = sizes.ofFeatures(schema);
        int[] starts = new int[widths.size() + 1];
        for (int i = 0; i < widths.size(); i++) {
            starts[i + 1] = starts[i] + widths.get(i);
        }
        return starts;
    }

    private static int[] tables(List<FeatureColumn> columns, Map<String, Integer> places) {
        return columns.stream().mapToInt(column -> places.get(column.table())).toArray();
    }
}
