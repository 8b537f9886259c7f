package io.fulcrum.features.write;

import io.fulcrum.contract.encoder.EncodedColumns.IdLists;
import io.fulcrum.features.encode.EncodedBatch;
import io.fulcrum.features.encode.EncodedLayout;
import io.fulcrum.features.write.PreparedFields.Encoded;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.sql.catalyst.ProjectingInternalRow;
import org.apache.spark.sql.execution.datasources.parquet.ParquetWriteSupport;
import org.apache.spark.sql.types.StructType;
import scala.collection.JavaConverters;

/**
 * The writers of a row group's columns. Encoded columns are written from their arrays; what is carried through has any
 * type of Spark's, so Spark's own writer stores it. That writer also ends each record.
 */
final class FieldWriters {
    private static final int WHOLE = 0; // level of a value that is not in a list
    private static final int NEXT = 1; // repetition level of a list's second entry and of later ones
    private static final int ENTRY = 1; // definition level of a list's entry; an empty list has 0

    private final List<FieldWriter> encoded;
    private final RecordConsumer records;
    private final ParquetWriteSupport carried;
    private final ProjectingInternalRow stored; // the columns that are carried through, without those not stored

    private FieldWriters(
            List<FieldWriter> encoded,
            RecordConsumer records,
            ParquetWriteSupport carried,
            ProjectingInternalRow stored) {
        this.encoded = encoded;
        this.records = records;
        this.carried = carried;
        this.stored = stored;
    }

    /** Writes a column's values of chosen rows. */
    private interface FieldWriter {
        void write(EncodedBatch batch, int[] chosen, int count);
    }

    static FieldWriters of(PreparedFields fields, MessageType schema, ColumnWriteStore columns, ParquetForm form) {
        List<FieldWriter> encoded = new ArrayList<>();
        for (Encoded field : fields.encoded()) {
            encoded.add(writer(field, columns.getColumnWriter(descriptor(schema, field.name()))));
        }
        Configuration configuration = form.writing(fields.carried());
        ParquetWriteSupport carried = new ParquetWriteSupport();
        MessageType types = carried.init(configuration).getSchema();
        RecordConsumer records = new ColumnIOFactory().getColumnIO(types).getRecordWriter(columns);
        carried.prepareForWrite(records);
        return new FieldWriters(encoded, records, carried, leading(fields.carried()));
    }

    /** Returns a view of the first columns of a row. */
    private static ProjectingInternalRow leading(StructType columns) {
        Object[] places = IntStream.range(0, columns.size()).boxed().toArray();
        return new ProjectingInternalRow(
                columns, JavaConverters.asScalaBuffer(List.of(places)).toIndexedSeq());
    }

    private static ColumnDescriptor descriptor(MessageType schema, String name) {
        return schema.getColumns().stream()
                .filter(column -> column.getPath()[0].equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("The Parquet schema has no column \"" + name + "\"."));
    }

    void write(EncodedBatch batch, int[] chosen, int count) {
        for (FieldWriter field : encoded) {
            field.write(batch, chosen, count);
        }
        for (int i = 0; i < count; i++) {
            stored.project(batch.carried(chosen[i]));
            carried.write(stored);
        }
    }

    /** Hands over what is held back of missing values. */
    void flush() {
        records.flush();
    }

    private static FieldWriter writer(Encoded field, ColumnWriter to) {
        int index = field.index();
        return switch (field.kind()) {
            case EncodedLayout.ID ->
                (batch, chosen, count) -> ints(batch.features().ids(index), to, chosen, count);
            case EncodedLayout.NUMBER ->
                (batch, chosen, count) -> floats(batch.features().numbers(index), to, chosen, count);
            case EncodedLayout.LIST ->
                (batch, chosen, count) -> lists(batch.features().lists(index), to, chosen, count);
            case EncodedLayout.WEIGHTS ->
                (batch, chosen, count) -> weights(batch.features().lists(index), to, chosen, count);
            case EncodedLayout.HASH -> (batch, chosen, count) -> longs(batch.hashes(), to, chosen, count);
            default -> throw new IllegalStateException("Column \"" + field.name() + "\" is not an encoded one.");
        };
    }

    private static void ints(int[] values, ColumnWriter to, int[] chosen, int count) {
        for (int i = 0; i < count; i++) {
            to.write(values[chosen[i]], WHOLE, WHOLE);
        }
    }

    private static void floats(float[] values, ColumnWriter to, int[] chosen, int count) {
        for (int i = 0; i < count; i++) {
            to.write(values[chosen[i]], WHOLE, WHOLE);
        }
    }

    private static void longs(long[] values, ColumnWriter to, int[] chosen, int count) {
        for (int i = 0; i < count; i++) {
            to.write(values[chosen[i]], WHOLE, WHOLE);
        }
    }

    private static void lists(IdLists lists, ColumnWriter to, int[] chosen, int count) {
        for (int i = 0; i < count; i++) {
            int start = lists.start(chosen[i]);
            int end = lists.end(chosen[i]);
            if (start == end) {
                to.writeNull(WHOLE, WHOLE);
            }
            for (int entry = start; entry < end; entry++) {
                to.write(lists.ids()[entry], entry == start ? WHOLE : NEXT, ENTRY);
            }
        }
    }

    private static void weights(IdLists lists, ColumnWriter to, int[] chosen, int count) {
        for (int i = 0; i < count; i++) {
            int start = lists.start(chosen[i]);
            int end = lists.end(chosen[i]);
            if (start == end) {
                to.writeNull(WHOLE, WHOLE);
            }
            for (int entry = start; entry < end; entry++) {
                to.write(lists.weights()[entry], entry == start ? WHOLE : NEXT, ENTRY);
            }
        }
    }
}
