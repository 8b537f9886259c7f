package io.fulcrum.jobs.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The sides of one comparison and the directory that their workload lies in; both go with it. */
final class Lineup implements AutoCloseable {
  private final Path directory;
  private final List<Contestant> sides = new ArrayList<>();

  Lineup(Workload workload) {
    try {
      directory = Files.createTempDirectory("fulcrum-bench");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    workload.write(directory);
  }

  Path workload() {
    return directory;
  }

  void add(Contestant side) {
    sides.add(side);
  }

  List<Contestant> sides() {
    return List.copyOf(sides);
  }

  @Override
  public void close() {
    sides.forEach(Contestant::close);
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
