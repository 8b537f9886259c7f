package io.fulcrum.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SurroundingsTest {
    @TempDir
    private Path folder;

    @Test
    void home_unknownToTheSystem_isHomeOrTheTemporaryDirectory() {
        assertThat(Surroundings.home("/root", Map.of("HOME", "/x"))).isEqualTo("/root");
        assertThat(Surroundings.home("?", Map.of("HOME", "/x"))).isEqualTo("/x");
        assertThat(Surroundings.home("?", Map.of())).isEqualTo(System.getProperty("java.io.tmpdir"));
    }

    @Test
    void requireScratch_oneOfSeveralCanBeWritten_isEnough() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        Surroundings.requireScratch(Optional.empty());
        Surroundings.requireScratch(Optional.of(file + "/x, " + folder.resolve("new")));
        assertThat(folder.resolve("new")).isEmptyDirectory();
    }

    @Test
    void requireScratch_noneCanBeWritten_namesTheSetting() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> Surroundings.requireScratch(Optional.of(file.toString())))
                .isInstanceOf(JobFailure.class)
                .hasMessage("Cannot write temporary files to " + file
                        + " (spark.local.dir), but Spark needs a writable directory. Free some space there, or set"
                        + " spark.\"spark.local.dir\" in the configuration.");
    }
}
