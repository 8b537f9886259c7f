package io.fulcrum.train.checkpoint;

import io.fulcrum.job.Location;
import io.fulcrum.job.Storage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The folders of a run's checkpoints: {@code ckpt-000123} for the one after 123 rounds, {@code ckpt-000123.tmp-…}
 * while it is written, and {@code LATEST}, which names the newest for people and programs that cannot list. Where a
 * rename is not atomic, as on an object store, the manifest is still what comes last and makes a checkpoint whole.
 */
final class CheckpointShelf {
    static final String LATEST = "LATEST";
    private static final Pattern NAME = Pattern.compile("ckpt-(\\d{6,9})");
    private static final Pattern TEMPORARY = Pattern.compile(NAME.pattern() + "\\.tmp-.+");
    private static final int LATEST_LIMIT = 64; // bytes, of which a name takes fewer

    private final FileSystem files;
    private final Path root;

    CheckpointShelf(String directory) throws IOException {
        root = Location.followed(directory);
        files = Storage.fileSystem(root.toString());
    }

    FileSystem files() {
        return files;
    }

    static String name(int number) {
        return String.format(Locale.ROOT, "ckpt-%06d", number);
    }

    Path folder(int number) {
        return new Path(root, name(number));
    }

    /** Returns the numbers of the checkpoints there are, whole or not, newest first. */
    List<Integer> numbers() throws IOException {
        List<Integer> numbers = new ArrayList<>();
        for (String name : names()) {
            Matcher matcher = NAME.matcher(name);
            if (matcher.matches()) {
                numbers.add(Integer.parseInt(matcher.group(1)));
            }
        }
        numbers.sort(Comparator.reverseOrder());
        return numbers;
    }

    /** Returns what {@code LATEST} says, if it is there. */
    Optional<String> latest() throws IOException {
        Path file = new Path(root, LATEST);
        if (!files.exists(file) || files.getFileStatus(file).getLen() > LATEST_LIMIT) {
            return Optional.empty();
        }
        try (FSDataInputStream in = files.open(file)) {
            return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).strip());
        }
    }

    /** Makes the folder to write a checkpoint into. */
    CheckpointFolder begin(int number) throws IOException {
        Path temporary = new Path(root, name(number) + ".tmp-" + UUID.randomUUID());
        if (!files.mkdirs(temporary)) {
            throw new IOException("mkdirs of " + temporary + " was refused");
        }
        return new CheckpointFolder(files, temporary);
    }

    /** Gives a written folder its name, and only then lets LATEST name it. */
    void commit(CheckpointFolder temporary, int number) throws IOException {
        files.delete(folder(number), true);
        if (!files.rename(temporary.path(), folder(number))) {
            throw new IOException("rename of " + temporary + " was refused");
        }
        try (FSDataOutputStream out = files.create(new Path(root, LATEST), true)) {
            out.write((name(number) + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Removes what was begun and never committed. */
    void removeUnfinished() throws IOException {
        for (String name : names()) {
            if (TEMPORARY.matcher(name).matches()) {
                files.delete(Location.child(root, name), true);
            }
        }
    }

    /**
     * Removes every checkpoint but these.
     *
     * @param rowsOnly of those to keep, the ones that are needed only for what others build on
     */
    void retain(Set<Integer> whole, Set<Integer> rowsOnly) throws IOException {
        for (int number : numbers()) {
            if (whole.contains(number)) {
                continue;
            }
            if (!rowsOnly.contains(number)) {
                files.delete(folder(number), true);
            } else {
                for (String file : CheckpointReader.DENSE_FILES) {
                    files.delete(new Path(folder(number), file), false);
                }
            }
        }
    }

    /** Removes all checkpoints, and the directory if it holds nothing else. */
    void remove() throws IOException {
        removeUnfinished();
        retain(Set.of(), Set.of());
        files.delete(new Path(root, LATEST), false);
        if (files.exists(root) && names().isEmpty()) {
            files.delete(root, false);
        }
    }

    /** A name for messages. */
    @Override
    public String toString() {
        return Storage.forPeople(root.toString());
    }

    private List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        if (files.exists(root)) {
            for (FileStatus status : files.listStatus(root)) {
                names.add(status.getPath().getName());
            }
        }
        return names;
    }
}
