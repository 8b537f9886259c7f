package io.fulcrum.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fulcrum.LocalSpark;
import io.fulcrum.job.PublishedDirectory;
import io.fulcrum.job.PublishedDirectory.IfExists;
import io.fulcrum.job.Storage;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LocalSpark.class)
class RunningTasksIT {
    private static final CountDownLatch STARTED = new CountDownLatch(1);
    private static final CountDownLatch WRITTEN = new CountDownLatch(1);
    private static final CountDownLatch CLEANED = new CountDownLatch(1);

    @TempDir
    Path folder;

    /** The second task writes its file half a second after the first has failed the job. */
    @Test
    void close_taskOfAFailedJobStillWrites_leavesNothingBeside(SparkSession spark) {
        assertThatThrownBy(() -> failingJob(spark)).hasMessageContaining("fails at once");
        assertThat(WRITTEN.getCount()).as("tasks that write still").isZero();
        assertThat(folder.toFile().list()).isEmpty();
    }

    private void failingJob(SparkSession spark) {
        try (PublishedDirectory directory = PublishedDirectory.open(folder + "/out", IfExists.REFUSE);
                RunningTasks tasks = new RunningTasks(spark)) {
            String late = directory.resolve("late/part");
            new JavaSparkContext(spark.sparkContext())
                    .parallelize(List.of(0, 1), 2)
                    .foreach(task -> work(task, late));
        } finally {
            CLEANED.countDown();
        }
    }

    private static void work(int task, String late) throws InterruptedException {
        if (task == 0) {
            STARTED.await();
            throw new IllegalStateException("fails at once");
        }
        STARTED.countDown();
        // Only a caller that does not wait for this task gets that far.
        assertThat(CLEANED.await(500, TimeUnit.MILLISECONDS)).isFalse();
        Storage.writeText(late, "x");
        WRITTEN.countDown();
    }
}
