package io.fulcrum.data;

import io.fulcrum.job.JobFailure;
import io.fulcrum.job.Location;
import io.fulcrum.job.Storage;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReadStore;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.DummyRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * The Parquet files of a prepared split that hold few values.
 *
 * @param files in the order of their names
 */
record SplitFiles(List<DataFile> files, ShardBuilder.Columns columns) implements Serializable {
    /** The path of a file, scheme included, and its rows. */
    record DataFile(String path, int rows) implements Serializable {}

    /**
     * Looks at the footers of a split's files.
     *
     * @param values rows by columns, up to which they are few
     * @return empty if there are more, or if something about the files is unusual, which Spark may read or refuse
     */
    static Optional<SplitFiles> of(String folder, ShardBuilder.Columns columns, long values) {
        try {
            FileSystem system = Storage.fileSystem(folder);
            FileStatus[] found = system.listStatus(Location.of(folder), PreparedFooter::isData);
            Arrays.sort(found);
            long left = values / columns.names().size();
            List<DataFile> files = new ArrayList<>();
            for (FileStatus file : found) {
                long rows = file.isFile() ? rows(file, columns, left) : left + 1;
                left -= rows;
                if (left < 0) {
                    return Optional.empty();
                }
                files.add(new DataFile(file.getPath().toString(), Math.toIntExact(rows)));
            }
            return files.isEmpty() ? Optional.empty() : Optional.of(new SplitFiles(List.copyOf(files), columns));
        } catch (IOException | RuntimeException e) {
            return Optional.empty(); // Spark meets it too, and says what is damaged
        }
    }

    /** Returns the rows of a file; more than {@code most} if its columns are not those that prepare writes. */
    private static long rows(FileStatus file, ShardBuilder.Columns columns, long most) throws IOException {
        try (ParquetFileReader reader = open(file.getPath())) {
            MessageType schema = reader.getFileMetaData().getSchema();
            return ParquetFields.of(schema, columns).isPresent() ? reader.getRecordCount() : most + 1;
        }
    }

    /** Reads all rows, some columns on each processor. */
    SplitColumns read() {
        int rows = files.stream().mapToInt(DataFile::rows).sum();
        SplitColumns read = new SplitColumns(columns, rows);
        int all = columns.names().size();
        int parts = Math.min(all, Runtime.getRuntime().availableProcessors());
        IntStream.range(0, parts).parallel().forEach(part -> {
            int[] share = IntStream.range(0, all)
                    .filter(column -> column % parts == part)
                    .toArray();
            int from = 0;
            for (DataFile file : files) {
                read(file, share, read, from);
                from += file.rows();
            }
        });
        return read;
    }

    private void read(DataFile file, int[] share, SplitColumns read, int first) {
        try (ParquetFileReader reader = open(new Path(file.path()))) {
            List<Type> fields = ParquetFields.of(reader.getFileMetaData().getSchema(), columns)
                    .orElseThrow();
            List<Type> wanted = Arrays.stream(share).mapToObj(fields::get).toList();
            MessageType schema = new MessageType("columns", wanted);
            reader.setRequestedSchema(schema);
            int from = first;
            for (PageReadStore rows = reader.readNextRowGroup(); rows != null; rows = reader.readNextRowGroup()) {
                int count = Math.toIntExact(rows.getRowCount());
                ColumnReadStore lists = values(rows, schema, reader);
                for (int i = 0; i < share.length; i++) {
                    ColumnDescriptor column = schema.getColumns().get(i);
                    if (read.hasLists(share[i])) {
                        read.readLists(share[i], lists.getColumnReader(column), count);
                    } else {
                        read.read(share[i], new FlatChunk(column, rows.getPageReader(column)), from, count);
                    }
                }
                from += count;
            }
        } catch (JobFailure e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw damaged(file, e);
        }
    }

    /** Returns the values of a row group's columns. */
    private static ColumnReadStore values(PageReadStore rows, MessageType schema, ParquetFileReader reader) {
        return new ColumnReadStoreImpl(
                rows,
                new DummyRecordConverter(schema).getRootConverter(),
                schema,
                reader.getFileMetaData().getCreatedBy());
    }

    /** Returns a failure in the words that {@link io.fulcrum.job.DamagedParquet} knows. */
    static IllegalStateException damaged(DataFile file, Exception cause) {
        return new IllegalStateException("Encountered error while reading file " + file.path(), cause);
    }

    static ParquetFileReader open(Path path) throws IOException {
        return ParquetFileReader.open(HadoopInputFile.fromPath(
                path, Storage.fileSystem(path.toString()).getConf()));
    }
}
