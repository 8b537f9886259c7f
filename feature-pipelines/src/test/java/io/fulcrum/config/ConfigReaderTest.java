package io.fulcrum.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigReaderTest {
    private static final String STEPS = " Set local-steps: how many steps a worker takes between averages.";
    private static final String LAYERS = " Set layers: widths of the layers.";

    @TempDir
    private Path folder;

    private enum Merge {
        TOUCHED_MEAN,
        SUM
    }

    private enum Signed {
        LOSS_PLUS;

        @Override
        public String toString() {
            return "loss+";
        }
    }

    private ConfigReader root(Problems problems, String text) throws IOException {
        Path file = Files.writeString(folder.resolve("train.conf"), text);
        return ConfigFiles.load("io/fulcrum/config/sample-reference.conf", List.of(file), List.of())
                .reader(problems);
    }

    private ConfigReader rounds(String text) throws IOException {
        Problems problems = new Problems();
        ConfigReader section = root(problems, "rounds {" + text + "}").section("rounds");
        assertThat(problems.isEmpty()).isTrue();
        return section;
    }

    /** Returns what reading the section {@code rounds} complains of. */
    private List<String> problems(String text, Consumer<ConfigReader> read) throws IOException {
        return allProblems("rounds {" + text + "}", root -> read.accept(root.section("rounds")));
    }

    private List<String> allProblems(String text, Consumer<ConfigReader> read) throws IOException {
        Problems problems = new Problems();
        read.accept(root(problems, text));
        try {
            problems.throwIfAny();
            return List.of();
        } catch (ConfigException e) {
            return e.problems();
        }
    }

    @Test
    void reads_nothingWritten_giveTheDefaults() throws IOException {
        ConfigReader rounds = rounds("");

        assertThat(rounds.integer("local-steps", 1)).isEqualTo(50);
        assertThat(rounds.choice("merge", Merge.class)).isEqualTo(Merge.TOUCHED_MEAN);
        assertThat(rounds.number("fraction", 0, 1)).isEqualTo(0.5);
        assertThat(rounds.numberAbove("rate", 0)).isEqualTo(0.1);
        assertThat(rounds.flag("verbose")).isFalse();
        assertThat(rounds.integers("layers", 1)).containsExactly(64, 32);
        assertThat(rounds.numbers("shares")).containsExactly(0.8, 0.2);
        assertThat(rounds.texts("key")).isEmpty();
        assertThat(rounds.text("title")).isEqualTo("a title");
    }

    @Test
    void reads_writtenValues_win() throws IOException {
        ConfigReader rounds =
                rounds("local-steps = 1e2, merge = sum, fraction = 1, rate = 3, verbose = true, layers = [8],"
                        + " shares = [1, -2.5], key = [a, \"b c\"], title = other");

        assertThat(rounds.wholeNumber("local-steps", 1, 100)).isEqualTo(100);
        assertThat(rounds.choice("merge", Merge.class)).isEqualTo(Merge.SUM);
        assertThat(rounds.number("fraction", 0, 1)).isEqualTo(1);
        assertThat(rounds.numberAbove("rate", 0)).isEqualTo(3);
        assertThat(rounds.flag("verbose")).isTrue();
        assertThat(rounds.integers("layers", 1)).containsExactly(8);
        assertThat(rounds.numbers("shares")).containsExactly(1.0, -2.5);
        assertThat(rounds.texts("key")).containsExactly("a", "b c");
        assertThat(rounds.optionalText("title")).contains("other");
    }

    @Test
    void choice_constantWithATextOfItsOwn_isReadByIt() throws IOException {
        assertThat(rounds("merge = \"loss+\"").choice("merge", Signed.class)).isEqualTo(Signed.LOSS_PLUS);
    }

    @Test
    void wholeNumber_wideRange_isReadExactly() throws IOException {
        assertThat(rounds("local-steps = -9223372036854775807")
                        .wholeNumber("local-steps", Long.MIN_VALUE, Long.MAX_VALUE))
                .isEqualTo(-9223372036854775807L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0          | = 0 must be at least 1.",
                "-3         | = -3 must be at least 1.",
                "3000000000 | = 3000000000 must be at most 2147483647.",
                "2.5        | = 2.5 must be a whole number.",
                "many       | = many has type string but must have type number.",
                "[1]        | = [1] has type list but must have type number.",
                "null       | is missing."
            })
    void integer_badValue_isNamedWithRuleAndAdvice(String value, String complaint) throws IOException {
        assertThat(problems("local-steps = " + value, section -> section.integer("local-steps", 1)))
                .containsExactly("train.conf: rounds.local-steps " + complaint + STEPS);
    }

    @Test
    void wholeNumber_outsideABoundedRange_statesBothEnds() throws IOException {
        assertThat(problems("local-steps = 11", section -> section.wholeNumber("local-steps", 1, 10)))
                .containsExactly("train.conf: rounds.local-steps = 11 must be between 1 and 10." + STEPS);
    }

    @ParameterizedTest
    @CsvSource({"1.5", "-0.1", "NaN", "Infinity"})
    void number_outsideItsInterval_isRefused(String value) throws IOException {
        assertThat(problems("fraction = " + value, section -> section.number("fraction", 0, 1)))
                .containsExactly("train.conf: rounds.fraction = " + value + " must be a number between 0 and 1."
                        + " Set fraction: fraction of rows that are kept.");
    }

    @Test
    void number_withoutUpperEnd_saysAtLeast() throws IOException {
        assertThat(problems("fraction = -2", section -> section.number("fraction", 0.5, Double.MAX_VALUE)))
                .containsExactly("train.conf: rounds.fraction = -2 must be a number of at least 0.5."
                        + " Set fraction: fraction of rows that are kept.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "NaN", "Infinity"})
    void numberAbove_boundOrWorse_isRefused(String value) throws IOException {
        assertThat(problems("rate = " + value, section -> section.numberAbove("rate", 0)))
                .containsExactly("train.conf: rounds.rate = " + value + " must be a number above 0.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[8, 0]   | = [8,0] must hold whole numbers of at least 1 only.",
                "[8, 1.5] | = [8,1.5] must hold whole numbers of at least 1 only.",
                "[8, 10000000000] | = [8,10000000000] must hold whole numbers of at least 1 only.",
                "[a]      | = [\"a\"] has type list of string but must have type list of number.",
                "a        | = a has type string but must have type list of number."
            })
    void integers_badList_isRefusedOnce(String value, String complaint) throws IOException {
        assertThat(problems("layers = " + value, section -> section.integers("layers", 1)))
                .containsExactly("train.conf: rounds.layers " + complaint + LAYERS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "average | = average is not one of touched-mean, sum.",
                "''      | =  is not one of touched-mean, sum.",
                "[sum]   | = [\"sum\"] has type list but must have type string.",
                "null    | is missing."
            })
    void choice_badValue_listsTheChoices(String value, String complaint) throws IOException {
        String written = value.isEmpty() ? "\"\"" : value;

        assertThat(problems("merge = " + written, section -> section.choice("merge", Merge.class)))
                .containsExactly("train.conf: rounds.merge " + complaint
                        + " Set merge: how rows become one: mean (over all workers) or sum.");
    }

    @Test
    void text_blank_isRefused() throws IOException {
        assertThat(problems("title = \"  \"", section -> section.text("title")))
                .containsExactly("train.conf: rounds.title =    is empty but needs a value. Set title: free text.");
    }

    @Test
    void text_nullByDefaultAndNotWritten_namesTheUsersFile() throws IOException {
        assertThat(allProblems(
                        "data { filter = x }", root -> root.section("data").text("input")))
                .containsExactly("train.conf: data.input is missing. Set input: a path of Parquet rows.");
    }

    @Test
    void flag_notABoolean_isRefused() throws IOException {
        assertThat(problems("verbose = maybe", section -> section.flag("verbose")))
                .containsExactly("train.conf: rounds.verbose = maybe has type string but must have type boolean.");
    }

    @Test
    void section_notASection_isRefused() throws IOException {
        assertThat(allProblems("data = 5", root -> root.section("data")))
                .containsExactly(
                        "train.conf: data = 5 has type number but must have type object. Set data: where rows come from.");
    }

    @Test
    void problem_valueOfTheDefaults_namesReferenceConf() throws IOException {
        assertThat(problems("", section -> section.problem("local-steps", "breaks a rule")))
                .containsExactly("sample-reference.conf: rounds.local-steps = 50 breaks a rule." + STEPS);
    }

    @Test
    void sections_elements_areAddressedByNumber() throws IOException {
        assertThat(allProblems(
                        "tasks = [{ name = buy }, { floor = 2 }]",
                        root -> root.sections("tasks").forEach(task -> {
                            task.text("name");
                            if (task.has("floor")) {
                                task.number("floor", 0, 1);
                            }
                        })))
                .containsExactly(
                        "train.conf: tasks[1].name is missing.",
                        "train.conf: tasks[1].floor = 2 must be a number between 0 and 1.");
    }

    @Test
    void keys_namesOfTheUser_comeInWrittenOrderAndAreKnown() throws IOException {
        Problems problems = new Problems();
        ConfigReader names =
                root(problems, "names {\n zebra = 1\n \"ant.hill\" = 2\n}").section("names");

        assertThat(names.keys()).containsExactly("zebra", "ant.hill");
        assertThat(names.integer("ant.hill", 0)).isEqualTo(2);
        names.refuseUnknown();
        assertThat(problems.isEmpty()).isTrue();
    }

    @Test
    void refuseUnknown_misspeltKey_asksForTheNearest() throws IOException {
        assertThat(problems("local-step = 3", section -> {
                    section.integer("local-steps", 1);
                    readTheRest(section);
                    section.refuseUnknown();
                }))
                .containsExactly("train.conf: unknown key \"rounds.local-step\". Did you mean \"rounds.local-steps\"?");
    }

    @Test
    void refuseUnknown_balanceSmothing_asksForSmoothing() throws IOException {
        assertThat(allProblems("balance { smothing = 0.9 }", root -> {
                    ConfigReader balance = root.section("balance");
                    balance.has("smoothing");
                    balance.refuseUnknown();
                }))
                .containsExactly("train.conf: unknown key \"balance.smothing\". Did you mean \"balance.smoothing\"?");
    }

    @Test
    void refuseUnknown_nothingLikeIt_listsWhatThereIs() throws IOException {
        assertThat(allProblems("tasks = [{ foo = 1 }]", root -> {
                    ConfigReader task = root.sections("tasks").get(0);
                    task.has("name");
                    task.has("floor");
                    task.refuseUnknown();
                }))
                .containsExactly(
                        "train.conf: unknown key \"tasks[0].foo\". Known here: tasks[0].floor, tasks[0].name.");
    }

    @Test
    void refuseUnknown_topLevel_leavesOtherLibrariesDefaultsAlone() throws IOException {
        assertThat(allProblems("dta { input = x }", root -> {
                    root.has("data");
                    root.refuseUnknown();
                }))
                .containsExactly("train.conf: unknown key \"dta\". Did you mean \"data\"?");
    }

    @Test
    void throwIfAny_severalProblems_reportsThemAllAtOnce() throws IOException {
        Problems problems = new Problems();
        ConfigReader rounds =
                root(problems, "rounds { local-steps = 0, fraction = 2 }").section("rounds");
        rounds.integer("local-steps", 1);
        rounds.number("fraction", 0, 1);

        assertThatThrownBy(problems::throwIfAny)
                .isInstanceOf(ConfigException.class)
                .hasMessage(String.join(
                        System.lineSeparator(),
                        "train.conf: rounds.local-steps = 0 must be at least 1." + STEPS,
                        "train.conf: rounds.fraction = 2 must be a number between 0 and 1."
                                + " Set fraction: fraction of rows that are kept."));
    }

    @Test
    void lists_singleValue_isAListOfOne() throws IOException {
        Problems problems = new Problems();
        ConfigReader root =
                root(problems, "rounds { layers = 8, names = train, rates = 0.5 }, tasks = { name = click }");
        ConfigReader rounds = root.section("rounds");

        assertThat(rounds.integers("layers", 1)).containsExactly(8);
        assertThat(rounds.texts("names")).containsExactly("train");
        assertThat(rounds.numbers("rates")).containsExactly(0.5);
        assertThat(root.sections("tasks")).hasSize(1);
        assertThat(root.sections("tasks").get(0).text("name")).isEqualTo("click");
        assertThat(problems.isEmpty()).isTrue();
    }

    private static void readTheRest(ConfigReader section) {
        List.of("merge", "fraction", "rate", "verbose", "layers", "shares", "key", "title")
                .forEach(section::has);
    }
}
