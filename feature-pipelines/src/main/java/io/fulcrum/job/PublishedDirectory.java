package io.fulcrum.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A directory that appears whole or not at all: written beside its place, then renamed into it. Closing it unpublished
 * removes what was written and leaves whatever stood there before.
 */
public final class PublishedDirectory implements AutoCloseable {
  /** What to do when the place is taken. */
  public enum IfExists {
    REFUSE,
    REPLACE
  }

  private final Path target;
  private final Path staging;
  private boolean published;

  private PublishedDirectory(Path target, Path staging) {
    this.target = target;
    this.staging = staging;
  }

  /**
   * Opens a staging directory beside {@code target}.
   *
   * @throws JobFailure if the target exists and may not be replaced, or its parent cannot be written
   */
  public static PublishedDirectory open(Path target, IfExists ifExists) {
    Path place = target.toAbsolutePath().normalize();
    if (ifExists == IfExists.REFUSE && Files.exists(place)) {
      throw JobFailure.invalid("Output directory " + target + " exists and is left as it is."
          + " Name a new one with --output, or add --overwrite to replace it.");
    }
    Path staging = place.resolveSibling("." + place.getFileName() + "." + UUID.randomUUID() + ".staging");
    try {
      Files.createDirectories(staging);
    } catch (IOException e) {
      throw new JobFailure(ExitCode.INVALID_CONFIGURATION, "Cannot write beside output directory " + target + ": " + e
          + ". Name a place that can be written with --output.", e);
    }
    return new PublishedDirectory(place, staging);
  }

  /** Returns the directory to write into until {@link #publish()}. */
  public Path path() {
    return staging;
  }

  public void write(String file, String text) {
    try {
      Files.writeString(staging.resolve(file), text, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw cannotWrite(staging.resolve(file), e);
    }
  }

  /** Moves the finished directory into its place and returns that place; an older one is removed only after the move. */
  public Path publish() {
    try {
      Path old = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".old");
      boolean replaced = Files.exists(target);
      if (replaced) {
        Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
      }
      Files.move(staging, target, StandardCopyOption.ATOMIC_MOVE);
      published = true;
      if (replaced) {
        delete(old);
      }
      return target;
    } catch (IOException e) {
      throw cannotWrite(target, e);
    }
  }

  /** Returns the failure that a disk error means, naming the space that is left. */
  public static JobFailure cannotWrite(Path file, IOException e) {
    return new JobFailure(ExitCode.UNEXPECTED, "Cannot write " + file + ": " + e.getMessage() + freeSpace(file)
        + ". Nothing was published. Free some space or name another place with --output.", e);
  }

  @Override
  public void close() {
    if (!published) {
      delete(staging);
    }
  }

  private static String freeSpace(Path file) {
    Path existing = file.toAbsolutePath();
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    try {
      FileStore store = Files.getFileStore(existing);
      return " (" + store.getUsableSpace() / (1 << 20) + " MiB free)";
    } catch (IOException e) {
      return "";
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> paths = Files.walk(directory)) {
      List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot remove " + directory + "; remove it by hand", e);
    }
  }
}
