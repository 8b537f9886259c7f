package io.fulcrum.job;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.GlobExpander;
import org.apache.hadoop.fs.GlobPattern;
import org.apache.hadoop.fs.Path;

/** The paths that a glob pattern matches, in order. Hadoop's own search cannot pass a name with a colon. */
final class PathPattern {
    private static final Pattern SPECIAL = Pattern.compile("[*?\\[\\]{}\\\\]");

    private final FileSystem files;

    private PathPattern(FileSystem files) {
        this.files = files;
    }

    /** Whether the text has a character that a pattern gives a meaning. */
    static boolean isPattern(String text) {
        return SPECIAL.matcher(text).find();
    }

    /**
     * Returns what matches an absolute pattern; nothing for a path that is no pattern.
     *
     * @throws IOException if the pattern is malformed, or a directory cannot be listed
     */
    static List<Path> matches(FileSystem files, Path pattern) throws IOException {
        String text = pattern.toUri().getPath();
        if (!isPattern(text)) {
            return List.of();
        }
        List<Path> found = new ArrayList<>();
        Path root = new Path(pattern.toUri().getScheme(), pattern.toUri().getAuthority(), "/");
        for (String branch : GlobExpander.expand(text)) {
            found.addAll(new PathPattern(files).below(root, branch));
        }
        return found.stream().distinct().sorted().toList();
    }

    private List<Path> below(Path root, String pattern) throws IOException {
        List<Path> reached = List.of(root);
        for (String name :
                Stream.of(pattern.split("/")).filter(part -> !part.isEmpty()).toList()) {
            GlobPattern glob = isPattern(name) ? compiled(name) : null;
            List<Path> next = new ArrayList<>();
            for (Path directory : reached) {
                next.addAll(glob == null ? existing(Location.child(directory, name)) : children(directory, glob));
            }
            reached = next;
        }
        return reached;
    }

    private List<Path> existing(Path path) throws IOException {
        return files.exists(path) ? List.of(path) : List.of();
    }

    private List<Path> children(Path directory, GlobPattern glob) throws IOException {
        List<Path> children = new ArrayList<>();
        try {
            for (FileStatus status : files.listStatus(directory)) {
                Path child = status.getPath();
                if (!child.equals(directory) && glob.matches(child.getName())) {
                    children.add(child);
                }
            }
        } catch (FileNotFoundException e) { // removed meanwhile
            return List.of();
        }
        return children;
    }

    /** The pattern library throws unchecked, of a package that Hadoop renames. */
    private static GlobPattern compiled(String name) throws IOException {
        try {
            return new GlobPattern(name);
        } catch (RuntimeException e) {
            throw new IOException("the pattern \"" + name + "\" is malformed: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }
}
