package io.fulcrum.contract;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The network's inputs in their fixed order; names unique, fields of one table agree on its rows, weights follow their
 * list.
 */
public record FeatureSchema(List<FeatureColumn> columns) implements Serializable {
    public FeatureSchema {
        columns = List.copyOf(columns);
        if (columns.isEmpty()) {
            throw new IllegalArgumentException(
                    "There are no features, but a model needs at least one. List them under" + " features.");
        }
        Set<String> names = new HashSet<>();
        Map<String, Integer> tables = new HashMap<>();
        requireLists(columns);
        for (FeatureColumn column : columns) {
            if (!names.add(column.name())) {
                throw new IllegalArgumentException("Two features are named \"" + column.name()
                        + "\", but feature names must be unique. Rename one with name = ….");
            }
            Integer rows = tables.putIfAbsent(column.table(), column.rows());
            if (rows != null && rows != column.rows()) {
                throw new IllegalArgumentException("Feature \"" + column.name() + "\" has " + column.rows()
                        + " rows in table \""
                        + column.table() + "\", another feature has " + rows
                        + ". Fields of one table share its rows. Prepare again.");
            }
        }
    }

    @JsonIgnore
    public List<FeatureColumn> numeric() {
        return ofKind(FeatureColumn.Kind.NUMERIC);
    }

    @JsonIgnore
    public List<FeatureColumn> categorical() {
        return ofKind(FeatureColumn.Kind.CATEGORICAL);
    }

    @JsonIgnore
    public List<FeatureColumn> lists() {
        return ofKind(FeatureColumn.Kind.CATEGORICAL_LIST);
    }

    /** Returns the features that have embedding rows, in the order of a network's input: fields, then lists. */
    @JsonIgnore
    public List<FeatureColumn> embedded() {
        return Stream.concat(categorical().stream(), lists().stream()).toList();
    }

    /** Returns the column of the weights of a list's entries, if they have weights. */
    public Optional<FeatureColumn> weights(FeatureColumn list) {
        int next = columns.indexOf(list) + 1;
        return next < columns.size() && columns.get(next).kind() == FeatureColumn.Kind.LIST_WEIGHTS
                ? Optional.of(columns.get(next))
                : Optional.empty();
    }

    /** Returns table name → rows, in order of first use. */
    @JsonIgnore
    public Map<String, Integer> tables() {
        Map<String, Integer> tables = new LinkedHashMap<>();
        for (FeatureColumn column : columns) {
            if (!column.table().isEmpty()) {
                tables.put(column.table(), column.rows());
            }
        }
        return tables;
    }

    /** Returns 16 hex digits over names, kinds, tables and sizes. */
    public String fingerprint() {
        List<String> parts = new ArrayList<>();
        columns.forEach(column -> parts.add(column.toString()));
        return Fingerprint.of(String.join("\n", parts));
    }

    private static void requireLists(List<FeatureColumn> columns) {
        for (int i = 0; i < columns.size(); i++) {
            boolean weights = columns.get(i).kind() == FeatureColumn.Kind.LIST_WEIGHTS;
            if (weights && (i == 0 || columns.get(i - 1).kind() != FeatureColumn.Kind.CATEGORICAL_LIST)) {
                throw new IllegalArgumentException("Feature column \""
                        + columns.get(i).name() + "\" has weights, but no list stands before it. Prepare again.");
            }
        }
    }

    private List<FeatureColumn> ofKind(FeatureColumn.Kind kind) {
        return columns.stream().filter(column -> column.kind() == kind).toList();
    }
}
