package io.fulcrum.parquet;

import io.fulcrum.job.Location;
import io.fulcrum.job.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopStreams;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.schema.MessageType;

/**
 * One Parquet file, compressed by zstd, whose values go to Parquet's column writers: a row group is filled batch by
 * batch and goes to the file when it is full. For one thread.
 */
public final class ColumnFile implements Closeable {
    private final Form form;
    private final Columns values;
    private final ParquetProperties properties;
    private final FSDataOutputStream out;
    private final ParquetFileWriter file;
    private final CodecFactory codecs;
    private ColumnChunkPageWriteStore pages;
    private ColumnWriteStore columns;
    private long rowsOfGroup;
    private long rows;

    /**
     * What a file is.
     *
     * @param metadata key → value of its footer
     * @param plain columns that are stored without a dictionary
     * @param bytesOfRowGroup that a row group has about, before compression
     * @param hadoop settings of the compression
     */
    public record Form(
            MessageType schema,
            Map<String, String> metadata,
            List<String> plain,
            long bytesOfRowGroup,
            Configuration hadoop) {
        /** Takes a copy of the metadata: an immutable map has another order in each process, and so would the file. */
        public Form {
            metadata = new HashMap<>(metadata);
        }

        private ParquetProperties properties() {
            ParquetProperties.Builder properties =
                    ParquetProperties.builder().withValuesWriterFactory(new PlainValues.Factory());
            plain.forEach(column -> properties.withDictionaryEncoding(column, false));
            return properties.build();
        }
    }

    /** What writes the values of one row group after another, and ends each row. */
    public interface Columns {
        /** Begins a row group. */
        void open(ColumnWriteStore rowGroup);

        /** Hands over what is held back, before a row group ends. */
        void flush();
    }

    /** Creates the file, which must not be there, and opens {@code values} for its first row group. */
    public ColumnFile(String path, Form form, Columns values) throws IOException {
        this.form = form;
        this.values = values;
        properties = form.properties();
        codecs = new CodecFactory(form.hadoop(), properties.getPageSizeThreshold());
        out = Storage.fileSystem(path).create(Location.of(path), false);
        file = new ParquetFileWriter(
                new Opened(out),
                form.schema(),
                ParquetFileWriter.Mode.CREATE,
                form.bytesOfRowGroup(),
                0,
                properties.getColumnIndexTruncateLength(),
                properties.getStatisticsTruncateLength(),
                properties.getPageWriteChecksumEnabled());
        file.start();
        open();
    }

    /** A file that has been created. */
    private record Opened(FSDataOutputStream out) implements OutputFile {
        @Override
        public PositionOutputStream create(long blockSizeHint) {
            return HadoopStreams.wrap(out);
        }

        @Override
        public PositionOutputStream createOrOverwrite(long blockSizeHint) {
            return create(blockSizeHint);
        }

        @Override
        public boolean supportsBlockSize() {
            return false;
        }

        @Override
        public long defaultBlockSize() {
            return 0;
        }
    }

    /** Counts rows that were written to the columns, and ends the row group if it is full. */
    public void wrote(int count) throws IOException {
        rowsOfGroup += count;
        if (columns.getBufferedSize() >= form.bytesOfRowGroup()) {
            endRowGroup();
            open();
        }
    }

    /** Ends the file and returns the number of its rows. */
    public long finish() throws IOException {
        endRowGroup();
        file.end(form.metadata());
        return rows;
    }

    /** Frees what the file holds; one that was not finished is no Parquet. */
    @Override
    public void close() throws IOException {
        columns.close();
        codecs.release();
        out.close();
    }

    private void open() {
        pages = new ColumnChunkPageWriteStore(
                codecs.getCompressor(CompressionCodecName.ZSTD),
                form.schema(),
                HeapByteBufferAllocator.getInstance(),
                properties.getColumnIndexTruncateLength(),
                properties.getPageWriteChecksumEnabled());
        columns = properties.newColumnWriteStore(form.schema(), pages, pages);
        values.open(columns);
        rowsOfGroup = 0;
    }

    private void endRowGroup() throws IOException {
        if (rowsOfGroup > 0) {
            values.flush();
            file.startBlock(rowsOfGroup);
            columns.flush();
            pages.flushToFileWriter(file);
            file.endBlock();
            rows += rowsOfGroup;
            rowsOfGroup = 0;
        }
    }
}
