package io.fulcrum.features.read;

import io.fulcrum.job.Storage;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;

/**
 * One Parquet file of the input.
 *
 * @param status its path and length
 * @param partitions values of the folders {@code column=value} it is in, outermost first; empty means null
 */
record SourceFile(FileStatus status, Map<String, Optional<String>> partitions) {
    /** Returns the path as messages show it. */
    String name() {
        return Storage.forPeople(status.getPath().toString());
    }
}
