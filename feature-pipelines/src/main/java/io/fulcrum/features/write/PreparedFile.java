package io.fulcrum.features.write;

import io.fulcrum.features.encode.EncodedBatch;
import io.fulcrum.parquet.ColumnFile;
import java.io.Closeable;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.api.WriteSupport.WriteContext;
import org.apache.spark.sql.execution.datasources.parquet.ParquetWriteSupport;

/** One Parquet file of prepared rows, written column by column without a boxed value. For one thread. */
final class PreparedFile implements Closeable {
    private final FieldWriters writers;
    private final ColumnFile file;

    /** Creates the file; its directory must be there or is made. */
    PreparedFile(String path, ParquetForm form, PreparedFields fields) throws IOException {
        Configuration hadoop = form.writing(form.schema());
        WriteContext context = new ParquetWriteSupport().init(hadoop);
        writers = new FieldWriters(fields, context.getSchema(), form);
        file = new ColumnFile(
                path,
                new ColumnFile.Form(
                        context.getSchema(), context.getExtraMetaData(), form.plain(), form.bytesOfRowGroup(), hadoop),
                writers);
    }

    /** Writes some rows of a batch. */
    void write(EncodedBatch batch, int[] chosen, int count) throws IOException {
        writers.write(batch, chosen, count);
        file.wrote(count);
    }

    /** Ends the file and returns the number of its rows. */
    long finish() throws IOException {
        return file.finish();
    }

    /** Frees what the file holds; one that was not finished is no Parquet. */
    @Override
    public void close() throws IOException {
        file.close();
    }
}
