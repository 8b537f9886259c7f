package io.fulcrum.evaluate;

import io.fulcrum.data.KeyValues;
import io.fulcrum.parquet.ColumnFile;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;

/** The columns of a file of predictions: the keys, then one of each task. */
final class PredictionColumns implements ColumnFile.Columns {
    private static final int WHOLE = 0; // levels of a value that is not in a list and never absent

    private final List<ColumnDescriptor> descriptors;
    private final ColumnWriter[] keys; // of the row group at hand
    private final ColumnWriter[] tasks;
    private ColumnWriteStore rowGroup;

    /**
     * Makes the columns, which have no row group yet.
     *
     * @param descriptors of all columns, of which the first {@code keys} are keys
     */
    @SuppressWarnings("NullAway.Init") // open() sets the row group
    PredictionColumns(List<ColumnDescriptor> descriptors, int keys) {
        this.descriptors = descriptors;
        this.keys = new ColumnWriter[keys];
        tasks = new ColumnWriter[descriptors.size() - keys];
    }

    @Override
    public void open(ColumnWriteStore columns) {
        rowGroup = columns;
        Arrays.setAll(keys, key -> columns.getColumnWriter(descriptors.get(key)));
        Arrays.setAll(tasks, task -> columns.getColumnWriter(descriptors.get(keys.length + task)));
    }

    /**
     * Writes rows.
     *
     * @param from at the keys of the first row
     * @param predictions [task][row]
     */
    void write(int first, int count, KeyValues from, double[][] predictions) {
        from.copy(count, keys);
        for (int task = 0; task < tasks.length; task++) {
            for (int row = first; row < first + count; row++) {
                tasks[task].write(predictions[task][row], WHOLE, WHOLE);
            }
        }
        for (int i = 0; i < count; i++) {
            rowGroup.endRecord();
        }
    }

    @Override
    public void flush() {
        // nothing is held back
    }
}
