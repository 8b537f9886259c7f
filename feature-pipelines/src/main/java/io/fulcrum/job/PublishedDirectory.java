package io.fulcrum.job;

import java.io.IOException;
import java.util.UUID;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A directory that appears whole or not at all: written beside its place, then renamed into it. Closing it unpublished
 * removes what was written and leaves whatever stood there before; so does a JVM that is told to end (SIGTERM). On a
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
  private boolean published;

  private PublishedDirectory(FileSystem files, Path target, Path staging) {
    this.files = files;
    this.target = target;
    this.staging = staging;
  }

  /**
   * Opens a staging directory beside {@code target}, a path or URI of any Hadoop file system.
   *
   * @throws JobFailure if the target exists and may not be replaced, or its parent cannot be written
   */
  public static PublishedDirectory open(String target, IfExists ifExists) {
    try {
      FileSystem files = Storage.fileSystem(target);
      Path place = files.makeQualified(new Path(target));
      if (ifExists == IfExists.REFUSE && files.exists(place)) {
        throw JobFailure.invalid("Output directory " + target + " exists and is left as it is."
            + " Name a new one with --output, or add --overwrite to replace it.");
      }
      Path staging = beside(place, ".staging");
      if (!files.mkdirs(staging)) {
        throw new IOException("mkdirs refused");
      }
      files.deleteOnExit(staging);
      return new PublishedDirectory(files, place, staging);
    } catch (IOException e) {
      throw new JobFailure(ExitCode.INVALID_CONFIGURATION, "Cannot write beside output directory " + target + ": "
          + e.getMessage() + ". Name a place that can be written with --output.", e);
    }
  }

  /** Returns the directory to write into until {@link #publish()}, as a URI. */
  public String path() {
    return staging.toString();
  }

  /** Returns the URI of a file or folder inside the directory being written. */
  public String resolve(String name) {
    return new Path(staging, name).toString();
  }

  public void write(String file, String text) {
    Storage.writeText(resolve(file), text);
  }

  /** Moves the finished directory into its place and returns that place; an older one is removed only then. */
  public String publish() {
    try {
      Path old = beside(target, ".old");
      boolean replaced = files.exists(target);
      if (replaced) {
        rename(target, old);
      }
      moveIn(replaced, old);
      if (replaced) {
        files.delete(old, true);
      }
      return target.toString();
    } catch (IOException e) {
      throw Storage.cannotWrite(target.toString(), e);
    }
  }

  @Override
  public void close() {
    if (!published) {
      Storage.delete(staging.toString());
      files.cancelDeleteOnExit(staging);
    }
  }

  private void moveIn(boolean replaced, Path old) throws IOException {
    try {
      rename(staging, target);
      published = true;
      files.cancelDeleteOnExit(staging);
    } catch (IOException e) {
      if (replaced) {
        rename(old, target);
      }
      throw e;
    }
  }

  private void rename(Path from, Path to) throws IOException {
    if (!files.rename(from, to)) {
      throw new IOException("rename of " + from + " to " + to + " was refused");
    }
  }

  private static Path beside(Path place, String ending) {
    return new Path(place.getParent(), "." + place.getName() + "." + UUID.randomUUID() + ending);
  }
}
