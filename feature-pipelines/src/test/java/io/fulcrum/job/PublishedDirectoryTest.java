package io.fulcrum.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.fulcrum.job.PublishedDirectory.IfExists;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishedDirectoryTest {
    @TempDir
    private Path parent;

    private String target;

    @BeforeEach
    void nameTarget() {
        target = parent.resolve("model").toString();
    }

    private List<String> names(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    private void publish(IfExists ifExists, String file, String text) {
        try (PublishedDirectory directory = PublishedDirectory.open(target, ifExists)) {
            directory.write(file, text);
            directory.publish();
        }
    }

    @Test
    void publish_newPlace_isThereWithNothingBeside() throws IOException {
        String published;
        try (PublishedDirectory directory = PublishedDirectory.open(target, IfExists.REFUSE)) {
            directory.write("a.json", "{}\n");
            directory.write("inner/b.txt", "ü");
            assertThat(Files.exists(Path.of(target))).isFalse();
            published = directory.publish();
        }

        assertThat(Storage.forPeople(published)).isEqualTo(target);
        assertThat(names(parent)).containsExactly("model");
        assertThat(names(Path.of(target))).containsExactly("a.json", "inner");
        assertThat(Files.readString(Path.of(target, "inner", "b.txt"))).isEqualTo("ü");
    }

    @Test
    void publish_missingParents_areMade() {
        target = parent.resolve("runs/today/model").toString();
        publish(IfExists.REFUSE, "a", "1");

        assertThat(Path.of(target, "a")).hasContent("1");
    }

    @Test
    void open_placeTaken_isRefusedAndLeftAsItIs() throws IOException {
        publish(IfExists.REFUSE, "a", "1");

        assertThatThrownBy(() -> PublishedDirectory.open(target, IfExists.REFUSE))
                .isInstanceOf(JobFailure.class)
                .hasMessage("Output directory " + target + " exists and is left as it is."
                        + " Name a new one with --output, or add --overwrite to replace it.")
                .asInstanceOf(type(JobFailure.class))
                .extracting(JobFailure::exitCode)
                .isEqualTo(ExitCode.INVALID_CONFIGURATION);
        assertThat(names(parent)).containsExactly("model");
        assertThat(Path.of(target, "a")).hasContent("1");
    }

    @Test
    void publish_replacing_leavesOnlyTheNew() throws IOException {
        publish(IfExists.REFUSE, RunRecord.FILE, "{}");
        publish(IfExists.REPLACE, "b", "2");

        assertThat(names(parent)).containsExactly("model");
        assertThat(names(Path.of(target))).containsExactly("b");
    }

    @Test
    void close_unpublished_leavesNothingBehindAndTheOldAsItWas() throws IOException {
        publish(IfExists.REFUSE, RunRecord.FILE, "{}");
        try (PublishedDirectory directory = PublishedDirectory.open(target, IfExists.REPLACE)) {
            directory.write("b", "2");
        }

        assertThat(names(parent)).containsExactly("model");
        assertThat(names(Path.of(target))).containsExactly(RunRecord.FILE);
    }

    @Test
    void publish_placeTakenMeanwhile_isRefusedAndLeftAsItIs() throws IOException {
        try (PublishedDirectory directory = PublishedDirectory.open(target, IfExists.REFUSE)) {
            directory.write("late", "2");
            publish(IfExists.REFUSE, "early", "1");

            assertThatThrownBy(directory::publish)
                    .isInstanceOf(JobFailure.class)
                    .hasMessage("Output directory " + target + " exists and is left as it is."
                            + " Name a new one with --output, or add --overwrite to replace it.");
        }

        assertThat(names(parent)).containsExactly("model");
        assertThat(names(Path.of(target))).containsExactly("early");
    }

    @Test
    void publish_moveThatFails_putsTheOldBack() throws IOException {
        publish(IfExists.REFUSE, RunRecord.FILE, "{}");
        try (PublishedDirectory directory = PublishedDirectory.open(target, IfExists.REPLACE)) {
            Storage.delete(directory.path());

            assertThatThrownBy(directory::publish)
                    .isInstanceOf(JobFailure.class)
                    .hasMessageStartingWith("Cannot write file:" + target + ": ")
                    .hasMessageEndingWith(
                            ". Nothing was published. Free some space or name another place with --output.");
        }

        assertThat(names(parent)).containsExactly("model");
        assertThat(names(Path.of(target))).containsExactly(RunRecord.FILE);
    }

    @Test
    void open_parentThatCannotHoldIt_isRefused() throws IOException {
        Path file = Files.writeString(parent.resolve("file"), "");

        assertThatThrownBy(() -> PublishedDirectory.open(file + "/model", IfExists.REFUSE))
                .isInstanceOf(JobFailure.class)
                .hasMessageStartingWith("Cannot write beside output directory " + file + "/model: ")
                .hasMessageEndingWith(". Name a place that can be written with --output.")
                .asInstanceOf(type(JobFailure.class))
                .extracting(JobFailure::exitCode)
                .isEqualTo(ExitCode.INVALID_CONFIGURATION);
    }

    @Test
    void resolve_ofAName_liesInTheDirectoryBeingWritten() {
        try (PublishedDirectory directory = PublishedDirectory.open(target, IfExists.REFUSE)) {
            assertThat(directory.resolve("a")).isEqualTo(directory.path() + "/a");
            assertThat(Path.of(Storage.forPeople(directory.path())).getParent()).isEqualTo(parent);
        }
    }

    @Test
    void open_replacingWhatFulcrumDidNotPublish_isRefusedAndLeftAsItIs() throws IOException {
        Files.createDirectories(Path.of(target));
        Files.writeString(Path.of(target, "thesis.txt"), "years of work");

        assertThatThrownBy(() -> PublishedDirectory.open(target, IfExists.REPLACE))
                .isInstanceOf(JobFailure.class)
                .hasMessage("Output directory " + target
                        + " holds something that Fulcrum did not publish, and is left as it is."
                        + " Name another with --output, or remove it by hand.");
        assertThat(Path.of(target, "thesis.txt")).hasContent("years of work");
    }

    @Test
    void open_noPlaceAtAll_isRefused() {
        for (String nowhere : new String[] {"", "/"}) {
            assertThatThrownBy(() -> PublishedDirectory.open(nowhere, IfExists.REPLACE))
                    .isInstanceOf(JobFailure.class)
                    .hasMessage("Output directory \"" + nowhere + "\" is no directory that can be made."
                            + " Name a new one with --output.");
        }
    }
}
