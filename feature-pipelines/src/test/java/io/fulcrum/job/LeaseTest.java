package io.fulcrum.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One driver writes an output at a time. */
class LeaseTest {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path folder;

    @Test
    void take_heldByAnother_isRefusedSayingWhoAndSinceWhen() {
        try (Lease first = take(0)) {
            assertThatThrownBy(() -> take(30))
                    .isInstanceOf(JobFailure.class)
                    .hasMessageMatching("Output " + folder
                            + "/model is being written by \\S+ on \\S+, process "
                            + ProcessHandle.current().pid()
                            + ", since 2026-01-01T00:00:00Z; its last sign of life was 30 s ago\\. Wait for it, stop it, or name another"
                            + " --output\\. If it is gone, its lease ends 120 s after that sign\\.");
            assertThatCode(first::check).doesNotThrowAnyException();
        }
    }

    @Test
    void take_closedBefore_isGrantedAndLeavesNoFile() {
        take(0).close();
        Lease second = take(1);
        assertThat(folder.toFile().list()).containsExactly("model.lease-000001");
        second.close();
        assertThat(folder.toFile().list()).isEmpty();
    }

    @Test
    void take_holderSilent_isNextGenerationAndTheOldOneStops() {
        Lease silent = take(0);
        try (Lease next = take(120)) {
            assertThat(folder.toFile().list()).containsExactly("model.lease-000002");
            assertThatCode(next::check).doesNotThrowAnyException();
            assertThatThrownBy(silent::check)
                    .isInstanceOf(JobFailure.class)
                    .hasMessageMatching(
                            "Output " + folder + "/model was taken over by \\S+ on \\S+, process \\d+, for this one"
                                    + " \\(.+\\) gave no sign of life for 120 s\\. It stops and publishes nothing; see what the other one"
                                    + " published\\.");
            silent.beat();
            assertThat(folder.toFile().list())
                    .as("a lost lease is not written again")
                    .containsExactly("model.lease-000002");
            silent.close();
            assertThatCode(next::check).doesNotThrowAnyException();
        }
        assertThatThrownBy(silent::check).hasMessageContaining("was taken over by a driver that is done");
    }

    @Test
    void take_holderBeat_isRefusedUntilItIsSilent() {
        TestClock clock = new TestClock();
        try (Lease first = Lease.take(output(), LIMIT, clock)) {
            clock.seconds = 100;
            first.beat();
            assertThatThrownBy(() -> take(200)).isInstanceOf(JobFailure.class);
            take(220).close();
        }
    }

    @Test
    void check_whileSignsOfLifeAreWritten_neverTakesThemForAnothers() throws InterruptedException {
        try (Lease lease = take(0)) {
            Thread beats = new Thread(() -> {
                for (int beat = 0; beat < 500; beat++) {
                    lease.beat();
                }
            });
            beats.start();
            while (beats.isAlive()) {
                assertThatCode(lease::check).doesNotThrowAnyException();
            }
            beats.join();
        }
    }

    @Test
    void take_processOfHolderEnded_isGrantedAtOnce() throws IOException, InterruptedException {
        take(0).close();
        try (Lease lease = take(0)) {
            Path file = folder.resolve("model.lease-000001");
            Process ended = new ProcessBuilder("true").start();
            ended.waitFor();
            Files.writeString(
                    file,
                    Files.readString(file)
                            .replace("\"process\":" + ProcessHandle.current().pid(), "\"process\":" + ended.pid()));
            take(1).close();
            assertThatThrownBy(lease::check).isInstanceOf(JobFailure.class);
        }
    }

    @Test
    void take_unreadableFile_isHeldAsLongAsItIsFresh() throws IOException {
        Files.writeString(folder.resolve("model.lease-000007"), "{");
        long age = Duration.between(START, Instant.now()).toSeconds();
        assertThatThrownBy(() -> take(age)).hasMessageContaining("is being written by somebody on unknown-host");
        try (Lease lease = take(age + 1000)) {
            assertThat(folder.toFile().list()).containsExactly("model.lease-000008");
        }
    }

    private Lease take(long seconds) {
        return Lease.take(output(), LIMIT, Clock.fixed(START.plusSeconds(seconds), ZoneOffset.UTC));
    }

    private String output() {
        return folder + "/model";
    }

    /** A clock that stands where it is put. */
    private static final class TestClock extends Clock {
        private long seconds;

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return START.plusSeconds(seconds);
        }
    }
}
