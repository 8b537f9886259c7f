package io.fulcrum.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The Hadoop path of what a user wrote. With a scheme ({@code s3a://bucket/x}, {@code file:/x}) it is taken as a URI
 * whose path is not percent-decoded; anything else is a plain path on the default file system, in which {@code :},
 * {@code #}, {@code %} and brackets mean themselves. A leading {@code ~/} is the home directory.
 */
public final class Location {
    private static final Pattern URI = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:/.*", Pattern.DOTALL);
    private static final String LOCAL = "file";

    private Location() {}

    /**
     * Returns the absolute path, scheme included, so that its text is read back as the same path by Hadoop and Spark.
     *
     * @throws IOException if the location is not a path, or its file system cannot be opened
     */
    public static Path of(String written) throws IOException {
        try {
            Path path = unqualified(written);
            return path.getFileSystem(Storage.configuration()).makeQualified(path);
        } catch (IllegalArgumentException e) { // no URI, a host that is not known
            throw new IOException(e.getMessage(), e);
        }
    }

    /**
     * Returns the path with a symbolic link on a local disk followed, so that what the link names is written and not
     * the link replaced.
     *
     * @throws JobFailure if the link names nothing
     */
    public static Path followed(String written) throws IOException {
        Path place = of(written);
        if (!isLocal(place)) {
            return place;
        }
        java.nio.file.Path local = local(place);
        return Files.isSymbolicLink(local) ? target(written, local) : place;
    }

    /** Returns the path of a name inside a directory; the name may contain a colon. */
    public static Path child(Path directory, String name) {
        return new Path(directory, new Path(null, null, name));
    }

    /** Returns the path next to {@code place} whose name is that of the place between a prefix and a suffix. */
    public static Path beside(Path place, String prefix, String suffix) {
        return child(place.getParent(), prefix + place.getName() + suffix);
    }

    /**
     * Returns what an input names: the path itself if it exists, else what it matches as a glob pattern; nothing if
     * neither is there.
     *
     * @throws IOException if the pattern is malformed, or its file system cannot be opened
     */
    public static List<Path> matching(String written) throws IOException {
        Path literal = of(written);
        FileSystem files = literal.getFileSystem(Storage.configuration());
        return files.exists(literal) ? List.of(literal) : PathPattern.matches(files, literal);
    }

    /** Returns a location for {@code java.nio}, which expands no {@code ~/}. */
    public static java.nio.file.Path local(java.nio.file.Path written) {
        String text = written.toString();
        return text.equals("~") || text.startsWith("~/")
                ? home().resolve(text.substring(Math.min(2, text.length())))
                : written;
    }

    /** Whether a location is on a local disk; known without opening the file system of another one. */
    static boolean isLocal(String written) throws IOException {
        return URI.matcher(written).matches() ? written.startsWith(LOCAL + ":/") : isLocal(of(written));
    }

    static boolean isLocal(Path path) {
        return LOCAL.equals(path.toUri().getScheme());
    }

    /** Returns a path of the local disk as {@code java.nio} has it. */
    static java.nio.file.Path local(Path path) throws IOException {
        try {
            return java.nio.file.Path.of(path.toUri().getPath());
        } catch (InvalidPathException e) { // a character that the platform's encoding lacks
            throw new IOException(e.getMessage(), e);
        }
    }

    private static Path unqualified(String written) throws IOException {
        if (written.isBlank()) {
            throw new IOException("the path is empty");
        }
        if (URI.matcher(written).matches()) {
            return new Path(written);
        }
        if (!written.equals("~") && !written.startsWith("~/")) {
            return new Path(null, null, written);
        }
        FileSystem files = FileSystem.get(Storage.configuration());
        Path home = files.makeQualified(files.getHomeDirectory());
        if (isLocal(home)) {
            home = new Path(home.toUri().getScheme(), null, home().toString());
        }
        return written.length() <= 2 ? home : child(home, written.substring(2));
    }

    private static java.nio.file.Path home() {
        String home = System.getProperty("user.home", "");
        if (!home.startsWith("/")) {
            throw JobFailure.invalid(
                    "The path begins with ~, but the user has no home directory. Write an absolute path.");
        }
        return java.nio.file.Path.of(home);
    }

    private static Path target(String written, java.nio.file.Path link) throws IOException {
        try {
            return new Path(LOCAL, null, link.toRealPath().toString());
        } catch (IOException e) {
            throw JobFailure.invalid(written + " is a symbolic link to " + Files.readSymbolicLink(link)
                    + ", which does not exist. Create that directory, or remove the link.");
        }
    }
}
