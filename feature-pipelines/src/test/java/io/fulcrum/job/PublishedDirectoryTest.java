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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    void publish_afterTheProcessWasStopped_isRefusedAndLeavesNothing() throws IOException {
        try (PublishedDirectory directory = PublishedDirectory.open(target, IfExists.REFUSE)) {
            directory.write("a.json", "{}");
            directory.abandon();
            assertThatThrownBy(directory::publish)
                    .hasMessage("Output directory " + target
                            + " was not published: the process was stopped while it was being written."
                            + " Run the command again.")
                    .asInstanceOf(type(JobFailure.class))
                    .extracting(JobFailure::exitCode)
                    .isEqualTo(ExitCode.TERMINATED);
        }
        assertThat(names(parent)).isEmpty();
    }

    @Test
    void abandon_published_leavesItAsItIs() throws IOException {
        try (PublishedDirectory directory = PublishedDirectory.open(target, IfExists.REFUSE)) {
            directory.write("a.json", "{}");
            directory.publish();
            directory.abandon();
        }
        assertThat(names(Path.of(target))).containsExactly("a.json");
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
                .hasMessage("Output directory " + target + " already exists."
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
                    .hasMessage("Output directory " + target + " already exists."
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
                .hasMessageStartingWith("Cannot write next to output directory " + file + "/model: ")
                .hasMessageEndingWith(". Name a writable place with --output.")
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
                        + " contains files that Fulcrum did not publish and is not replaced."
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

    @ParameterizedTest
    @ValueSource(strings = {"manual__2026-11-28T10:00:00+00:00", "[x]", "{a,b}", "*", "50%20#?", "two words", "größe"})
    void publish_oddName_isPublishedUnderThatNameAndReplaced(String name) throws IOException {
        target = parent.resolve(name).toString();
        publish(IfExists.REFUSE, RunRecord.FILE, "1");
        publish(IfExists.REPLACE, RunRecord.FILE, "2");

        assertThat(names(parent)).containsExactly(name);
        assertThat(Path.of(target, RunRecord.FILE)).hasContent("2");
    }

    @Test
    void publish_linkToADirectory_replacesWhatTheLinkNames() throws IOException {
        Path disk = Files.createDirectories(parent.resolve("disk"));
        Files.createDirectory(disk.resolve("big"));
        Files.createSymbolicLink(Path.of(target), disk.resolve("big"));
        publish(IfExists.REPLACE, RunRecord.FILE, "1");

        assertThat(Path.of(target)).isSymbolicLink();
        assertThat(disk.resolve("big").resolve(RunRecord.FILE)).hasContent("1");
        assertThat(names(disk)).containsExactly("big");
        assertThat(names(parent)).containsExactly("disk", "model");
    }

    @Test
    void open_linkToNothing_isRefused() throws IOException {
        Files.createSymbolicLink(Path.of(target), Path.of("gone"));

        assertThatThrownBy(() -> PublishedDirectory.open(target, IfExists.REPLACE))
                .isInstanceOf(JobFailure.class)
                .hasMessage(
                        target + " is a symbolic link to gone, which does not exist. Create that directory, or remove"
                                + " the link.");
        assertThatThrownBy(() -> PublishedDirectory.requireFree(target, IfExists.REPLACE))
                .isInstanceOf(JobFailure.class);
    }

    @Test
    void requireFree_asOpenWould_isRefusedOrLeavesNoTrace() throws IOException {
        PublishedDirectory.requireFree(target, IfExists.REFUSE);
        assertThat(names(parent)).isEmpty();
        Path file = Files.writeString(parent.resolve("file"), "");

        assertThatThrownBy(() -> PublishedDirectory.requireFree(file + "/model", IfExists.REFUSE))
                .isInstanceOf(JobFailure.class)
                .hasMessage("Cannot write next to output directory " + file + "/model: " + file
                        + " is not a directory that can be written. Name a writable place with --output.");
        publish(IfExists.REFUSE, "a", "1");
        assertThatThrownBy(() -> PublishedDirectory.requireFree(target, IfExists.REFUSE))
                .hasMessageContaining("already exists");
        PublishedDirectory.requireFree("s3a://needs/a/session", IfExists.REFUSE);
    }
}
