package io.fulcrum.job;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where published files are read from: any Hadoop file system with {@link Storage#files}, a local disk without Hadoop
 * with {@link LocalDisk}. Locations are the text that messages quote.
 */
public interface FileSource {

    /** Returns the text of a file, or empty if there is none. */
    Optional<String> text(String location);

    /** Returns the bytes that a file takes, or empty if there is none. */
    OptionalLong length(String location);

    /** Applies {@code reading} to the bytes of a file that is there. */
    <T> T read(String location, Reading<T> reading);

    /** What is made of a file's bytes. */
    interface Reading<T> {
        T of(InputStream in) throws IOException;
    }

    /** Returns the failure that a file which cannot be read means. */
    static JobFailure cannotRead(String location, String reason, IOException e) {
        return new JobFailure(
                ExitCode.INVALID_CONFIGURATION,
                "Cannot read " + location + ": " + reason + ". Check the path and its permissions.",
                e);
    }
}
