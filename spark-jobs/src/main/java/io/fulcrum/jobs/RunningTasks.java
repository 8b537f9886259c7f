package io.fulcrum.jobs;

import java.util.concurrent.TimeUnit;
import org.apache.spark.scheduler.TaskSchedulerImpl;
import org.apache.spark.sql.SparkSession;
import scala.collection.JavaConverters;

/**
 * The tasks that executors run. Those of a failed job go on until they notice, so this is closed before what they write
 * to is removed: it waits until the last has ended, or patience has.
 */
final class RunningTasks implements AutoCloseable {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);
    private static final long PAUSE_MILLIS = 10;

    private final TaskSchedulerImpl scheduler;

    RunningTasks(SparkSession spark) {
        scheduler = (TaskSchedulerImpl) spark.sparkContext().taskScheduler();
    }

    @Override
    public void close() {
        long start = System.nanoTime();
        try {
            while (anyRuns() && System.nanoTime() - start < PATIENCE) {
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean anyRuns() {
        return JavaConverters.asJavaCollection(
                        scheduler.runningTasksByExecutors().values())
                .stream()
                .anyMatch(tasks -> ((Number) tasks).intValue() > 0);
    }
}
