package io.fulcrum.data;

import java.io.IOException;
import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.column.values.ValuesReader;

/** The key columns of one row group, which are copied from its first row to its last. */
public final class KeyValues {
    private static final int WHOLE = 0; // repetition level of a value that is not in a list
    private static final int PRESENT = 1; // definition levels of a column whose values may be absent
    private static final int ABSENT = 0;

    private final SplitFiles.DataFile file;
    private final Column[] columns; // [key]

    /** A column that is read. */
    private record Column(FlatChunk from, Copy copy) {}

    /** Copies the next value. */
    private interface Copy {
        void value(ValuesReader from, ColumnWriter to);
    }

    KeyValues(SplitFiles.DataFile file, PageReadStore rows, List<ColumnDescriptor> keys) {
        this.file = file;
        columns = keys.stream()
                .map(key -> new Column(chunk(key, rows.getPageReader(key)), copy(key)))
                .toArray(Column[]::new);
    }

    private FlatChunk chunk(ColumnDescriptor key, PageReader pages) {
        try {
            return new FlatChunk(key, pages);
        } catch (IOException | RuntimeException e) {
            throw SplitFiles.damaged(file, e);
        }
    }

    private static Copy copy(ColumnDescriptor key) {
        return switch (key.getPrimitiveType().getPrimitiveTypeName()) {
            case BOOLEAN -> (from, to) -> to.write(from.readBoolean(), WHOLE, PRESENT);
            case INT32 -> (from, to) -> to.write(from.readInteger(), WHOLE, PRESENT);
            case INT64 -> (from, to) -> to.write(from.readLong(), WHOLE, PRESENT);
            case FLOAT -> (from, to) -> to.write(from.readFloat(), WHOLE, PRESENT);
            case DOUBLE -> (from, to) -> to.write(from.readDouble(), WHOLE, PRESENT);
            default -> (from, to) -> to.write(from.readBytes(), WHOLE, PRESENT);
        };
    }

    /**
     * Copies the keys of the next {@code rows} rows.
     *
     * @param to [key] columns whose values may be absent
     */
    public void copy(int rows, ColumnWriter[] to) {
        try {
            for (int key = 0; key < columns.length; key++) {
                copy(columns[key], rows, to[key]);
            }
        } catch (IOException | RuntimeException e) {
            throw SplitFiles.damaged(file, e);
        }
    }

    private static void copy(Column column, int rows, ColumnWriter to) throws IOException {
        int left = rows;
        while (left > 0) {
            int present = column.from().present(left);
            if (present == 0) {
                to.writeNull(WHOLE, ABSENT);
                left--;
            }
            for (int i = 0; i < present; i++) {
                column.copy().value(column.from().values(), to);
            }
            left -= present;
        }
    }
}
