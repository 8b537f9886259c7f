package io.fulcrum.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageTest {
    @TempDir
    private Path folder;

    @Test
    void readText_whatWasWritten_isThereWithoutChecksumFiles() throws IOException {
        String file = folder.resolve("a/b.txt").toString();
        Storage.writeText(file, "first");
        Storage.writeText(file, "süß");

        assertThat(Storage.readText(file)).contains("süß");
        assertThat(folder.resolve("a")).isDirectoryNotContaining("glob:**.crc");
    }

    @Test
    void readBytes_missingFileOrDirectory_isEmpty() {
        assertThat(Storage.readBytes(folder.resolve("none").toString())).isEmpty();
        assertThat(Storage.readBytes(folder.toString())).isEmpty();
    }

    @Test
    void delete_directory_takesAllInIt() {
        Storage.writeBytes(folder.resolve("d/e/f").toString(), new byte[] {1});
        String directory = folder.resolve("d").toString();
        assertThat(Storage.exists(directory)).isTrue();

        Storage.delete(directory);

        assertThat(Storage.exists(directory)).isFalse();
    }

    @Test
    void writeText_belowAFile_saysWhatToDo() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> Storage.writeText(file + "/a", "x"))
                .isInstanceOf(JobFailure.class)
                .hasMessageStartingWith("Cannot write " + file + "/a: ")
                .hasMessageEndingWith(". Nothing was published. Free some space or name another place with --output.");
    }

    @Test
    void readText_schemeThatIsNone_saysWhatToDo() {
        assertThatThrownBy(() -> Storage.readText("nosuch://host/a"))
                .isInstanceOf(JobFailure.class)
                .hasMessage("Cannot read nosuch://host/a: No FileSystem for scheme \"nosuch\"."
                        + " Check the path and its permissions.");
    }

    @Test
    void forPeople_localUri_isItsPath() {
        assertThat(Storage.forPeople("file:/a/b")).isEqualTo("/a/b");
        assertThat(Storage.forPeople("file:///a/b")).isEqualTo("/a/b");
        assertThat(Storage.forPeople("hdfs://host/a")).isEqualTo("hdfs://host/a");
        assertThat(Storage.forPeople("runs/a")).isEqualTo("runs/a");
    }
}
