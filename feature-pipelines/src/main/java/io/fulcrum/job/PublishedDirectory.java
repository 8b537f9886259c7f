package io.fulcrum.job;

import io.fulcrum.contract.manifest.FeatureManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.util.UUID;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * A directory that appears whole or not at all: written beside its place, then renamed into it. Closing it unpublished
 * removes what was written and leaves whatever stood there before; so does a JVM that is terminated (SIGTERM). On a
 * local disk and on HDFS the rename is atomic; on an object store it is a copy, so readers there must wait for the file
 * that is written last (the manifest or the run record).
 */
public final class PublishedDirectory implements AutoCloseable {
    /** What to do when the place is taken. */
    public enum IfExists {
        REFUSE,
        REPLACE
    }

    private final FileSystem files;
    private final Path target;
    private final Path staging;
    private final IfExists ifExists;
    private final Runnable hook = this::abandon;
    private boolean published;
    private boolean abandoned;

    private PublishedDirectory(FileSystem files, Path target, Path staging, IfExists ifExists) {
        this.files = files;
        this.target = target;
        this.staging = staging;
        this.ifExists = ifExists;
    }

    /**
     * Opens a staging directory beside {@code target}, a path or URI of any Hadoop file system.
     *
     * @throws JobFailure if the target exists and may not be replaced, or its parent cannot be written
     */
    public static PublishedDirectory open(String target, IfExists ifExists) {
        try {
            Path place = place(target, ifExists);
            FileSystem files = Storage.fileSystem(place.toString());
            Path staging = beside(place, ".staging");
            if (!files.mkdirs(staging)) {
                throw new IOException("mkdirs refused");
            }
            return new PublishedDirectory(files, place, staging, ifExists).removedOnExit();
        } catch (IOException e) {
            throw cannotWriteBeside(target, e);
        }
    }

    /**
     * Checks that {@link #open} would find the place free, for a local one: other stores may need the settings of a
     * session that is not running yet.
     *
     * @throws JobFailure as {@link #open} does
     */
    public static void requireFree(String target, IfExists ifExists) {
        try {
            if (target.isBlank() || Location.isLocal(target)) {
                requireWritable(place(target, ifExists));
            }
        } catch (IOException e) {
            throw cannotWriteBeside(target, e);
        }
    }

    /** Removes what killed writers of the same target left; the caller knows that no other one is at work. */
    public void removeAbandoned() {
        String ours = "\\Q." + target.getName() + ".\\E[0-9a-f-]{36}\\.staging";
        try {
            for (FileStatus status : files.listStatus(target.getParent())) {
                if (status.getPath().getName().matches(ours)
                        && !status.getPath().getName().equals(staging.getName())) {
                    files.delete(status.getPath(), true);
                }
            }
        } catch (IOException e) {
            throw Storage.cannotWrite(target.toString(), e);
        }
    }

    /** Returns the directory to write into until {@link #publish()}, as a URI. */
    public String path() {
        return staging.toString();
    }

    /** Returns the URI of a file or folder inside the directory being written. */
    public String resolve(String name) {
        return Location.child(staging, name).toString();
    }

    public void write(String file, String text) {
        Storage.writeText(resolve(file), text);
    }

    /**
     * Moves the finished directory into its place and returns that place. An older one is removed only after the move,
     * and put back if the move fails.
     *
     * @throws JobFailure if the place was taken meanwhile and may not be replaced, the move failed, or the JVM is
     * ending
     */
    public synchronized String publish() {
        if (abandoned) {
            throw new JobFailure(
                    ExitCode.TERMINATED,
                    "Output directory " + Storage.forPeople(target.toString()) + " was not published: the process was"
                            + " stopped while it was being written. Run the command again.");
        }
        try {
            if (!files.exists(target)) {
                rename(staging, target);
            } else if (ifExists == IfExists.REPLACE) {
                replace();
            } else {
                throw taken(Storage.forPeople(target.toString()));
            }
            published = true;
            forgetHook();
            return target.toString();
        } catch (IOException e) {
            throw Storage.cannotWrite(target.toString(), e);
        }
    }

