package io.fulcrum.bench;

import io.fulcrum.job.ScratchDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The sides of one comparison and a directory for what they train on; all go with it. */
final class Lineup implements AutoCloseable {
    private final ScratchDirectory directory = new ScratchDirectory();
    private final List<Contestant> sides = new ArrayList<>();

    /** Writes a workload for sides to read and returns where. */
    Path write(String name, Workload workload) {
        Path place = directory.make(name);
        workload.write(place);
        return place;
    }

    /** Makes an empty directory. */
    Path make(String name) {
        return directory.make(name);
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
        directory.close();
    }
}
