package io.fulcrum.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What progress shows of a stage. */
class TaskCountsTest {
    private static final long SECONDS = TimeUnit.SECONDS.toNanos(65);

    private final TaskCounts counts = new TaskCounts();

    @Test
    void line_noSparkStage_isNameAndTime() {
        assertThat(counts.line(WorkStage.of("read"), SECONDS)).isEqualTo("read: 1:05");
    }

    @Test
    void line_knownRows_countsFinishedAndRunningTasks() {
        counts.submitted(4, 8);
        counts.finished(4, 20, 1000);
        counts.running(4, 21, 100);
        counts.running(4, 21, 250);
        assertThat(counts.line(WorkStage.of("load train", 8000), SECONDS))
                .isEqualTo("load train: 1,250 of 8,000 rows, 1 of 8 tasks, 1:05");
    }

    @Test
    void line_unknownRows_estimatesFromFinishedTasks() {
        counts.submitted(4, 8);
        counts.running(4, 21, 100);
        assertThat(counts.line(WorkStage.of("profile"), SECONDS)).isEqualTo("profile: 100 rows, 0 of 8 tasks, 1:05");
        counts.finished(4, 20, 1000);
        assertThat(counts.line(WorkStage.of("profile"), SECONDS))
                .isEqualTo("profile: 1,100 of about 8,000 rows, 1 of 8 tasks, 1:05");
    }

    @Test
    void line_rowsOutsideOfTasks_areCounted() {
        counts.counted(100);
        counts.counted(150);
        assertThat(counts.line(WorkStage.of("score test", 1000), SECONDS))
                .isEqualTo("score test: 250 of 1,000 rows, 1:05");
    }

    @Test
    void line_taskFailedAndFinishedAgain_countsItOnce() {
        counts.submitted(4, 1);
        counts.running(4, 20, 900);
        counts.failed(4, 20);
        counts.finished(4, 21, 1000);
        assertThat(counts.line(WorkStage.of("score", 1000), SECONDS))
                .isEqualTo("score: 1,000 of 1,000 rows, 1 of 1 tasks, 1:05");
    }

    @Test
    void line_lateNewsOfAnotherStage_isIgnored() {
        counts.submitted(4, 2);
        counts.submitted(5, 3);
        counts.finished(4, 20, 1000);
        counts.running(4, 21, 1000);
        assertThat(counts.line(WorkStage.of("load", 10), SECONDS)).isEqualTo("load: 0 of 3 tasks, 1:05");
    }

    @Test
    void tick_insideAndOutsideOfStages_showsTheInnermostOrNothing() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Progress log = new Progress(new PrintStream(bytes, true, StandardCharsets.UTF_8), false);
        try (WorkProgress progress = WorkProgress.start(log)) {
            progress.tick();
            String result = WorkStage.of("outer").run(() -> {
                WorkStage.of("inner", 3).run(() -> {
                    progress.counts().submitted(1, 2);
                    progress.tick();
                    return 0;
                });
                progress.tick();
                return "done";
            });
            progress.tick();
            assertThat(result).isEqualTo("done");
        }
        assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("inner: 0 of 2 tasks, 0:00", "outer: 0:00");
    }

    @Test
    void stage_onTerminal_leavesNoLineBehind() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Progress terminal = new Progress(new PrintStream(bytes, true, StandardCharsets.UTF_8), true);
        try (WorkProgress progress = WorkProgress.start(terminal)) {
            WorkStage.of("read").run(() -> {
                progress.tick();
                return 0;
            });
            assertThat(bytes.toString(StandardCharsets.UTF_8)).endsWith("read: 0:00\r\u001b[2K");
        }
    }
}
