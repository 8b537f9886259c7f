package io.fulcrum.job;

import java.util.concurrent.CompletableFuture;

/**
 * Work on a thread of its own that a starting program begins before it needs the result. A failure is ignored: the code
 * that needs the result does the work itself and reports the failure.
 */
public final class Ahead {
    private Ahead() {}

    /** Starts {@code work} and returns what is completed at its end. */
    public static CompletableFuture<Void> run(Runnable work) {
        return CompletableFuture.runAsync(work, Ahead::start).exceptionally(failure -> null);
    }

    private static void start(Runnable work) {
        DaemonThreads.named("ahead").newThread(work).start();
    }
}
