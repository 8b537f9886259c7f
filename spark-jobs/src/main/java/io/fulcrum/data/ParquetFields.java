package io.fulcrum.data;

import io.fulcrum.contract.FeatureColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;

/** The columns that training reads, as the Parquet files of a prepared split declare them. */
final class ParquetFields {
    private ParquetFields() {}

    /** Returns the fields in the order of the columns' names; empty if one is absent or of another type. */
    static Optional<List<Type>> of(MessageType schema, ShardBuilder.Columns columns) {
        List<Type> fields = new ArrayList<>();
        for (int i = 0; i < columns.names().size(); i++) {
            String name = columns.names().get(i);
            if (!schema.containsField(name) || !fits(columns, i, schema.getType(name))) {
                return Optional.empty();
            }
            fields.add(schema.getType(name));
        }
        return Optional.of(fields);
    }

    private static boolean fits(ShardBuilder.Columns columns, int column, Type field) {
        if (column < columns.features().size()) {
            return isOf(columns.features().get(column).kind(), field);
        }
        return is(column < columns.row() ? PrimitiveTypeName.FLOAT : PrimitiveTypeName.INT64, field);
    }

    private static boolean isOf(FeatureColumn.Kind kind, Type field) {
        return switch (kind) {
            case NUMERIC -> is(PrimitiveTypeName.FLOAT, field);
            case CATEGORICAL -> is(PrimitiveTypeName.INT32, field);
            case CATEGORICAL_LIST -> isList(PrimitiveTypeName.INT32, field);
            case LIST_WEIGHTS -> isList(PrimitiveTypeName.FLOAT, field);
        };
    }

    private static boolean is(PrimitiveTypeName wanted, Type field) {
        return field.isPrimitive()
                && field.asPrimitiveType().getPrimitiveTypeName() == wanted
                && field.getLogicalTypeAnnotation() == null
                && !field.isRepetition(Repetition.REPEATED);
    }

    /** Whether a field is a list as the Parquet format defines it; its older forms are read in other ways. */
    private static boolean isList(PrimitiveTypeName entries, Type field) {
        return isGroupOfOne(field)
                && isGroupOfOne(only(field))
                && only(field).isRepetition(Repetition.REPEATED)
                && is(entries, only(only(field)));
    }

    private static boolean isGroupOfOne(Type field) {
        return !field.isPrimitive() && field.asGroupType().getFieldCount() == 1;
    }

    private static Type only(Type field) {
        return field.asGroupType().getType(0);
    }
}
