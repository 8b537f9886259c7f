package io.fulcrum.job;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.DataSource;
import scala.Option;

/** Small files on any Hadoop file system: a plain path is local unless {@code fs.defaultFS} says otherwise. */
public final class Storage {
    private static final int TEXT_LIMIT = 64 << 20;
    private static final List<String> FULL_DISK =
            List.of("No space left on device", "Disk quota exceeded", "File too large");

    private static final FileSource FILES = new HadoopFiles();

    private static volatile CompletableFuture<Void> opening = CompletableFuture.completedFuture(null);

    private Storage() {}

    /** Starts to open the default file system, which takes as long as to read a command line and a configuration. */
    public static void openAhead() {
        opening = Ahead.run(() -> {
            try {
                SparkSession.getDefaultSession();
                new Path("/").getFileSystem(WithoutSession.CONFIGURATION);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Returns the files of every Hadoop file system. */
    public static FileSource files() {
        return FILES;
    }

    /** Returns the file system of a path or URI; on a local disk one that leaves no checksum files about. */
    public static FileSystem fileSystem(String location) throws IOException {
        FileSystem files = Location.of(location).getFileSystem(configuration());
        if (files instanceof LocalFileSystem local) {
            local.setWriteChecksum(false);
        }
        return files;
    }

    /** Returns a reader that takes paths as they are: Spark's own gives brackets and asterisks a meaning. */
    public static DataFrameReader reader(SparkSession spark) {
        return spark.read().option(DataSource.GLOB_PATHS_KEY(), "false");
    }

    /** Returns the text of a location that Spark and Hadoop read back as the same path. */
    public static String literal(String location) {
        try {
            return Location.of(location).toString();
        } catch (IOException e) {
            throw cannotRead(location, e);
        }
    }

    /**
     * Refuses a local location that is a file or a symbolic link to nothing, where a directory is to be.
     *
     * @param option what names it, for the message
     */
    public static void requireDirectory(String option, String location) {
        try {
            Path place = Location.followed(location);
            if (Location.isLocal(place)
                    && Files.exists(Location.local(place))
                    && !Files.isDirectory(Location.local(place))) {
                throw JobFailure.invalid(option + " " + location + " is a file, but must be a directory or a new name."
                        + " Name another place.");
            }
        } catch (IOException e) {
            throw cannotRead(location, e);
        }
    }

    /** Whether a location is on a local disk; known without opening the file system of another one. */
    public static boolean isLocal(String location) {
        try {
            return Location.isLocal(location);
        } catch (IOException e) {
            throw cannotRead(location, e);
        }
    }

    /** Returns a location as people write it: a local file without its scheme. */
    public static String forPeople(String location) {
        return location.startsWith("file:/") ? new Path(location).toUri().getPath() : location;
    }

    /** Returns the text of a file of at most {@value #TEXT_LIMIT} bytes, or empty if there is none. */
    public static Optional<String> readText(String location) {
        return readText(location, TEXT_LIMIT);
    }

    /** Returns the text of a file of at most {@code limit} bytes, or empty if there is none. */
    public static Optional<String> readText(String location, int limit) {
        OptionalLong bytes = length(location);
        if (bytes.orElse(0) > limit) {
            throw JobFailure.invalid(location + " has " + bytes.getAsLong() + " bytes, a text of this kind has at most "
                    + limit + ". It is not a file of this kind. Name the right file, or create it again.");
        }
        return readBytes(location).map(text -> new String(text, StandardCharsets.UTF_8));
    }

    /** Returns the bytes that a file takes, or empty if there is none. */
    public static OptionalLong length(String location) {
        try {
            FileSystem files = fileSystem(location);
            Path path = Location.of(location);
            boolean isFile = files.exists(path) && !files.getFileStatus(path).isDirectory();
            return isFile ? OptionalLong.of(files.getFileStatus(path).getLen()) : OptionalLong.empty();
        } catch (IOException e) {
            throw cannotRead(location, e);
        }
    }

    /** Applies {@code reading} to the bytes of a file that is there. */
    public static <T> T read(String location, FileSource.Reading<T> reading) {
        try (FSDataInputStream in = fileSystem(location).open(Location.of(location))) {
            return reading.of(in);
        } catch (IOException e) {
            throw cannotRead(location, e);
        }
    }

    /** Makes a file of what {@code writing} writes, and returns what it returns. */
    public static <T> T write(String location, Writing<T> writing) {
        try (FSDataOutputStream out = fileSystem(location).create(Location.of(location), true)) {
            return writing.to(out);
        } catch (IOException e) {
            throw cannotWrite(location, e);
        } catch (FSError e) {
            throw cannotWrite(location, asIoException(e));
        }
    }

    /** What becomes a file's bytes. */
    public interface Writing<T> {
        T to(OutputStream out) throws IOException;
    }

    /** Returns the bytes of a file, or empty if there is none. */
    public static Optional<byte[]> readBytes(String location) {
        try {
            FileSystem files = fileSystem(location);
            Path path = Location.of(location);
            if (!files.exists(path) || files.getFileStatus(path).isDirectory()) {
                return Optional.empty();
            }
            try (FSDataInputStream in = files.open(path)) {
                return Optional.of(in.readAllBytes());
            }
        } catch (IOException e) {
            throw cannotRead(location, e);
        }
    }

    public static void writeText(String location, String text) {
        writeBytes(location, text.getBytes(StandardCharsets.UTF_8));
    }

    public static void writeBytes(String location, byte[] bytes) {
        write(location, out -> {
            out.write(bytes);
            return bytes.length;
        });
    }

    /** Returns what a local disk's refusal is, which Hadoop throws as an Error. */
    public static IOException asIoException(FSError error) {
        return error.getCause() instanceof IOException cause ? cause : new IOException(error.getMessage(), error);
    }

    public static boolean exists(String location) {
        try {
            return fileSystem(location).exists(Location.of(location));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot look up " + location, e);
        }
    }

    public static void delete(String location) {
        try {
            fileSystem(location).delete(Location.of(location), true);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove " + location + "; remove it by hand", e);
        }
    }

    /** Returns the failure that a disk error means, naming the space that is left. */
    public static JobFailure cannotWrite(String location, IOException e) {
        return new JobFailure(
                ExitCode.UNEXPECTED,
                "Cannot write " + location + ": " + e.getMessage() + freeSpace(location)
                        + ". Nothing was published. Free some space or name another place with --output.",
                e);
    }

    /**
     * Returns the failure that a full disk means, if that is what stopped the work. Spark wraps such errors several
     * times over, and those of executors arrive as text, so the words of the operating system are looked for.
     */
    public static Optional<JobFailure> fullDisk(String location, Throwable problem) {
        for (Throwable e = problem; e != null; e = e.getCause()) {
            String message = String.valueOf(e.getMessage());
            Optional<String> sign = FULL_DISK.stream().filter(message::contains).findFirst();
            if (sign.isPresent()) {
                return Optional.of(cannotWrite(location, new IOException(sign.get(), problem)));
            }
        }
        return Optional.empty();
    }

    private static JobFailure cannotRead(String location, IOException e) {
        return FileSource.cannotRead(location, e.getMessage(), e);
    }

    /** Returns the space that is left at a location, for messages; nothing where it cannot be known. */
    public static String freeSpace(String location) {
        try {
            FileSystem files = fileSystem(location);
            Path place = Location.of(location);
            while (!files.exists(place)) {
                place = place.getParent();
            }
            long bytes = files.getStatus(place).getRemaining();
            return " (" + (bytes >> 20) + " MiB free)";
        } catch (IOException e) {
            return "";
        }
    }

    /** The running session's, so that settings of a store reach every file, not Spark's own alone. */
    static Configuration configuration() {
        opening.join();
        Option<SparkSession> session = SparkSession.getDefaultSession();
        return session.isDefined() ? session.get().sparkContext().hadoopConfiguration() : WithoutSession.CONFIGURATION;
    }

    /** What holds where no session runs, read once: that takes longer than most of our files. */
    private static final class WithoutSession {
        private static final Configuration CONFIGURATION = new Configuration();

        static {
            CONFIGURATION.setClass(LocalFiles.PROPERTY, LocalFiles.class, FileSystem.class);
        }
    }

    /** These files as a source. */
    private static final class HadoopFiles implements FileSource {
        @Override
        public Optional<String> text(String location) {
            return readText(location);
        }

        @Override
        public OptionalLong length(String location) {
            return Storage.length(location);
        }

        @Override
        public <T> T read(String location, Reading<T> reading) {
            return Storage.read(location, reading);
        }
    }
}
