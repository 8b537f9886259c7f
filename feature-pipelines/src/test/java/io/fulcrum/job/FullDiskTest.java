package io.fulcrum.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the operating system says of a disk, told to people. */
class FullDiskTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"No space left on device", "Disk quota exceeded", "File too large"})
    void fullDisk_deepInAChain_isToldWithTheSpaceLeft(String sign) {
        Exception spark = new RuntimeException(
                "Job aborted due to stage failure",
                new IllegalStateException("Task failed while writing rows", new IOException(sign)));
        JobFailure failure = Storage.fullDisk(folder + "/not/yet", spark).orElseThrow();
        assertThat(failure.exitCode()).isEqualTo(ExitCode.UNEXPECTED);
        assertThat(failure)
                .hasMessageMatching("Cannot write " + folder + "/not/yet: " + sign
                        + " \\([1-9]\\d* MiB free\\)\\."
                        + " Nothing was published\\. Free some space or name another place with --output\\.")
                .hasRootCauseMessage(sign);
    }

    @Test
    void fullDisk_tracebackOfAnExecutor_isRecognisedInItsText() {
        Exception remote = new RuntimeException(
                "Job aborted due to stage failure: Task 3 in stage 1.0 failed 4 times:\n"
                        + "java.io.IOException: No space left on device\n\tat java.base/java.io.FileOutputStream.writeBytes");
        assertThat(Storage.fullDisk(folder.toString(), remote))
                .get()
                .satisfies(failure -> assertThat(failure.getMessage())
                        .contains(": No space left on device (")
                        .hasLineCount(1));
    }

    @Test
    void fullDisk_otherTrouble_isNone() {
        assertThat(Storage.fullDisk(folder.toString(), new IOException("Permission denied")))
                .isEmpty();
        assertThat(Storage.fullDisk(folder.toString(), new NullPointerException()))
                .isEmpty();
    }
}
