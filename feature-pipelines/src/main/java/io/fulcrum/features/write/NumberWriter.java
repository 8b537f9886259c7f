package io.fulcrum.features.write;

import io.fulcrum.features.write.PreparedFields.Carried;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** Writes a column of numbers that is carried through, for one row group after another. */
final class NumberWriter {
    private static final int WHOLE = 0; // repetition level of a value that is not in a list

    private final ColumnDescriptor descriptor;
    private final int place;
    private final int present; // definition level of a value that is not null
    private final Value value;
    private ColumnWriter writer;

    NumberWriter(Carried number, ColumnDescriptor descriptor) {
        this.descriptor = descriptor;
        place = number.place();
        present = descriptor.getMaxDefinitionLevel();
        value = value(number.column().dataType());
    }

    /** Writes the value of a row, which is not null. */
    private interface Value {
        void write(InternalRow row, int place, ColumnWriter writer, int level);
    }

    private static Value value(DataType type) {
        if (type.equals(DataTypes.IntegerType)) {
            return (row, place, writer, level) -> writer.write(row.getInt(place), WHOLE, level);
        } else if (type.equals(DataTypes.LongType)) {
            return (row, place, writer, level) -> writer.write(row.getLong(place), WHOLE, level);
        } else if (type.equals(DataTypes.FloatType)) {
            return (row, place, writer, level) -> writer.write(row.getFloat(place), WHOLE, level);
        }
        return (row, place, writer, level) -> writer.write(row.getDouble(place), WHOLE, level);
    }

    /** Begins a row group. */
    void open(ColumnWriteStore columns) {
        writer = columns.getColumnWriter(descriptor);
    }

    /** Writes the value of a row, given its columns beside the features'. */
    void write(InternalRow row) {
        if (present > 0 && row.isNullAt(place)) {
            writer.writeNull(WHOLE, present - 1);
        } else {
            value.write(row, place, writer, present);
        }
    }
}
