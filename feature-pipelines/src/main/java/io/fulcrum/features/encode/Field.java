package io.fulcrum.features.encode;

import io.fulcrum.features.read.SourceTable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;

/** A feature with the type that its column turned out to have. */
public record Field(FeatureSpec spec, DataType type) {
    public boolean isList() {
        return type instanceof ArrayType;
    }

    public Column source() {
        return SourceTable.column(spec.column());
    }
}
