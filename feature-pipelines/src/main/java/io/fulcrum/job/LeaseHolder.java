package io.fulcrum.job;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * Who holds a lease, as its file says.
 *
 * @param machine the host and its space of process numbers, in which {@code process} can be looked up
 * @param processStarted when the process began, for numbers are used again
 * @param beat the last sign of life
 * @param token unlike any other holder's
 */
record LeaseHolder(
        String user, String machine, long process, String processStarted, String since, String beat, String token) {

    static LeaseHolder self(Clock clock) {
        ProcessHandle self = ProcessHandle.current();
        String now = clock.instant().toString();
        return new LeaseHolder(
                System.getProperty("user.name"),
                thisMachine(),
                self.pid(),
                started(self),
                now,
                now,
                UUID.randomUUID().toString());
    }

    LeaseHolder at(Instant now) {
        return new LeaseHolder(user, machine, process, processStarted, since, now.toString(), token);
    }

    /** Whether the holder must be taken to be at work: it gave a sign of life, and its process was not seen to end. */
    boolean isAlive(Clock clock, Duration limit) {
        boolean ended = machine.equals(thisMachine())
                && ProcessHandle.of(process)
                        .filter(found -> started(found).equals(processStarted))
                        .isEmpty();
        return !ended && silence(clock).compareTo(limit) < 0;
    }

    Duration silence(Clock clock) {
        return Duration.between(Instant.parse(beat), clock.instant());
    }

    /** A name for messages. */
    @Override
    public String toString() {
        return user + " on " + machine.replaceFirst(" .*", "") + ", process " + process;
    }

    private static String started(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse("unknown");
    }

    private static String thisMachine() {
        return host() + " " + processSpace();
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown-host";
        }
    }

    /** Containers of one host name may each count processes for themselves. */
    private static String processSpace() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
        } catch (IOException | UnsupportedOperationException e) {
            return "";
        }
    }
}
