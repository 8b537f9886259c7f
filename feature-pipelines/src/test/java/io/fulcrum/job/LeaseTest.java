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
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One driver writes an output at a time. */
class LeaseTest {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path folder;

    @Test
    void take_ownerOnThisHost_isRefusedAtOnceWithWhoAndSinceWhen() {
        Host host = new Host();
        try (Lease first = host.take()) {
            host.seconds = 30;
            assertThatThrownBy(host::take)
                    .isInstanceOf(JobFailure.class)
                    .hasMessageMatching(
                            "Output " + folder
                                    + "/model is being written by \\S+ on \\S+, process "
                                    + ProcessHandle.current().pid()
                                    + ", since 2026-01-01T00:00:00Z; its last heartbeat was 30 s ago\\. Wait for it, stop it, or name"
                                    + " another --output\\. If it has ended, its lease expires 120 s after its last heartbeat\\.");
            assertThat(host.seconds).as("nothing is waited for").isEqualTo(30);
            assertThatCode(first::check).doesNotThrowAnyException();
        }
    }

    @Test
    void take_closedBefore_isGrantedAndLeavesNoFile() {
        new Host().take().close();
        Lease second = new Host().take();
        assertThat(folder.toFile().list()).containsExactly("model.lease-000001");
        second.close();
        assertThat(folder.toFile().list()).isEmpty();
    }

    @Test
    void take_ownerSilent_isNextGenerationAndTheOldOneStops() {
        Host host = new Host();
        Lease silent = host.take();
        host.seconds = 120;
        try (Lease next = host.take()) {
            assertThat(folder.toFile().list()).containsExactly("model.lease-000002");
            assertThat(host.seconds).as("watched for the whole limit").isEqualTo(240);
            assertThatCode(next::check).doesNotThrowAnyException();
            assertThatThrownBy(silent::check)
                    .isInstanceOf(JobFailure.class)
                    .hasMessageMatching("Output " + folder
                            + "/model was taken over by \\S+ on \\S+, process \\d+, because this driver \\(.+\\) wrote no"
                            + " heartbeat for 120 s\\. This run stops and publishes nothing; use what the other driver"
                            + " publishes\\.");
            silent.beat();
            assertThat(folder.toFile().list())
                    .as("a lost lease is not written again")
                    .containsExactly("model.lease-000002");
            silent.close();
            assertThatCode(next::check).doesNotThrowAnyException();
        }
        assertThatThrownBy(silent::check).hasMessageContaining("was taken over by a driver that has finished");
    }

    @ParameterizedTest
    @ValueSource(longs = {-100_000_000, -3600, -121, 0, 121, 3600, 100_000_000})
    void take_liveOwnerOnAHostOfAnyClock_isRefusedAtItsNextHeartbeat(long skew) throws IOException {
        Host other = new Host();
        other.skew = skew;
        try (Lease first = other.take()) {
            moveToAnotherHost();
            Host here = new Host();
            here.meanwhile = () -> {
                other.seconds = here.seconds;
                if (other.seconds == 80) {
                    first.beat();
                    moveToAnotherHost();
                }
            };
            assertThatThrownBy(here::take)
                    .isInstanceOf(JobFailure.class)
                    .hasMessageContaining("on elsewhere, process ")
                    .hasMessageContaining(
                            "; it wrote a heartbeat while this driver waited. Wait for it, stop it, or name");
            assertThat(here.seconds).isEqualTo(80);
            assertThat(folder.toFile().list()).containsExactly("model.lease-000001");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-100_000_000, -3600, -121, 0, 121, 3600, 100_000_000})
    void take_deadOwnerOnAHostOfAnyClock_isGrantedAfterTheLimit(long skew) throws IOException {
        Host other = new Host();
        other.skew = skew;
        other.take();
        moveToAnotherHost();
        Host here = new Host();
        try (Lease lease = here.take()) {
            assertThat(here.seconds).isEqualTo(120);
            assertThat(folder.toFile().list()).containsExactly("model.lease-000002");
            lease.check();
        }
    }

    @Test
    void take_ownerThatEndsWhileItIsWatched_isGrantedThen() throws IOException {
        new Host().take();
        moveToAnotherHost();
        Host here = new Host();
        here.meanwhile = () -> delete("model.lease-000001");
        try (Lease lease = here.take()) {
            assertThat(here.seconds).isEqualTo(20);
            lease.check();
        }
    }

    @Test
    void take_anotherTookOverWhileItWasWatched_isRefused() throws IOException {
        new Host().take();
        moveToAnotherHost();
        Host here = new Host();
        here.meanwhile = () -> {
            if (here.seconds == 120) {
                new Host().take();
            }
        };
        assertThatThrownBy(here::take).hasMessageContaining("; it took the lease just now. ");
        assertThat(folder.toFile().list()).containsExactly("model.lease-000002");
    }

    @Test
    void check_whileHeartbeatsAreWritten_neverTakesThemForAnothers() throws InterruptedException {
        try (Lease lease = new Host().take()) {
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
    void take_processOfOwnerEnded_isGrantedAtOnce() throws IOException, InterruptedException {
        Host host = new Host();
        try (Lease lease = host.take()) {
            Process ended = new ProcessBuilder("true").start();
            ended.waitFor();
            replace("\"process\":" + ProcessHandle.current().pid(), "\"process\":" + ended.pid());
            host.take().close();
            assertThat(host.seconds).isZero();
            assertThatThrownBy(lease::check).isInstanceOf(JobFailure.class);
        }
    }

    @Test
    void take_unreadableFile_isWatchedAsAnyOther() throws IOException {
        Path file = Files.writeString(folder.resolve("model.lease-000007"), "{");
        Host busy = new Host();
        busy.meanwhile = () -> write(file, "{ " + busy.seconds);
        assertThatThrownBy(busy::take).hasMessageContaining("is being written by somebody on unknown-host");
        try (Lease lease = new Host().take()) {
            assertThat(folder.toFile().list()).containsExactly("model.lease-000008");
        }
    }

    /** Rewrites the newest lease as one whose owner's process cannot be looked up here. */
    private void moveToAnotherHost() {
        try {
            Path file = folder.resolve("model.lease-000001");
            write(file, Files.readString(file).replaceFirst("\"machine\":\"[^\"]*\"", "\"machine\":\"elsewhere\""));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void replace(String from, String to) throws IOException {
        Path file = folder.resolve("model.lease-000001");
        Files.writeString(file, Files.readString(file).replace(from, to));
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void delete(String name) {
        assertThat(folder.resolve(name).toFile().delete()).isTrue();
    }

    /** A host whose clocks stand where they are put; waiting moves both. */
    private final class Host {
        private long seconds;
        private long skew;
        private Runnable meanwhile = () -> {};

        Lease take() {
            LeaseTime time =
                    new LeaseTime(new Wall(), () -> Duration.ofSeconds(seconds).toNanos(), duration -> {
                        seconds += duration.toSeconds();
                        meanwhile.run();
                    });
            return Lease.take(folder + "/model", LIMIT, time);
        }

        private final class Wall extends Clock {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return START.plusSeconds(seconds + skew);
            }
        }
    }
}
