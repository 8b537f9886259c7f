package io.fulcrum.features.encode;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.slice;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;

import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.FeatureColumn.Kind;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * What encodings of discrete values share: values are texts, id 0 is a missing value, lists keep their first values and
 * lose nulls, and a missing list is an empty one.
 */
final class Categories {
    static final int DEFAULT_LENGTH = 50;

    private Categories() {}

    /** An id as an expression of a value that is not null. */
    interface Id {
        Column of(Column value);
    }

    static FeatureColumn column(Field field, int rows) {
        return field.isList()
                ? new FeatureColumn(
                        field.spec().name(),
                        Kind.CATEGORICAL_LIST,
                        field.spec().table(),
                        rows,
                        field.spec().pooling())
                : new FeatureColumn(
                        field.spec().name(), Kind.CATEGORICAL, field.spec().table(), rows);
    }

    /** Returns the value as text, or a list of texts without nulls. */
    static Column texts(Field field) {
        return field.isList()
                ? filter(field.source().cast(DataTypes.createArrayType(DataTypes.StringType)), Column::isNotNull)
                : field.source().cast(DataTypes.StringType);
    }

    /** Returns ids from 1 on for {@code value}s, and 0 for a missing one. */
    static Column ids(Field field, int maxLength, Id id) {
        Column texts = texts(field);
        if (!field.isList()) {
            return when(texts.isNull(), 0).otherwise(id.of(texts)).cast(DataTypes.IntegerType);
        }
        Column empty = functions.array().cast(DataTypes.createArrayType(DataTypes.StringType));
        Column kept = slice(coalesce(texts, empty), 1, maxLength);
        return transform(kept, value -> id.of(value).cast(DataTypes.IntegerType));
    }

    /** Returns a 64-bit hash of the value that differs from table to table. */
    static Column hash(String table, Column value) {
        return functions.xxhash64(lit(table), value);
    }
}