    @Override
    public void close() {
        if (!published) {
            Storage.delete(staging.toString());
            forgetHook();
        }
    }

    /**
     * Registers the removal for a JVM that is terminated. It runs before Hadoop closes its file systems, and excludes
     * {@link #publish()}: Hadoop's own {@code deleteOnExit} may delete half of a directory that is then renamed into
     * its place.
     */
    private PublishedDirectory removedOnExit() {
        ShutdownHookManager.get().addShutdownHook(hook, FileSystem.SHUTDOWN_HOOK_PRIORITY + 1);
        return this;
    }

    private void forgetHook() {
        if (!ShutdownHookManager.get().isShutdownInProgress()) {
            ShutdownHookManager.get().removeShutdownHook(hook);
        }
    }

    /** Removes what was written, and refuses to publish it from now on; does nothing once it is published. */
    synchronized void abandon() {
        if (!published) {
            abandoned = true;
            Storage.delete(staging.toString());
        }
    }

    private void replace() throws IOException {
        Path old = beside(target, ".old");
        rename(target, old);
        try {
            rename(staging, target);
        } catch (IOException e) {
            rename(old, target);
            throw e;
        }
        files.delete(old, true);
    }

    private void rename(Path from, Path to) throws IOException {
        if (!files.rename(from, to)) {
            throw new IOException("rename of " + from + " to " + to + " was refused");
        }
    }

    /** Only what says how it was made, or holds nothing, may be replaced: a slip must not cost a checkout or a home. */
    private static boolean isPublished(FileSystem files, Path place) throws IOException {
        return files.getFileStatus(place).isDirectory()
                && (files.listStatus(place).length == 0
                        || files.exists(new Path(place, RunRecord.FILE))
                        || files.exists(new Path(place, RunRecord.FILE_BESIDE_PARQUET))
                        || files.exists(new Path(place, FeatureManifest.FILE)));
    }

    /** Returns where the directory is to be, a symbolic link followed, once it is known to be free for it. */
    private static Path place(String target, IfExists ifExists) throws IOException {
        if (target.isBlank() || Location.of(target).getParent() == null) {
            throw JobFailure.invalid("Output directory \"" + target + "\" is no directory that can be made."
                    + " Name a new one with --output.");
        }
        Path place = Location.followed(target);
        FileSystem files = Storage.fileSystem(place.toString());
        boolean exists = files.exists(place);
        if (exists && ifExists == IfExists.REFUSE) {
            throw taken(target);
        }
        if (exists && !isPublished(files, place)) {
            throw JobFailure.invalid("Output directory " + target
                    + " contains files that Fulcrum did not publish and is not replaced. Name another with --output, or"
                    + " remove it by hand.");
        }
        return place;
    }

    private static void requireWritable(Path place) throws IOException {
        java.nio.file.Path parent = Location.local(place).getParent();
        while (!Files.exists(parent)) {
            parent = parent.getParent();
        }
        if (!Files.isDirectory(parent) || !Files.isWritable(parent)) {
            throw new IOException(parent + " is not a directory that can be written");
        }
    }

    private static JobFailure cannotWriteBeside(String target, IOException e) {
        return new JobFailure(
                ExitCode.INVALID_CONFIGURATION,
                "Cannot write next to output directory " + target + ": " + e.getMessage()
                        + ". Name a writable place with --output.",
                e);
    }

    private static JobFailure taken(String place) {
        return JobFailure.invalid("Output directory " + place + " already exists."
                + " Name a new one with --output, or add --overwrite to replace it.");
    }

    private static Path beside(Path place, String ending) {
        return Location.beside(place, ".", "." + UUID.randomUUID() + ending);
    }
}
