package io.fulcrum.features.read;

import io.fulcrum.job.JobFailure;
import io.fulcrum.job.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.catalyst.catalog.ExternalCatalogUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of an input, listed by Spark's rules: names that begin with {@code _} or {@code .} do not count, folders
 * {@code column=value} give a column, other subfolders are not entered.
 */
final class SourceFiles {
    private static final Logger LOG = LoggerFactory.getLogger(SourceFiles.class);
    private static final String NULL_PARTITION = "__HIVE_DEFAULT_PARTITION__";
    private static final String FOLDER_MARKER = "_$folder$";

    private final SourceSettings settings;
    private final List<SourceFile> files = new ArrayList<>();
    private final List<Path> hidden = new ArrayList<>();
    private final List<Path> nested = new ArrayList<>();

    private SourceFiles(SourceSettings settings) {
        this.settings = settings;
    }

    /**
     * Returns the files in the order of their paths.
     *
     * @throws JobFailure if there is none, saying what was found instead
     */
    static List<SourceFile> list(SourceSettings settings, List<Path> roots, Configuration configuration) {
        SourceFiles found = new SourceFiles(settings);
        try {
            for (Path root : roots) {
                found.add(root, root.getFileSystem(configuration));
            }
        } catch (IOException e) {
            throw JobFailure.dataCheck(settings.written() + " cannot be listed: " + e.getMessage()
                    + ". Every folder below it must be readable. Check its permissions.");
        }
        return found.checked();
    }

    private void add(Path root, FileSystem system) throws IOException {
        FileStatus status = system.getFileStatus(root);
        if (status.isFile()) {
            keep(status, List.of());
            return;
        }
        int depth = status.getPath().depth();
        RemoteIterator<LocatedFileStatus> below = system.listFiles(status.getPath(), true);
        while (below.hasNext()) {
            LocatedFileStatus file = below.next();
            keep(file, folders(file.getPath(), depth));
        }
    }

    /** Names of the folders between the root and the file, outermost first. */
    private static List<String> folders(Path file, int depth) {
        List<String> names = new ArrayList<>();
        for (Path folder = file.getParent(); folder.depth() > depth; folder = folder.getParent()) {
            names.add(0, folder.getName());
        }
        return names;
    }

    private void keep(FileStatus file, List<String> folders) {
        String name = file.getPath().getName();
        if (name.endsWith(FOLDER_MARKER)) {
            return;
        }
        if (isHidden(name) || folders.stream().anyMatch(SourceFiles::isHidden)) {
            hidden.add(file.getPath());
        } else if (folders.stream().allMatch(folder -> folder.indexOf('=') > 0)) {
            files.add(new SourceFile(file, partitions(folders)));
        } else {
            nested.add(file.getPath());
        }
    }

    private static boolean isHidden(String name) {
        boolean underscored = name.startsWith("_") && !name.contains("=");
        return underscored || name.startsWith(".") || name.endsWith("._COPYING_");
    }

    private static Map<String, Optional<String>> partitions(List<String> folders) {
        Map<String, Optional<String>> partitions = new LinkedHashMap<>();
        for (String folder : folders) {
            int equals = folder.indexOf('=');
            String value = folder.substring(equals + 1);
            partitions.put(
                    ExternalCatalogUtils.unescapePathName(folder.substring(0, equals)),
                    value.equals(NULL_PARTITION)
                            ? Optional.empty()
                            : Optional.of(ExternalCatalogUtils.unescapePathName(value)));
        }
        return partitions;
    }

    private List<SourceFile> checked() {
        if (files.isEmpty()) {
            throw JobFailure.dataCheck(settings.written() + " holds no Parquet file, but must hold one at least."
                    + instead() + " Correct " + settings.named() + ", or wait until the files are written.");
        }
        if (!nested.isEmpty()) {
            LOG.warn(
                    "{}: ignoring {} files in subfolders that are not named column=value, such as {}",
                    settings.written(),
                    nested.size(),
                    forPeople(nested));
        }
        files.sort(Comparator.comparing(file -> file.status().getPath().toString()));
        return List.copyOf(files);
    }

    private String instead() {
        if (!nested.isEmpty()) {
            return " Files are only in subfolders that are not named column=value, such as " + forPeople(nested)
                    + "; a pattern such as " + settings.input() + "/* reads these.";
        }
        return hidden.isEmpty() ? "" : " Names that begin with _ or . do not count, such as " + forPeople(hidden) + ".";
    }

    private static String forPeople(List<Path> paths) {
        return Storage.forPeople(paths.get(0).toString());
    }
}
