package io.fulcrum.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fulcrum.job.JobFailure;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SidesTest {
    @Test
    void pinned_noTaskset_saysWhatToInstall(@TempDir Path empty) {
        assertThatThrownBy(() -> Sides.ofOurs("0,1").pinned(empty.toString()))
                .isInstanceOf(JobFailure.class)
                .hasMessage(
                        "There is no taskset on the PATH, but what a benchmark compares must be pinned to the same cores,"
                                + " 0,1. Install it: it is in the package util-linux.");
    }

    @Test
    void hasPyTorch_interpreterMissing_isFalseAndSaysWhatToDo() {
        Sides sides = Sides.ofOurs("0");
        assertThat(sides.hasPyTorch()).isFalse();
        assertThat(sides.withoutPyTorch())
                .startsWith("There is no PyTorch for the comparison: none cannot run none")
                .contains("Run deploy/bench/setup")
                .contains("--pytorch");
    }

    @Test
    void hasPyTorch_interpreterWithTorch_isTrue(@TempDir Path directory) {
        assertThat(FakePyTorch.in(directory).hasPyTorch()).isTrue();
    }

    @Test
    void contestant_endsByItself_tellsItsLastWords() {
        assertThatThrownBy(
                        () -> Contestant.start("PyTorch", List.of("bash", "-c", "echo no such number >&2; exit 3"), 1))
                .isInstanceOf(JobFailure.class)
                .hasMessage(
                        "The side \"PyTorch\" of a benchmark ended by itself: no such number It must answer until it is"
                                + " stopped. Fix the error above and rerun.");
    }

    @Test
    void secondsPerStep_otherLinesBetween_readsTheAnswerAlone() {
        String script = "echo ready one; while read -r line; do echo noise; echo ran 4 0.02; done";
        try (Contestant side = Contestant.start("fake", List.of("bash", "-c", script), 1)) {
            assertThat(side.description()).isEqualTo("one");
            assertThat(side.secondsPerStep(1)).isEqualTo(0.005);
        }
    }
}
