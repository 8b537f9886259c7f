package io.fulcrum.features.read;

import io.fulcrum.job.ExitCode;
import io.fulcrum.job.JobFailure;
import io.fulcrum.job.Storage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Whether an input path is there, and what is there instead. */
final class InputFiles {
    private static final int LISTED = 10;

    private InputFiles() {}

    /**
     * Returns what a path or glob matches, which must be something.
     *
     * @throws JobFailure that lists what the nearest existing folder holds, or says that there is no such file system
     */
    static List<Path> require(String input) {
        try {
            FileSystem files = fileSystem(input);
            FileStatus[] found = files.globStatus(new Path(input));
            if (found == null || found.length == 0) {
                throw JobFailure.dataCheck("data.input = " + input
                        + " is neither a file or folder nor a table, but must be one. "
                        + present(files, files.makeQualified(new Path(input)).getParent()) + " Correct data.input.");
            }
            return Arrays.stream(found).map(FileStatus::getPath).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot look up " + input, e);
        }
    }

    /** Hadoop throws unchecked for hosts that it does not know, classes that are not there and what is no URI. */
    private static FileSystem fileSystem(String input) {
        try {
            return Storage.fileSystem(input);
        } catch (IOException | RuntimeException e) {
            throw new JobFailure(
                    ExitCode.INVALID_CONFIGURATION,
                    "data.input = " + input + " names a file system that cannot"
                            + " be opened: " + e.getMessage()
                            + ", but must be a path of one that can. Correct data.input, or give Spark"
                            + " the jars and settings of that file system.",
                    e);
        }
    }

    private static String present(FileSystem files, Path folder) throws IOException {
        Path existing = folder;
        while (existing.getParent() != null && !files.exists(existing)) {
            existing = existing.getParent();
        }
        List<String> names = new ArrayList<>();
        for (FileStatus status : files.listStatus(existing)) {
            String name = status.getPath().getName();
            if (!name.startsWith(".") && !name.startsWith("_")) {
                names.add(name);
            }
        }
        names.sort(null);
        String more = names.size() > LISTED ? " and " + (names.size() - LISTED) + " more" : "";
        String listed =
                names.isEmpty() ? "nothing" : String.join(", ", names.subList(0, Math.min(LISTED, names.size())));
        return "Folder " + existing.toUri().getPath() + " holds " + listed + more + ".";
    }
}
