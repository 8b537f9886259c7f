package io.fulcrum.features.write;

import io.fulcrum.features.encode.EncodedBatch;
import io.fulcrum.job.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.api.WriteSupport.WriteContext;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopStreams;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.sql.execution.datasources.parquet.ParquetWriteSupport;

/**
 * One Parquet file of prepared rows, written column by column without a boxed value: a row group is filled batch by
 * batch and goes to the file when it is full. For one thread.
 */
final class PreparedFile implements Closeable {
    private final FSDataOutputStream out;
    private final ParquetFileWriter file;
    private final MessageType schema;
    private final Map<String, String> metadata;
    private final CodecFactory codecs;
    private final ParquetProperties properties;
    private final long bytesOfRowGroup;
    private final FieldWriters writers;
    private ColumnChunkPageWriteStore pages;
    private ColumnWriteStore columns;
    private long rowsOfGroup;
    private long rows;

    /** Creates the file; its directory must be there or is made. */
    PreparedFile(String path, ParquetForm form, PreparedFields fields) throws IOException {
        Configuration configuration = form.writing(form.schema());
        WriteContext context = new ParquetWriteSupport().init(configuration);
        schema = context.getSchema();
        metadata = new HashMap<>(context.getExtraMetaData());
        properties = form.properties();
        bytesOfRowGroup = form.bytesOfRowGroup();
        codecs = new CodecFactory(configuration, properties.getPageSizeThreshold());
        Path place = new Path(path);
        out = Storage.fileSystem(path).create(place, false);
        file = new ParquetFileWriter(
                new Opened(out),
                schema,
                ParquetFileWriter.Mode.CREATE,
                bytesOfRowGroup,
                0,
                properties.getColumnIndexTruncateLength(),
                properties.getStatisticsTruncateLength(),
                properties.getPageWriteChecksumEnabled());
        file.start();
        writers = new FieldWriters(fields, schema, form);
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

    /** Writes some rows of a batch. */
    void write(EncodedBatch batch, int[] chosen, int count) throws IOException {
        writers.write(batch, chosen, count);
        rowsOfGroup += count;
        if (columns.getBufferedSize() >= bytesOfRowGroup) {
            endRowGroup();
            open();
        }
    }

    /** Ends the file and returns the number of its rows. */
    long finish() throws IOException {
        endRowGroup();
        file.end(metadata);
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
                schema,
                HeapByteBufferAllocator.getInstance(),
                properties.getColumnIndexTruncateLength(),
                properties.getPageWriteChecksumEnabled());
        columns = properties.newColumnWriteStore(schema, pages, pages);
        writers.open(columns);
        rowsOfGroup = 0;
    }

    private void endRowGroup() throws IOException {
        if (rowsOfGroup > 0) {
            writers.flush();
            file.startBlock(rowsOfGroup);
            columns.flush();
            pages.flushToFileWriter(file);
            file.endBlock();
            rows += rowsOfGroup;
            rowsOfGroup = 0;
        }
    }
}
