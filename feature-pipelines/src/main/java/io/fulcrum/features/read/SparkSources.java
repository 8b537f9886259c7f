package io.fulcrum.features.read;

import io.fulcrum.contract.encoder.Source;
import io.fulcrum.contract.encoder.SourceType;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * The source columns of features with their Spark types.
 *
 * @param columnNames their names
 * @param types type of each column; // [source]
 */
public record SparkSources(List<String> columnNames, List<DataType> types) implements Serializable {
    public SparkSources {
        columnNames = List.copyOf(columnNames);
        types = List.copyOf(types);
    }

    /** Returns columns with the types that a schema gives them. */
    public static SparkSources of(List<String> columns, StructType schema) {
        return new SparkSources(
                columns,
                columns.stream().map(column -> schema.apply(column).dataType()).toList());
    }

    /** Returns the columns to select, in order. */
    public List<Column> columns() {
        return columnNames.stream().map(SourceTable::column).toList();
    }

    /** Returns the places of columns. */
    public List<Integer> places(List<String> columns) {
        return columns.stream().map(columnNames::indexOf).toList();
    }

    /** Returns what encoders call a column of this name and Spark type. */
    public static Source source(String column, DataType type) {
        return type instanceof ArrayType list
                ? Source.list(column, type(list.elementType()))
                : Source.scalar(column, type(type));
    }

    private static SourceType type(DataType type) {
        return SparkValue.of(type).type();
    }

    /** Returns how the values of each column, or its lists' entries, are read; those of some types never are. */
    SparkValue[] values() {
        return types.stream()
                .map(type -> type instanceof ArrayType list ? list.elementType() : type)
                .map(type -> SparkValue.isRead(type) ? SparkValue.of(type) : SparkValue.unread())
                .toArray(SparkValue[]::new);
    }
}
