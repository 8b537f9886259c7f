package io.fulcrum.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.fs.FileStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocationTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "manual__2026-11-28T10:00:00+00:00",
                "[x]",
                "{a,b}",
                "*",
                "a?b",
                "50%20off",
                "#1",
                "two words",
                "größe",
                "a:b",
                "\\",
                "'\"$`"
            })
    void of_oddName_isThatNameInEveryForm(String name) throws IOException {
        Path file = folder.resolve(name).resolve(name);
        Storage.writeText(file.toString(), "right");

        assertThat(file).hasContent("right");
        assertThat(Storage.readText(file.toString())).contains("right");
        assertThat(Storage.readText(Location.of(file.toString()).toString())).contains("right");
        assertThat(Storage.readText("file://" + file)).contains("right");
        FileStatus[] listed = Storage.fileSystem("/").listStatus(Location.of(folder.toString()));
        assertThat(listed).extracting(FileStatus::getPath).containsExactly(Location.of(folder + "/" + name));
    }

    @Test
    void of_relativePath_isBelowTheWorkingDirectory() throws IOException {
        String here = "file:" + System.getProperty("user.dir");
        assertThat(Location.of("a:b/c")).hasToString(here + "/a:b/c");
        assertThat(Location.of("./runs/../x")).hasToString(here + "/x");
        assertThat(Location.of(".")).hasToString(here);
        assertThat(Location.of("s3:x")).hasToString(here + "/s3:x");
    }

    @Test
    void of_tilde_isTheHomeDirectory() throws IOException {
        String home = "file:" + System.getProperty("user.home");
        assertThat(Location.of("~")).hasToString(home);
        assertThat(Location.of("~/runs/a:b")).hasToString(home + "/runs/a:b");
        assertThat(Location.of("/x/~/y")).hasToString("file:/x/~/y");
        assertThat(Location.local(Path.of("~/x"))).isEqualTo(Path.of(System.getProperty("user.home"), "x"));
    }

    @Test
    void of_noPath_isRefused() {
        assertThatThrownBy(() -> Location.of(" "))
                .isInstanceOf(IOException.class)
                .hasMessage("the path is empty");
        assertThatThrownBy(() -> Location.of("nosuch://x/y"))
                .isInstanceOf(IOException.class)
                .hasMessage("No FileSystem for scheme \"nosuch\"");
        assertThatThrownBy(() -> Location.of("hdfs://[/y")).isInstanceOf(IOException.class);
    }

    @Test
    void childAndBeside_nameWithColon_areNextToIt() throws IOException {
        org.apache.hadoop.fs.Path place = Location.of(folder + "/10:00");
        assertThat(Location.child(place, "b:c")).hasToString("file:" + folder + "/10:00/b:c");
        assertThat(Location.beside(place, ".", ".old")).hasToString("file:" + folder + "/.10:00.old");
    }

    @Test
    void matching_existingName_winsOverThePattern() throws IOException {
        Files.createDirectory(folder.resolve("[ab]"));
        Files.createDirectory(folder.resolve("a"));
        assertThat(Location.matching(folder + "/[ab]")).hasToString("[file:" + folder + "/[ab]]");
        assertThat(Location.matching(folder + "/[a-b]")).hasToString("[file:" + folder + "/a]");
    }

    @Test
    void matching_pattern_findsWhatHadoopWouldAndNamesWithColonsToo() throws IOException {
        for (String name :
                new String[] {"10:00/x.parquet", "11:00/x.parquet", "11:00/y.csv", "12/x.parquet", "1[2/z"}) {
            Storage.writeText(folder + "/" + name, "");
        }
        String prefix = "file:" + folder;
        assertThat(Location.matching(folder + "/1*:*/*.parquet"))
                .extracting(Object::toString)
                .containsExactly(prefix + "/10:00/x.parquet", prefix + "/11:00/x.parquet");
        assertThat(Location.matching(folder + "/{10:00/x,12/x,13/x}.parquet"))
                .extracting(Object::toString)
                .containsExactly(prefix + "/10:00/x.parquet", prefix + "/12/x.parquet");
        assertThat(Location.matching(folder + "/1\\[?/z"))
                .extracting(Object::toString)
                .containsExactly(prefix + "/1[2/z");
        assertThat(Location.matching(folder + "/no*")).isEmpty();
        assertThat(Location.matching(folder + "/12/x.parquet/*")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a[b", "a{b", "{a,b", "a\\"})
    void matching_malformedPattern_isRefused(String pattern) {
        assertThatThrownBy(() -> Location.matching(folder + "/" + pattern))
                .isInstanceOf(IOException.class)
                .hasMessageNotContaining("\n");
    }

    @Test
    void followed_linkToADirectory_isTheDirectory() throws IOException {
        Path big = Files.createDirectory(folder.resolve("big:1"));
        Path link = Files.createSymbolicLink(folder.resolve("latest"), big.getFileName());
        assertThat(Location.followed(link.toString())).hasToString("file:" + big.toRealPath());
        assertThat(Location.followed(big.toString())).hasToString("file:" + big);
    }

    @Test
    void followed_linkToNothing_isRefused() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("latest"), Path.of("gone"));
        assertThatThrownBy(() -> Location.followed(link.toString()))
                .isInstanceOf(JobFailure.class)
                .hasMessage(
                        link + " is a symbolic link to gone, which does not exist. Create that directory, or remove the"
                                + " link.");
    }
}
