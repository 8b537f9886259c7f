package io.fulcrum.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Work that a starting program begins before it needs the result. */
class AheadTest {
    @TempDir
    private Path folder;

    @Test
    void run_work_isDoneOnADaemonThread() {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        Ahead.run(() -> thread.complete(Thread.currentThread())).join();
        assertThat(thread.join().isDaemon()).isTrue();
        assertThat(thread.join()).isNotSameAs(Thread.currentThread());
    }

    @Test
    void run_failure_isLeftToWhoeverNeedsTheResult() {
        CompletableFuture<Void> failed = Ahead.run(() -> {
            throw new NoClassDefFoundError("no library");
        });
        assertThat(failed.join()).isNull();
        assertThat(failed).isCompleted();
    }

    @Test
    void openAhead_thenFiles_areFound() {
        Storage.openAhead();
        assertThat(Storage.exists(folder.toString())).isTrue();
        assertThat(Storage.exists(folder + "/absent")).isFalse();
    }
}
