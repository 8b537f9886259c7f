package io.fulcrum.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFilesTest {
    private static final String REFERENCE = "io/fulcrum/config/sample-reference.conf";

    @TempDir
    private Path folder;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static ConfigFiles overridden(String... overrides) {
        return ConfigFiles.load(REFERENCE, List.of(), List.of(overrides));
    }

    private static ConfigReader rounds(ConfigFiles files) {
        return files.reader(new Problems()).section("rounds");
    }

    @Test
    void load_severalSources_laterOnesWin() throws IOException {
        Path first = file("a.conf", "rounds { local-steps = 2, fraction = 0.2, rate = 2 }");
        Path second = file("b.conf", "rounds { fraction = 0.3, rate = 3 }");

        ConfigReader rounds = rounds(ConfigFiles.load(REFERENCE, List.of(first, second), List.of("rounds.rate=4")));

        assertThat(rounds.integer("local-steps", 1)).isEqualTo(2);
        assertThat(rounds.number("fraction", 0, 1)).isEqualTo(0.3);
        assertThat(rounds.number("rate", 0, 9)).isEqualTo(4);
        assertThat(rounds.text("title")).isEqualTo("a title");
    }

    @Test
    void load_laterOverride_wins() {
        ConfigFiles files = overridden("rounds.local-steps=2", "rounds.local-steps=3");

        assertThat(rounds(files).integer("local-steps", 1)).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/data/day=1/*.parquet",
                "hdfs://host:8020/a b",
                "user_id % 10 < 9 and x = 'y'",
                "2024-01-15",
                "a#b",
                "$5",
                "C:\\\\data",
                "e",
                "-",
                ".5e",
                "007",
                "1.10",
                "a,b"
            })
    void load_overrideOfPlainText_keepsItToTheLetter(String value) {
        assertThat(rounds(overridden("rounds.title=" + value)).text("title")).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-2.5", "1e-3", "-1E+4", "0", "12", ".5", "+3"})
    void load_overrideOfANumber_isANumber(String value) {
        assertThat(rounds(overridden("rounds.rate=" + value)).number("rate", -1e9, 1e9))
                .isEqualTo(Double.parseDouble(value));
    }

    @Test
    void load_overrideOfAList_isAList() {
        ConfigFiles files =
                overridden("rounds.layers=[128, 64]", "rounds.key=[user, \"a b\"]", "rounds.shares = [-1, 2.5]");

        assertThat(rounds(files).integers("layers", 1)).containsExactly(128, 64);
        assertThat(rounds(files).texts("key")).containsExactly("user", "a b");
        assertThat(rounds(files).numbers("shares")).containsExactly(-1.0, 2.5);
    }

    @Test
    void load_overrideOfABooleanNullOrObject_isOne() {
        ConfigFiles files = overridden("rounds.verbose=true", "rounds.title=null", "names={ a = 1 }");

        assertThat(rounds(files).flag("verbose")).isTrue();
        assertThat(rounds(files).has("title")).isFalse();
        assertThat(files.reader(new Problems()).section("names").integer("a", 0))
                .isEqualTo(1);
    }

    @Test
    void load_overrideOfAQuotedKey_keepsItsDots() {
        assertThat(overridden("names.\"spark.executor.memory\"=2g")
                        .reader(new Problems())
                        .section("names")
                        .keys())
                .containsExactly("spark.executor.memory");
    }

    @Test
    void problem_valueOfAnOverride_namesSet() {
        Problems problems = new Problems();
        overridden("rounds.rate=-1").reader(problems).section("rounds").numberAbove("rate", 0);

        assertThatThrownBy(problems::throwIfAny).hasMessage("--set: rounds.rate = -1 must be a number above 0.");
    }

    @Test
    void problem_unknownKeyOfAnOverride_namesSet() {
        Problems problems = new Problems();
        ConfigReader root = overridden("rouds.rate=1").reader(problems);
        root.has("rounds");
        root.refuseUnknown();

        assertThatThrownBy(problems::throwIfAny).hasMessage("--set: unknown key \"rouds\". Did you mean \"rounds\"?");
    }

    @Test
    void problem_missingWithoutAnyFile_namesTheConfiguration() {
        Problems problems = new Problems();
        overridden().reader(problems).section("names").text("a");

        assertThatThrownBy(problems::throwIfAny).hasMessageEndingWith(": names.a is missing.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rounds.rate", "=3", " =3", ""})
    void load_overrideWithoutKeyOrValue_isRefused(String override) {
        assertThatThrownBy(() -> overridden(override))
                .isInstanceOf(ConfigException.class)
                .hasMessage("--set " + override
                        + " is not of the form section.key=value. Write one, such as --set rounds.workers=4.");
    }

    @Test
    void load_overrideThatIsNotHocon_isRefused() {
        assertThatThrownBy(() -> overridden("rounds.layers=[1"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("Cannot read the configuration: --set: 1: ")
                .hasMessageEndingWith(". Correct the HOCON syntax at the place named.");
    }

    @Test
    void load_missingFile_isRefused() {
        assertThatThrownBy(() -> ConfigFiles.load(List.of(Path.of("no-such.conf")), List.of()))
                .hasMessage("Configuration file no-such.conf does not exist. Name an existing file with --config.");
    }

    @Test
    void load_damagedFile_namesThePlace() throws IOException {
        Path file = file("train.conf", "rounds {\n  rate = [1\n");

        assertThatThrownBy(() -> ConfigFiles.load(List.of(file), List.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("train.conf: ")
                .hasMessageEndingWith(". Correct the HOCON syntax at the place named.");
    }

    @Test
    void load_unresolvedSubstitution_isRefused() throws IOException {
        Path file = file("train.conf", "rounds.title = ${NO_SUCH_THING_ANYWHERE}");

        assertThatThrownBy(() -> ConfigFiles.load(List.of(file), List.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("train.conf: 1")
                .hasMessageContaining("${NO_SUCH_THING_ANYWHERE}");
    }

    @Test
    void load_homeSubstituted_andNotPartOfTheResult() throws IOException {
        String home = System.getenv().getOrDefault("FULCRUM_HOME", ".");
        Path file = file("a.conf", "data.input = ${FULCRUM_HOME}\"/x\"");
        ConfigFiles files = ConfigFiles.load(REFERENCE, List.of(file), List.of());

        assertThat(files.reader(new Problems()).section("data").text("input")).isEqualTo(home + "/x");
        assertThat(files.reader(new Problems()).keys()).containsExactlyInAnyOrder("rounds", "data", "tasks", "names");
    }

    @Test
    void canonical_sameValues_isTheSameWhateverTheWriting() throws IOException {
        Path section = file("a.conf", "rounds { rate = 2, title = x }");
        Path paths = file("b.conf", "# words\nrounds.title = \"x\"");
        String first = ConfigFiles.load(REFERENCE, List.of(section), List.of()).canonical();
        String second = ConfigFiles.load(REFERENCE, List.of(paths), List.of("rounds.rate=2"))
                .canonical();

        assertThat(first).isEqualTo(second).doesNotContain("\n");
        assertThat(overridden("rounds.rate=3").canonical()).isNotEqualTo(first);
    }

    @Test
    void values_sameValues_areTheSameWhateverTheWriting() throws IOException {
        ConfigFiles section = ConfigFiles.load(
                REFERENCE,
                List.of(file("a.conf", "rounds { rate = 2, title = x }, names = { \"x.y\" = [1, 2] }")),
                List.of());
        ConfigFiles paths = overridden("rounds.rate=2", "rounds.title=x", "names.\"x.y\"=[1,2]");

        assertThat(section.values())
                .isEqualTo(paths.values())
                .containsEntry("rounds.rate", "2")
                .containsEntry("names.\"x.y\"", "[1,2]");
        assertThat(overridden("rounds.rate=3").values()).containsEntry("rounds.rate", "3");
    }

    @Test
    void render_resolved_readsBackToTheSameValues() throws IOException {
        ConfigFiles files = overridden("rounds.title=a: b", "names={ \"x.y\" = 1 }");

        assertThat(files.render()).contains("# How many steps a worker takes between averages.");
        assertThat(files.renderPlain()).doesNotContain("#");
        for (String text : List.of(files.render(), files.renderPlain())) {
            Path copy = file("resolved.conf", text);
            assertThat(ConfigFiles.load(REFERENCE, List.of(copy), List.of()).canonical())
                    .isEqualTo(files.canonical());
        }
    }

    private static final String GROWS = "\" may grow to more than 16777216 characters when its references are replaced,"
            + " but at most that many are possible for the whole configuration. Write fewer references to values that have"
            + " references.";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "abc | %2$s = ${%1$s}${%1$s}",
                "[1] | %2$s = [${%1$s}, ${%1$s}]",
                "{ e = 1 } | %2$s { a = ${%1$s}, b = ${%1$s} }",
                "abc | %2$s = \"x\"${?%1$s}\" and \"${?%1$s}",
                "{ e = 1 } | %2$s = ${%1$s} { c = ${%1$s}, d = ${%1$s} }"
            })
    void load_referencesThatDoubleOverAndOver_areRefusedBeforeTheyAreReplaced(String first, String line)
            throws IOException {
        StringBuilder text = new StringBuilder("x0 = " + first + "\n");
        for (int i = 1; i <= 60; i++) {
            text.append(String.format(line, "x" + (i - 1), "x" + i)).append("\n");
        }
        Path bomb = file("bomb.conf", text.toString());
        assertThatThrownBy(() -> ConfigFiles.load(REFERENCE, List.of(bomb), List.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("Cannot read the configuration: \"x")
                .hasMessageEndingWith(GROWS);
    }

    @Test
    void load_valueThatDoublesItself_isRefused() throws IOException {
        Path bomb = file("bomb.conf", "names.a = abc\n" + "names.a = ${names.a}${names.a}\n".repeat(60));
        assertThatThrownBy(() -> ConfigFiles.load(REFERENCE, List.of(bomb), List.of()))
                .hasMessage("Cannot read the configuration: \"names" + GROWS);
    }

    @Test
    void load_usualReferences_areReplaced() throws IOException {
        Path usual = file("usual.conf", """
        names { a = [x], a = ${names.a} [y], a = ${names.a} [z], b = ${?NOT_SET_ANYWHERE} }
        rounds { title = "costs ${rounds}" }
        rounds.title = ${rounds.title}", twice: "${rounds.title}
        """);
        ConfigFiles files = ConfigFiles.load(REFERENCE, List.of(usual), List.of());
        assertThat(rounds(files).text("title")).isEqualTo("costs ${rounds}, twice: costs ${rounds}");
        assertThat(files.values()).containsEntry("names.a", "[\"x\",\"y\",\"z\"]");
    }

    @Test
    void load_includeOfAFileNextToIt_isRead() throws IOException {
        Files.createDirectory(folder.resolve("sub"));
        file("sub/inner.conf", "local-steps = 7, include \"more\"");
        file("sub/more.conf", "rate = 8");
        file("über:1.conf", "title = odd");
        Path outer = file(
                "outer.conf", "rounds { include \"sub/inner.conf\", include file(\"" + folder + "/über:1.conf\") }");

        ConfigReader rounds = rounds(ConfigFiles.load(REFERENCE, List.of(outer), List.of()));

        assertThat(rounds.integer("local-steps", 1)).isEqualTo(7);
        assertThat(rounds.number("rate", 0, 9)).isEqualTo(8);
        assertThat(rounds.text("title")).isEqualTo("odd");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "include \"shred.conf\"",
                "include required(\"shred.conf\")",
                "include file(\"%s/shred.conf\")",
                "rounds { include \"shred.conf\" }"
            })
    void load_includeOfNoFile_namesFileAndLine(String include) throws IOException {
        Path outer = file("outer.conf", "rounds.rate = 2\n" + include.replace("%s", folder.toString()) + "\n");

        assertThatThrownBy(() -> ConfigFiles.load(REFERENCE, List.of(outer), List.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("outer.conf: line 2: include \"")
                .hasMessageEndingWith("shred.conf\" names a file that does not exist, " + folder
                        + "/shred.conf, but only files that exist can be included. Correct the include, or remove it.");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "include url(\"http://127.0.0.1:1/x.conf\"),a URL",
                "include \"http://127.0.0.1:1/x.conf\",a URL",
                "include \"file:///etc/x.conf\",a URL",
                "include required(url(\"http://127.0.0.1:1/x.conf\")),a URL",
                "include classpath(\"reference.conf\"),a resource of the class path",
                "include required(classpath(\"reference.conf\")),a resource of the class path"
            })
    void load_includeOfWhatIsNoFile_isRefused(String include, String what) throws IOException {
        Path outer = file("outer.conf", include);

        assertThatThrownBy(() -> ConfigFiles.load(REFERENCE, List.of(outer), List.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("outer.conf: line 1: include \"")
                .hasMessageContaining("\" names " + what + ", but only files that exist can be included. ");
    }

    @Test
    void load_includeThatClosesACycle_isRefused() throws IOException {
        Path outer = file("a.conf", "include \"b.conf\"");
        file("b.conf", "\ninclude \"a.conf\"");

        assertThatThrownBy(() -> ConfigFiles.load(REFERENCE, List.of(outer), List.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "b.conf: line 2: include \"a.conf\" closes a cycle: a.conf -> b.conf -> a.conf, but only files"
                                + " that exist can be included. Remove one of these includes.");
    }

    @Test
    void load_includeOnTheCommandLine_isRefusedUnlessAFile() {
        assertThatThrownBy(() -> overridden("rounds={ include classpath(\"reference.conf\") }"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("--set: include \"reference.conf\" names a resource");
    }

    @Test
    void load_directory_isRefused() {
        assertThatThrownBy(() -> ConfigFiles.load(REFERENCE, List.of(folder), List.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessage("Configuration file " + folder + " is a directory, but must be a file. Name a file in it.");
    }
}
