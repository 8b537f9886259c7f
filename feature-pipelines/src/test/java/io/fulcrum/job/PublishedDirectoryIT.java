package io.fulcrum.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fulcrum.ChildJvm;
import io.fulcrum.job.PublishedDirectory.IfExists;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An output appears whole or not at all, however the program ends. */
class PublishedDirectoryIT {
    private static final int TERMINATED = 143;

    @TempDir
    Path folder;

    /** A program that is terminated while it writes. */
    static final class WritesForEver {
        private WritesForEver() {}

        public static void main(String[] arguments) throws InterruptedException {
            PublishedDirectory directory = PublishedDirectory.open(arguments[0], IfExists.REPLACE);
            directory.write("part.txt", "half of it");
            System.out.println("writing");
            new CountDownLatch(1).await();
        }
    }

    @Test
    void sigterm_whileWriting_removesWhatWasWritten() throws IOException, InterruptedException {
        Path output = old();
        Process child = ChildJvm.start(ChildJvm.command(List.of(), WritesForEver.class, output.toString()));
        BufferedReader out = new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        while (line != null && !line.equals("writing")) {
            line = out.readLine();
        }
        assertThat(line).isEqualTo("writing");
        assertThat(names()).hasSize(2).anyMatch(name -> name.matches("\\.out\\..*\\.staging"));
        child.destroy();
        assertThat(child.waitFor()).isEqualTo(TERMINATED);
        assertThat(names()).containsExactly("out");
        assertThat(output.resolve(RunRecord.FILE)).exists();
    }

    @Test
    void close_unpublished_leavesWhatWasThere() throws IOException {
        Path output = old();
        try (PublishedDirectory directory = PublishedDirectory.open(output.toString(), IfExists.REPLACE)) {
            directory.write("new.txt", "x");
        }
        assertThat(names()).containsExactly("out");
        assertThat(output.resolve(RunRecord.FILE)).exists();
    }

    @Test
    void publish_replace_leavesTheNewAlone() throws IOException {
        Path output = old();
        try (PublishedDirectory directory = PublishedDirectory.open(output.toString(), IfExists.REPLACE)) {
            directory.write("new.txt", "x");
            directory.publish();
        }
        assertThat(names()).containsExactly("out");
        assertThat(output.toFile().list()).containsExactly("new.txt");
    }

    @Test
    void publish_stagingLost_putsTheOldBack() throws IOException {
        Path output = old();
        try (PublishedDirectory directory = PublishedDirectory.open(output.toString(), IfExists.REPLACE)) {
            Storage.delete(directory.path());
            assertThatThrownBy(directory::publish)
                    .isInstanceOf(JobFailure.class)
                    .hasMessageStartingWith("Cannot write file:" + output + ": ");
        }
        assertThat(names()).containsExactly("out");
        assertThat(output.resolve(RunRecord.FILE)).exists();
    }

    @Test
    void open_takenOrUnwritable_isRefusedInWords() throws IOException {
        Path output = old();
        assertThatThrownBy(() -> PublishedDirectory.open(output.toString(), IfExists.REFUSE))
                .isInstanceOf(JobFailure.class)
                .hasMessage("Output directory " + output + " already exists."
                        + " Name a new one with --output, or add --overwrite to replace it.");
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThatThrownBy(() -> PublishedDirectory.open(file + "/out", IfExists.REFUSE))
                .isInstanceOf(JobFailure.class)
                .hasMessageStartingWith("Cannot write next to output directory " + file + "/out: ")
                .hasMessageEndingWith("Name a writable place with --output.");
    }

    private Path old() throws IOException {
        Path output = Files.createDirectory(folder.resolve("out"));
        Files.writeString(output.resolve(RunRecord.FILE), "old");
        return output;
    }

    private Stream<String> names() {
        return Stream.of(folder.toFile().list()).sorted();
    }
}
