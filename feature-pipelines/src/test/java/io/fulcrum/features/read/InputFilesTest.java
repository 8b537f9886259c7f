package io.fulcrum.features.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fulcrum.job.ExitCode;
import io.fulcrum.job.JobFailure;
import org.junit.jupiter.api.Test;

class InputFilesTest {
    @Test
    void require_unknownScheme_isAnInvalidSetting() {
        JobFailure failure = catchThrowableOfType(JobFailure.class, () -> InputFiles.require("foo://bucket/rows"));
        assertThat(failure.exitCode()).isEqualTo(ExitCode.INVALID_CONFIGURATION);
        assertThat(failure)
                .hasMessage("data.input = foo://bucket/rows names a file system that cannot be opened: No"
                        + " FileSystem for scheme \"foo\", but must be a path of one that can. Correct data.input, or give Spark the"
                        + " jars and settings of that file system.");
    }

    @Test
    void require_noUri_isAnInvalidSetting() {
        JobFailure failure = catchThrowableOfType(JobFailure.class, () -> InputFiles.require("foo:rows"));
        assertThat(failure.exitCode()).isEqualTo(ExitCode.INVALID_CONFIGURATION);
        assertThat(failure).hasMessageStartingWith("data.input = foo:rows names a file system that cannot be opened: ");
    }
}
