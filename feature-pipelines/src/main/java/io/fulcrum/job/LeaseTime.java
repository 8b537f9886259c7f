package io.fulcrum.job;

import java.time.Clock;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How a lease measures time.
 *
 * @param wall what is written for people, never compared with another host's
 * @param nanos this host's monotonic clock, over which another's heartbeat is watched
 * @param pause waits between two looks
 */
record LeaseTime(Clock wall, LongSupplier nanos, Pause pause) {
    static final LeaseTime REAL = new LeaseTime(
            Clock.systemUTC(), System::nanoTime, duration -> Thread.sleep(Math.max(1, duration.toMillis())));

    /** A way to wait. */
    interface Pause {
        void of(Duration duration) throws InterruptedException;
    }

    /** Waits, and ends the program if the thread is interrupted. */
    void await(Duration duration) {
        try {
            pause.of(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JobFailure(
                    ExitCode.UNEXPECTED, "Interrupted while waiting for a lease. Run the command again.", e);
        }
    }
}
