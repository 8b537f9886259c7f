package io.fulcrum.job;

import io.fulcrum.contract.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The right to write an output, which one driver has at a time: a file {@code <output>.lease-000001} beside it, whose
 * creation only one of several can win, rewritten as a sign of life. A holder that is silent for too long, or whose
 * process is seen to have ended, is followed by the next generation; it notices before it publishes anything. A store
 * without exclusive creation of files, such as older S3, only narrows the race.
 */
public final class Lease implements AutoCloseable {
    private static final int BEATS = 6; // signs of life within the time that silence is forgiven
    private static final long FILE_LIMIT = 1 << 16; // bytes

    private final FileSystem files;
    private final Path output;
    private final Duration limit;
    private final Clock clock;
    private LeaseHolder self;
    private Path file;
    private final ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "lease");
        thread.setDaemon(true);
        return thread;
    });

    private Lease(FileSystem files, Path output, Duration limit, Clock clock) {
        this.files = files;
        this.output = output;
        this.limit = limit;
        this.clock = clock;
        self = LeaseHolder.self(clock);
        file = output;
    }

    /**
     * Takes the lease of an output and keeps it until closed.
     *
     * @param limit silence after which another may take it
     * @throws JobFailure if another driver holds it
     */
    public static Lease take(String output, Duration limit) {
        Lease lease = take(output, limit, Clock.systemUTC());
        long pause = Math.max(1, limit.toMillis() / BEATS);
        lease.beats.scheduleWithFixedDelay(lease::beat, pause, pause, TimeUnit.MILLISECONDS);
        return lease;
    }

    /** Takes the lease without giving signs of life by itself. */
    static Lease take(String output, Duration limit, Clock clock) {
        try {
            Path place = Location.followed(output);
            Lease lease = new Lease(Storage.fileSystem(place.toString()), place, limit, clock);
            lease.take();
            return lease;
        } catch (IOException | FSError e) {
            throw new JobFailure(
                    ExitCode.INVALID_CONFIGURATION,
                    "Cannot write the lease of output " + output + ": " + e.getMessage()
                            + ". Name a writable place with --output.",
                    e);
        }
    }

    /**
     * Makes sure that this is still the holder; waits for a sign of life that is being written, which would be read
     * torn.
     *
     * @throws JobFailure if another took over
     */
    public synchronized void check() {
        try {
            List<Path> taken = generations();
            Path newest = taken.isEmpty() ? output : taken.get(0);
            boolean mine = newest.equals(file) && read(file).token().equals(self.token());
            if (!mine) {
                throw new JobFailure(
                        ExitCode.UNEXPECTED,
                        "Output " + this + " was taken over by "
                                + (taken.isEmpty()
                                        ? "a driver that is done"
                                        : read(newest).toString()) + ", for this one (" + self
                                + ") gave no sign of life for " + limit.toSeconds()
                                + " s. It stops and publishes nothing; see what the"
                                + " other one published.");
            }
        } catch (IOException e) {
            throw new JobFailure(
                    ExitCode.UNEXPECTED,
                    "Cannot read the lease of output " + this + ": " + e.getMessage()
                            + ". This run stops, for it cannot know whether the output is still its own. Check the file system.",
                    e);
        }
    }

    /** Gives a sign of life; a failure to do so is left to the next time, and to {@link #check()}. */
    synchronized void beat() {
        try {
            check();
            self = self.at(clock.instant());
            try (FSDataOutputStream out = files.create(file, true)) {
                out.write(bytes());
            }
        } catch (IOException | FSError | JobFailure e) {
            return;
        }
    }

    @Override
    public synchronized void close() {
        beats.shutdownNow();
        try {
            if (files.exists(file) && read(file).token().equals(self.token())) {
                files.delete(file, false);
            }
            files.cancelDeleteOnExit(file);
        } catch (IOException e) {
            System.err.println("Cannot remove the lease " + file + ": " + e.getMessage() + ". It ends by itself.");
        }
    }

    /** A name for messages. */
    @Override
    public String toString() {
        return Storage.forPeople(output.toString());
    }

    private void take() throws IOException {
        files.mkdirs(output.getParent());
        List<Path> taken = generations();
        if (!taken.isEmpty()) {
            refuseAlive(read(taken.get(0)));
        }
        file = Location.beside(
                output,
                "",
                String.format(
                        Locale.ROOT,
                        ".lease-%06d",
                        1 + taken.stream().findFirst().map(Lease::generation).orElse(0)));
        if (!created()) {
            refuse(read(file));
        }
        files.deleteOnExit(file);
        for (Path old : taken) {
            files.delete(old, false);
        }
    }

    private void refuseAlive(LeaseHolder holder) {
        if (holder.isAlive(clock, limit)) {
            refuse(holder);
        }
    }

    private void refuse(LeaseHolder holder) {
        throw JobFailure.invalid("Output " + this + " is being written by " + holder + ", since " + holder.since()
                + "; its last sign of life was " + holder.silence(clock).toSeconds()
                + " s ago. Wait for it, stop it, or name"
                + " another --output. If it is gone, its lease ends " + limit.toSeconds() + " s after that sign.");
    }

    /** Creates the file unless it exists, so that of two drivers one fails. */
    private boolean created() throws IOException {
        try {
            if (file.toUri().getScheme().equals("file")) {
                Files.write(Paths.get(file.toUri()), bytes(), StandardOpenOption.CREATE_NEW);
            } else {
                try (FSDataOutputStream out = files.create(file, false)) {
                    out.write(bytes());
                }
            }
            return true;
        } catch (FileAlreadyExistsException | org.apache.hadoop.fs.FileAlreadyExistsException e) {
            return false;
        }
    }

    /** Returns the lease's files, newest generation first. */
    private List<Path> generations() throws IOException {
        String prefix = output.getName() + ".lease-";
        FileStatus[] all = files.listStatus(
                output.getParent(),
                path -> path.getName().startsWith(prefix)
                        && path.getName().substring(prefix.length()).matches("\\d{6,9}"));
        return Arrays.stream(all)
                .map(FileStatus::getPath)
                .sorted(Comparator.comparingInt(Lease::generation).reversed())
                .toList();
    }

    private static int generation(Path lease) {
        return Integer.parseInt(lease.getName().replaceFirst(".*-", ""));
    }

    /** Returns the holder; one whose file is being written, or is no lease, is unknown and as old as the file. */
    private LeaseHolder read(Path lease) throws IOException {
        FileStatus status = files.getFileStatus(lease);
        Optional<LeaseHolder> holder = status.getLen() > FILE_LIMIT
                ? Optional.empty()
                : Storage.readText(lease.toString()).flatMap(Lease::parsed);
        String written = Instant.ofEpochMilli(status.getModificationTime()).toString();
        return holder.orElse(new LeaseHolder("somebody", "unknown-host", -1, "", written, written, ""));
    }

    private static Optional<LeaseHolder> parsed(String text) {
        try {
            LeaseHolder holder = Json.parse(text, LeaseHolder.class, "lease");
            Instant.parse(holder.beat());
            return Optional.of(holder);
        } catch (IllegalArgumentException | DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private byte[] bytes() {
        return Json.line(self).getBytes(StandardCharsets.UTF_8);
    }
}
