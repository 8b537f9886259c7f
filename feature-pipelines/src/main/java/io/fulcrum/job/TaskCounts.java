package io.fulcrum.job;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The tasks and rows of the Spark stage that was submitted last, of those that a {@link WorkStage} runs. */
final class TaskCounts {
    private int sparkStage = -1;
    private int tasks;
    private int finished;
    private long finishedRows;
    private final Map<Long, Long> runningRows = new HashMap<>(); // [task]

    synchronized void submitted(int stage, int taskCount) {
        clear();
        sparkStage = stage;
        tasks = taskCount;
    }

    /** Notes how many rows a running task has read so far. */
    synchronized void running(int stage, long task, long rows) {
        if (stage == sparkStage) {
            runningRows.put(task, rows);
        }
    }

    synchronized void finished(int stage, long task, long rows) {
        if (stage == sparkStage) {
            runningRows.remove(task);
            finished++;
            finishedRows += rows;
        }
    }

    /** Notes rows that were done outside of tasks. */
    synchronized void counted(long rows) {
        finishedRows += rows;
    }

    /** Forgets a task that failed and will run again. */
    synchronized void failed(int stage, long task) {
        if (stage == sparkStage) {
            runningRows.remove(task);
        }
    }

    /** Forgets all, since another part of the work begins. */
    synchronized void clear() {
        sparkStage = -1;
        tasks = 0;
        finished = 0;
        finishedRows = 0;
        runningRows.clear();
    }

    /** Returns a line such as {@code load train: 1,000 of 2,000 rows, 3 of 8 tasks, 0:05}. */
    synchronized String line(WorkStage stage, long nanos) {
        StringBuilder line = new StringBuilder(stage.name()).append(": ");
        long rows = finishedRows
                + runningRows.values().stream().mapToLong(Long::longValue).sum();
        if (rows > 0) {
            line.append(String.format(Locale.ROOT, "%,d%s rows, ", rows, all(stage, rows)));
        }
        if (tasks > 0) {
            line.append(String.format(Locale.ROOT, "%d of %d tasks, ", finished, tasks));
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds(nanos);
        return line.append(String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60))
                .toString();
    }

    /** The total, or an estimate of it: that unfinished tasks have as many rows as finished ones. */
    private String all(WorkStage stage, long rows) {
        if (stage.rows().isPresent()) {
            return String.format(
                    Locale.ROOT, " of %,d", Math.max(rows, stage.rows().getAsLong()));
        }
        return finished == 0 || finished == tasks
                ? ""
                : String.format(Locale.ROOT, " of about %,d", Math.max(rows, finishedRows / finished * tasks));
    }
}
