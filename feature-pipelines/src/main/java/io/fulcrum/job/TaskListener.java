package io.fulcrum.job;

import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.Tuple4;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/** Tells {@link TaskCounts} of Spark's tasks: of finished ones at once, of running ones with each heartbeat. */
final class TaskListener extends SparkListener {
    private static final String INPUT_ROWS = "internal.metrics.input.recordsRead";
    private static final String SHUFFLED_ROWS = "internal.metrics.shuffle.read.recordsRead";

    private final TaskCounts counts;

    TaskListener(TaskCounts counts) {
        this.counts = counts;
    }

    @Override
    public void onStageSubmitted(SparkListenerStageSubmitted event) {
        counts.submitted(event.stageInfo().stageId(), event.stageInfo().numTasks());
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd event) {
        long task = event.taskInfo().taskId();
        if (event.taskInfo().successful()) {
            counts.finished(event.stageId(), task, rows(event.taskMetrics()));
        } else {
            counts.failed(event.stageId(), task);
        }
    }

    @Override
    public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate event) {
        for (Tuple4<Object, Object, Object, Seq<AccumulableInfo>> task :
                JavaConverters.seqAsJavaList(event.accumUpdates())) {
            counts.running(
                    ((Number) task._2()).intValue(),
                    ((Number) task._1()).longValue(),
                    rows(JavaConverters.seqAsJavaList(task._4())));
        }
    }

    private static long rows(TaskMetrics metrics) {
        return metrics == null
                ? 0
                : Math.max(
                        metrics.inputMetrics().recordsRead(),
                        metrics.shuffleReadMetrics().recordsRead());
    }

    private static long rows(Iterable<AccumulableInfo> updates) {
        long rows = 0;
        for (AccumulableInfo update : updates) {
            boolean counted =
                    update.name().contains(INPUT_ROWS) || update.name().contains(SHUFFLED_ROWS);
            if (counted && update.update().isDefined() && update.update().get() instanceof Number number) {
                rows = Math.max(rows, number.longValue());
            }
        }
        return rows;
    }
}
