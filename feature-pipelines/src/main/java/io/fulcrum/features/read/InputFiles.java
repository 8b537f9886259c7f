package io.fulcrum.features.read;

import io.fulcrum.job.ExitCode;
import io.fulcrum.job.JobFailure;
import io.fulcrum.job.Location;
import io.fulcrum.job.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Whether an input path is there, and what is there instead. */
final class InputFiles {
    private static final int LISTED = 10;

    private InputFiles() {}

    /**
     * Returns what a path or glob pattern names, the path itself if it exists, else what it matches.
     *
     * @throws JobFailure that lists what the nearest existing folder holds, or says that there is no such file system
     */
    static List<Path> paths(SourceSettings settings) {
        String input = settings.input();
        try {
            List<Path> found = Location.matching(input);
            if (found.isEmpty()) {
                Path missing = Location.of(input);
                throw JobFailure.dataCheck(settings.written() + " is not a file, directory or table, but must be one. "
                        + present(Storage.fileSystem(missing.toString()), missing.getParent()) + advice(settings));
            }
            return found;
        } catch (IOException e) {
            throw new JobFailure(
                    ExitCode.INVALID_CONFIGURATION,
                    "Cannot read " + settings.written() + ": " + e.getMessage()
                            + ". It must be a path or pattern on a file system that can be opened. Correct "
                            + settings.named() + ", or"
                            + " give Spark the jars and settings of that file system.",
                    e);
        }
    }

    private static String advice(SourceSettings settings) {
        boolean several = settings.input().contains(",") && !settings.input().contains("{");
        return " Correct " + settings.named() + (several ? "; write several names as a pattern, such as {a,b}." : ".");
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
        return "Directory " + existing.toUri().getPath() + " contains " + listed + more + ".";
    }
}
