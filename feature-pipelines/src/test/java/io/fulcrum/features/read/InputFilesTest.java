package io.fulcrum.features.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fulcrum.job.ExitCode;
import io.fulcrum.job.JobFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputFilesTest {
    @TempDir
    private Path folder;

    @Test
    void paths_unknownScheme_isAnInvalidSetting() {
        JobFailure failure = refused("foo://bucket/rows");
        assertThat(failure.exitCode()).isEqualTo(ExitCode.INVALID_CONFIGURATION);
        assertThat(failure)
                .hasMessage("Cannot read data.input = foo://bucket/rows: No FileSystem for scheme \"foo\"."
                        + " It must be a path or pattern on a file system that can be opened. Correct data.input, or give"
                        + " Spark the jars and settings of that file system.");
    }

    @Test
    void paths_malformedPattern_isAnInvalidSettingOfOneLine() {
        JobFailure failure = refused(folder + "/day=[1");
        assertThat(failure.exitCode()).isEqualTo(ExitCode.INVALID_CONFIGURATION);
        assertThat(failure)
                .hasMessageStartingWith(
                        "Cannot read data.input = " + folder + "/day=[1: the pattern \"day=[1\" is malformed: ")
                .hasMessageNotContaining("\n");
    }

    @Test
    void paths_commaList_isToldHowToWriteIt() throws IOException {
        Files.createDirectory(folder.resolve("a"));
        JobFailure failure = refused(folder + "/a,b");
        assertThat(failure.exitCode()).isEqualTo(ExitCode.DATA_CHECK_FAILED);
        assertThat(failure)
                .hasMessage("data.input = " + folder
                        + "/a,b is not a file, directory or table, but must be one. Directory " + folder
                        + " contains a. Correct data.input; write several names as a pattern, such as {a,b}.");
    }

    @Test
    void paths_nameWithColonOrBrackets_isThatFile() throws IOException {
        for (String name : new String[] {"a:b", "[x]", "{a,b}", "50%20#?*"}) {
            Files.createDirectory(folder.resolve(name));
            assertThat(InputFiles.paths(source(folder + "/" + name))).hasToString("[file:" + folder + "/" + name + "]");
        }
    }

    @Test
    void paths_inputOfAnOption_isNamedByTheOption() {
        Path missing = folder.resolve("x");
        SourceSettings option = source(missing.toString()).ofOption();
        assertThat(catchThrowableOfType(JobFailure.class, () -> InputFiles.paths(option)))
                .hasMessage("--input " + missing + " is not a file, directory or table, but must be one. Directory "
                        + folder + " contains nothing. Correct --input.");
        assertThat(catchThrowableOfType(
                        JobFailure.class,
                        () -> InputFiles.paths(source("foo://rows").ofOption())))
                .hasMessageStartingWith("Cannot read --input foo://rows: ")
                .hasMessageContaining(" Correct --input, or give Spark");
    }

    private static JobFailure refused(String input) {
        return catchThrowableOfType(JobFailure.class, () -> InputFiles.paths(source(input)));
    }

    private static SourceSettings source(String input) {
        return new SourceSettings(input, Optional.empty(), List.of(), Optional.empty(), MissingColumns.REFUSE);
    }
}
