package io.fulcrum.features.write;

import io.fulcrum.features.write.PreparedFields.Carried;
import java.util.List;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.ProjectingInternalRow;
import org.apache.spark.sql.execution.datasources.parquet.ParquetWriteSupport;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.collection.JavaConverters;

/** Writes columns of any type that are carried through, by Spark's writer; there may be none. */
final class OtherWriter {
    private final ParquetWriteSupport values = new ParquetWriteSupport();
    private final MessageColumnIO columns;
    private final ProjectingInternalRow stored;
    private final boolean isEmpty;
    private ColumnWriteStore rowGroup;
    private RecordConsumer records;

    OtherWriter(List<Carried> fields, ParquetForm form) {
        StructType types = new StructType(fields.stream().map(Carried::column).toArray(StructField[]::new));
        MessageType schema = values.init(form.writing(types)).getSchema();
        columns = new ColumnIOFactory().getColumnIO(schema);
        Object[] places = fields.stream().map(Carried::place).toArray();
        stored = new ProjectingInternalRow(
                types, JavaConverters.asScalaBuffer(List.of(places)).toIndexedSeq());
        isEmpty = fields.isEmpty();
    }

    /** Begins a row group. */
    void open(ColumnWriteStore ofRowGroup) {
        rowGroup = ofRowGroup;
        records = columns.getRecordWriter(ofRowGroup);
        values.prepareForWrite(records);
    }

    /** Writes the values of a row, given its columns beside the features', and ends its record. */
    void write(InternalRow row) {
        if (isEmpty) {
            rowGroup.endRecord();
        } else {
            stored.project(row);
            values.write(stored); // ends the record, too
        }
    }

    /** Hands over what is held back of missing values. */
    void flush() {
        records.flush();
    }
}
