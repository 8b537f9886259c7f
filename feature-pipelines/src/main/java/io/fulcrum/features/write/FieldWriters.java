package io.fulcrum.features.write;

import io.fulcrum.contract.encoder.EncodedColumns;
import io.fulcrum.contract.encoder.EncodedColumns.IdLists;
import io.fulcrum.features.encode.EncodedBatch;
import io.fulcrum.features.encode.EncodedLayout;
import io.fulcrum.features.write.PreparedFields.Encoded;
import io.fulcrum.parquet.ColumnFile;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.schema.MessageType;

/**
 * The writers of a file's columns, for one row group after another. Encoded columns are written from their arrays and
 * numbers that are carried through from their rows. What else is carried through has any type of Spark's, so Spark's
 * own writer stores it.
 */
final class FieldWriters implements ColumnFile.Columns {
    private static final int WHOLE = 0; // level of a value that is not in a list
    private static final int NEXT = 1; // repetition level of a list's second entry and of later ones
    private static final int ENTRY = 1; // definition level of a list's entry; an empty list has 0

    private final List<Encoded> encoded;
    private final ColumnDescriptor[] descriptors; // [encoded column]
    private final ColumnWriter[] writers; // [encoded column] of the row group at hand
    private final List<NumberWriter> numbers;
    private final OtherWriter others;

    /** Makes the writers of a file with this schema, which has no row group yet. */
    FieldWriters(PreparedFields fields, MessageType schema, ParquetForm form) {
        encoded = fields.encoded();
        Map<String, ColumnDescriptor> byName = new HashMap<>();
        schema.getColumns().forEach(column -> byName.put(column.getPath()[0], column));
        descriptors = encoded.stream().map(field -> byName.get(field.name())).toArray(ColumnDescriptor[]::new);
        writers = new ColumnWriter[descriptors.length];
        numbers = fields.numbers().stream()
                .map(number ->
                        new NumberWriter(number, byName.get(number.column().name())))
                .toList();
        others = new OtherWriter(fields.others(), form);
    }

    @Override
    public void open(ColumnWriteStore columns) {
        Arrays.setAll(writers, column -> columns.getColumnWriter(descriptors[column]));
        numbers.forEach(number -> number.open(columns));
        others.open(columns);
    }

    void write(EncodedBatch batch, int[] chosen, int count) {
        for (int column = 0; column < writers.length; column++) {
            write(encoded.get(column), writers[column], new Rows(batch, chosen, count));
        }
        for (NumberWriter number : numbers) {
            for (int i = 0; i < count; i++) {
                number.write(batch.carried(chosen[i]));
            }
        }
        for (int i = 0; i < count; i++) {
            others.write(batch.carried(chosen[i]));
        }
    }

    @Override
    public void flush() {
        others.flush();
    }

    /** Rows of a batch; the first {@code count} of {@code chosen}. */
    private record Rows(EncodedBatch batch, int[] chosen, int count) {}

    private static void write(Encoded field, ColumnWriter to, Rows rows) {
        EncodedColumns features = rows.batch().features();
        int index = field.index();
        switch (field.kind()) {
            case EncodedLayout.ID -> ints(features.ids(index), to, rows);
            case EncodedLayout.NUMBER -> floats(features.numbers(index), to, rows);
            case EncodedLayout.LIST -> {
                IdLists lists = features.lists(index);
                lists(lists, to, rows, (entry, level) -> to.write(lists.ids()[entry], level, ENTRY));
            }
            case EncodedLayout.WEIGHTS -> {
                IdLists lists = features.lists(index);
                lists(lists, to, rows, (entry, level) -> to.write(lists.weights()[entry], level, ENTRY));
            }
            case EncodedLayout.HASH -> longs(rows.batch().hashes(), to, rows);
            default -> throw new IllegalStateException("Column \"" + field.name() + "\" is not an encoded one.");
        }
    }

    private static void ints(int[] values, ColumnWriter to, Rows rows) {
        for (int i = 0; i < rows.count(); i++) {
            to.write(values[rows.chosen()[i]], WHOLE, WHOLE);
        }
    }

    private static void floats(float[] values, ColumnWriter to, Rows rows) {
        for (int i = 0; i < rows.count(); i++) {
            to.write(values[rows.chosen()[i]], WHOLE, WHOLE);
        }
    }

    private static void longs(long[] values, ColumnWriter to, Rows rows) {
        for (int i = 0; i < rows.count(); i++) {
            to.write(values[rows.chosen()[i]], WHOLE, WHOLE);
        }
    }

    /** Writes the entry of a list with a repetition level. */
    private interface EntryWriter {
        void write(int entry, int level);
    }

    private static void lists(IdLists lists, ColumnWriter to, Rows rows, EntryWriter entries) {
        for (int i = 0; i < rows.count(); i++) {
            int start = lists.start(rows.chosen()[i]);
            int end = lists.end(rows.chosen()[i]);
            if (start == end) {
                to.writeNull(WHOLE, WHOLE);
            }
            for (int entry = start; entry < end; entry++) {
                entries.write(entry, entry == start ? WHOLE : NEXT);
            }
        }
    }
}
