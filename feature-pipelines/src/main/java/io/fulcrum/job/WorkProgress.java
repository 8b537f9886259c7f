package io.fulcrum.job;

import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;

/**
 * The progress of the {@link WorkStage} that runs: twice a second on a terminal, every few seconds in a log. Outside of
 * stages nothing is shown.
 */
public final class WorkProgress implements AutoCloseable {
    private static final long TERMINAL_MILLIS = 500;
    private static final long LOG_MILLIS = 4000;

    private static final Object LOCK = new Object();
    private static Optional<WorkStage> running = Optional.empty();
    private static Optional<WorkProgress> shown = Optional.empty();

    private final Progress progress;
    private final TaskCounts counts = new TaskCounts();
    private final ScheduledExecutorService ticks =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("progress"));
    private long stageStarted = System.nanoTime();

    private WorkProgress(Progress progress) {
        this.progress = progress;
    }

    /** Starts to show progress, in place of whatever showed it before. */
    public static WorkProgress start(Progress progress) {
        long pause = progress.isTerminal() ? TERMINAL_MILLIS : LOG_MILLIS;
        WorkProgress started = new WorkProgress(progress);
        synchronized (LOCK) {
            shown = Optional.of(started);
        }
        started.ticks.scheduleAtFixedRate(started::tick, pause, pause, TimeUnit.MILLISECONDS);
        return started;
    }

    /** Counts the tasks and rows of a Spark application from now on. */
    public void watch(SparkContext spark) {
        spark.addSparkListener(new TaskListener(counts));
    }

    /** Counts rows that the running stage has done without a Spark task. */
    public static void counted(long rows) {
        synchronized (LOCK) {
            shown.ifPresent(progress -> progress.counts.counted(rows));
        }
    }

    /** Makes a stage, or none, the one that is shown, and returns the one before. */
    static Optional<WorkStage> enter(Optional<WorkStage> stage) {
        synchronized (LOCK) {
            Optional<WorkStage> before = running;
            running = stage;
            shown.ifPresent(WorkProgress::changed);
            return before;
        }
    }

    /** Shows the running stage as it is now. */
    void tick() {
        synchronized (LOCK) {
            running.ifPresent(stage -> progress.update(counts.line(stage, System.nanoTime() - stageStarted)));
        }
    }

    /** Returns the counts that a listener adds to. */
    TaskCounts counts() {
        return counts;
    }

    private void changed() {
        progress.clear();
        counts.clear();
        stageStarted = System.nanoTime();
    }

    @Override
    public void close() {
        ticks.shutdownNow();
        synchronized (LOCK) {
            progress.clear();
            shown = shown.filter(other -> other != this);
        }
    }
}
