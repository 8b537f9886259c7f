package io.fulcrum.job;

import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/** Hadoop's local file system, which fails on file names with a colon when it looks for their checksum files. */
public final class LocalFiles extends LocalFileSystem {
    static final String PROPERTY = "fs.file.impl";

    @Override
    public Path getChecksumFile(Path file) {
        return Location.beside(file, ".", ".crc");
    }
}
