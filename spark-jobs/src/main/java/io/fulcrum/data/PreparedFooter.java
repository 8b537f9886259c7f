package io.fulcrum.data;

import io.fulcrum.job.Location;
import io.fulcrum.job.Storage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * The schema that Spark wrote into the footer of a Parquet file. Reading it here takes milliseconds, where Spark's own
 * inference runs a job for it.
 */
final class PreparedFooter {
    private PreparedFooter() {}

    /** Returns the schema of a folder's first file; empty if there is no file, or none that Spark wrote. */
    static Optional<StructType> schema(String folder) {
        try {
            FileSystem files = Storage.fileSystem(folder);
            Optional<FileStatus> first = Arrays.stream(files.listStatus(Location.of(folder), PreparedFooter::isData))
                    .filter(FileStatus::isFile)
                    .min(Comparator.comparing(FileStatus::getPath));
            return first.isPresent() ? schema(first.get(), files.getConf()) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + folder, e);
        }
    }

    /** Fails with the words that {@link io.fulcrum.job.DamagedParquet} knows, whatever is wrong with the footer. */
    private static Optional<StructType> schema(FileStatus file, Configuration configuration) {
        try (ParquetFileReader reader = ParquetFileReader.open(HadoopInputFile.fromStatus(file, configuration))) {
            String json = reader.getFileMetaData().getKeyValueMetaData().get(KeyFields.SPARK_SCHEMA);
            return Optional.ofNullable(json)
                    .map(DataType::fromJson)
                    .filter(StructType.class::isInstance)
                    .map(StructType.class::cast);
        } catch (IOException | RuntimeException e) {
            throw new IllegalStateException("Could not read footer for file: " + file.getPath(), e);
        }
    }

    static boolean isData(Path path) {
        return !path.getName().startsWith("_") && !path.getName().startsWith(".");
    }
}
