package io.fulcrum.data;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/** The rows of a split of few values in the order of its files, with key columns that are read along. */
public final class KeyedRows {
    private final SplitFiles files;
    private final KeyFields keys;

    private KeyedRows(SplitFiles files, KeyFields keys) {
        this.files = files;
        this.keys = keys;
    }

    /** Returns the rows; empty if only Spark's reader can read them or write their keys. */
    static Optional<KeyedRows> of(SplitFiles files, List<String> keys) {
        Optional<KeyFields> first = Optional.empty();
        for (SplitFiles.DataFile file : files.files()) {
            Optional<KeyFields> fields = keys(file, keys);
            if (fields.isEmpty() || first.isPresent() && !fields.equals(first)) {
                return Optional.empty();
            }
            first = fields;
        }
        return first.map(found -> new KeyedRows(files, found));
    }

    private static Optional<KeyFields> keys(SplitFiles.DataFile file, List<String> keys) {
        try (ParquetFileReader reader = SplitFiles.open(new Path(file.path()))) {
            return KeyFields.of(reader.getFileMetaData(), keys);
        } catch (IOException | RuntimeException e) {
            return Optional.empty(); // Spark meets it too, and reports what is damaged
        }
    }

    public KeyFields keys() {
        return keys;
    }

    /** Returns what training and scoring read of the rows. */
    public Shard shard() {
        return files.read().shard();
    }

    /** Takes rows one run after the other. */
    public interface RunSink {
        /**
         * Takes rows.
         *
         * @param first the number of the first one
         * @param keys at that row; those of all rows are to be copied
         */
        void accept(int first, int count, KeyValues keys) throws IOException;
    }

    /**
     * Passes all rows to {@code sink}, at most {@code most} at a time, in the order of {@link #shard()}.
     *
     * @throws IOException of the sink
     */
    public void forEach(int most, RunSink sink) throws IOException {
        int first = 0;
        for (SplitFiles.DataFile file : files.files()) {
            try (ParquetFileReader reader = SplitFiles.open(new Path(file.path()))) {
                MessageType schema = new MessageType("keys", keys.fields());
                reader.setRequestedSchema(schema);
                for (PageReadStore rows = next(reader, file); rows != null; rows = next(reader, file)) {
                    KeyValues values = new KeyValues(file, rows, schema.getColumns());
                    int end = first + Math.toIntExact(rows.getRowCount());
                    while (first < end) {
                        int count = Math.min(most, end - first);
                        sink.accept(first, count, values);
                        first += count;
                    }
                }
            }
        }
    }

    private static @Nullable PageReadStore next(ParquetFileReader reader, SplitFiles.DataFile file) {
        try {
            return reader.readNextRowGroup();
        } catch (IOException | RuntimeException e) {
            throw SplitFiles.damaged(file, e);
        }
    }
}
