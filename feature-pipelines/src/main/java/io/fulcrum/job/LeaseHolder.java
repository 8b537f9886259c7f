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
 * The owner of a lease, as its file states.
 *
 * @param machine the host and its process namespace, in which {@code process} can be looked up
 * @param processStarted start time of the process, because numbers are reused
 * @param beat the last heartbeat, by the owner's clock
 * @param token unique to the owner
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

    /** Whether the process can be looked up on this machine, whose clock then is the owner's too. */
    boolean isHere() {
        return machine.equals(thisMachine());
    }

    /** Whether the process was on this machine and is not any more. */
    boolean hasEnded() {
        return isHere()
                && ProcessHandle.of(process)
                        .filter(found -> started(found).equals(processStarted))
                        .isEmpty();
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
