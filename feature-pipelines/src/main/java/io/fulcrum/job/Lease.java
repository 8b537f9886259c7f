package io.fulcrum.job;

import io.fulcrum.contract.Json;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.nio.file.StandardOpenOption;
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
 * The right to write an output, which one driver has at a time: a file {@code <output>.lease-000001} next to it, which
 * only one of several can create and which its owner rewrites as a heartbeat. A contender on another host watches the
 * file on its own monotonic clock and takes the next generation only if the file stays unchanged for the whole limit:
 * clocks of two hosts are never compared. The owner checks its lease before it publishes. What this cannot do: stop an
 * owner that is suspended between that check and the rename, exclude two owners on a store without exclusive creation
 * (older S3), or see heartbeats through a file system that caches them for longer than the limit.
 */
public final class Lease implements AutoCloseable {
    private static final int BEATS = 6; // heartbeats within the limit
    private static final long FILE_LIMIT = 1 << 16; // bytes

    private final FileSystem files;
    private final Path output;
    private final Duration limit;
    private final LeaseTime time;
    private LeaseHolder self;
    private Path file;
    private final ScheduledExecutorService beats =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("lease"));

    private Lease(FileSystem files, Path output, Duration limit, LeaseTime time) {
        this.files = files;
        this.output = output;
        this.limit = limit;
        this.time = time;
        self = LeaseHolder.self(time.wall());
        file = output;
    }

    /**
     * Takes the lease of an output and keeps it until closed.
     *
     * @param limit time without a heartbeat after which another may take it
     * @throws JobFailure if another driver holds it
     */
    public static Lease take(String output, Duration limit) {
        Lease lease = take(output, limit, LeaseTime.REAL);
        long pause = Math.max(1, limit.toMillis() / BEATS);
        lease.beats.scheduleWithFixedDelay(lease::beat, pause, pause, TimeUnit.MILLISECONDS);
        return lease;
    }

    /** Takes the lease without a thread for its heartbeat. */
    static Lease take(String output, Duration limit, LeaseTime time) {
        try {
            Path place = Location.followed(output);
            Lease lease = new Lease(Storage.fileSystem(place.toString()), place, limit, time);
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
     * Makes sure that this driver still owns the lease; waits for a heartbeat that is being written, which would be
     * read torn.
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
                                        ? "a driver that has finished"
                                        : read(newest).toString()) + ", because this driver (" + self
                                + ") wrote no heartbeat for " + limit.toSeconds()
                                + " s. This run stops and publishes nothing; use what the other driver publishes.");
            }
        } catch (IOException e) {
            throw new JobFailure(
                    ExitCode.UNEXPECTED,
                    "Cannot read the lease of output " + this + ": " + e.getMessage()
                            + ". This run stops, because another driver may own the output. Check the file system.",
                    e);
        }
    }

    /** Writes a heartbeat; a failure is left to the next one, and to {@link #check()}. */
    synchronized void beat() {
        try {
            check();
            self = self.at(time.wall().instant());
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
            System.err.println("Cannot remove the lease " + file + ": " + e.getMessage() + ". It expires by itself.");
        }
    }

    /** A name for messages. */
    @Override
    public String toString() {
        return Storage.forPeople(output.toString());
    }

    private void take() throws IOException {
        files.mkdirs(output.getParent());
        List<Path> taken = followable();
        file = Location.beside(
                output,
                "",
                String.format(
                        Locale.ROOT,
                        ".lease-%06d",
                        1 + taken.stream().findFirst().map(Lease::generation).orElse(0)));
        if (!created()) {
            refuse(read(file), "it took the lease just now");
        }
        files.deleteOnExit(file);
        for (Path old : taken) {
            files.delete(old, false);
        }
    }

    /** Returns the lease's files, newest first, once no live driver owns the newest. */
    private List<Path> followable() throws IOException {
        List<Path> taken = generations();
        if (taken.isEmpty() || read(taken.get(0)).hasEnded()) {
            return taken;
        }
        LeaseHolder owner = read(taken.get(0));
        Duration silence = owner.silence(time.wall());
        if (owner.isHere() && silence.compareTo(limit) < 0) {
            refuse(owner, "its last heartbeat was " + silence.toSeconds() + " s ago");
        }
        awaitStandstill(taken.get(0), owner);
        List<Path> now = generations();
        if (!now.isEmpty() && !now.get(0).equals(taken.get(0))) {
            refuse(read(now.get(0)), "it took the lease just now");
        }
        return now;
    }

    /** Watches a lease for the whole limit on this host's clock; refuses as soon as it changes. */
    private void awaitStandstill(Path lease, LeaseHolder owner) throws IOException {
        System.err.println("Output " + this + " is leased by " + owner + ". Waiting up to " + limit.toSeconds()
                + " s for its heartbeat.");
        Optional<String> before = trace(lease);
        long start = time.nanos().getAsLong();
        while (before.isPresent() && time.nanos().getAsLong() - start < limit.toNanos()) {
            time.await(limit.dividedBy(BEATS));
            Optional<String> now = trace(lease);
            if (now.isPresent() && !now.equals(before)) {
                refuse(read(lease), "it wrote a heartbeat while this driver waited");
            }
            before = now;
        }
    }

    /** Returns what every heartbeat changes; nothing once the file is gone. */
    private Optional<String> trace(Path lease) throws IOException {
        try {
            long modified = files.getFileStatus(lease).getModificationTime();
            return Optional.of(
                    modified + " " + Storage.readText(lease.toString()).orElse(""));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
    }

    private void refuse(LeaseHolder owner, String sign) {
        throw JobFailure.invalid("Output " + this + " is being written by " + owner + ", since " + owner.since() + "; "
                + sign + ". Wait for it, stop it, or name another --output. If it has ended, its lease expires "
                + limit.toSeconds() + " s after its last heartbeat.");
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

    /** Returns the owner; one whose file is being written, or is not a lease, is unknown. */
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
