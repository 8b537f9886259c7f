package io.fulcrum.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fulcrum.LocalSpark;
import io.fulcrum.bench.BenchRow;
import io.fulcrum.bench.StartBench;
import io.fulcrum.job.JobFailure;
import io.fulcrum.job.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That starts are measured, on a few generated rows. */
class StartBenchIT {
    private static final String MAIN = "io.fulcrum.jobs.Fulcrum";

    @TempDir
    private Path folder;

    @Test
    void run_prepareAndTrain_haveTheirParts() {
        GeneratedVisits.write(LocalSpark.session(), folder.resolve("visits"), 1000);
        List<BenchRow> rows = new StartBench(
                        MAIN,
                        List.of(
                                command("prepare", "--output", folder + "/data"),
                                command("train", "--data", folder + "/data", "--output", folder + "/model")),
                        1)
                .run(Progress.onStandardError());
        assertThat(rows)
                .extracting(BenchRow::name)
                .containsExactly(
                        "start/prepare/jvm",
                        "start/prepare/spark",
                        "start/prepare/read",
                        "start/prepare/profile",
                        "start/prepare/rest",
                        "start/prepare/until-first-line",
                        "start/prepare/after-spark",
                        "start/prepare/total",
                        "start/prepare/processor",
                        "start/train/jvm",
                        "start/train/spark",
                        "start/train/load",
                        "start/train/first-round",
                        "start/train/rest",
                        "start/train/until-first-line",
                        "start/train/until-first-round",
                        "start/train/after-spark",
                        "start/train/total",
                        "start/train/processor");
        assertThat(rows)
                .allSatisfy(row -> assertThat(row.value()).as(row.name()).isPositive());
    }

    @Test
    void run_failingCommand_namesItAndItsLastLine() {
        StartBench bench = new StartBench(MAIN, List.of(command("score", "--nothing")), 1);
        assertThatThrownBy(() -> bench.run(Progress.onStandardError()))
                .isInstanceOf(JobFailure.class)
                .hasMessageStartingWith("fulcrum score ")
                .hasMessageContaining(" failed: ");
    }

    private List<String> command(String name, String... options) {
        List<String> words = new ArrayList<>(List.of(name, "--master", "local[2]", "--config"));
        words.add(GeneratedVisits.configuration(folder, folder + "/visits", ""));
        words.addAll(List.of(options));
        return words;
    }
}
