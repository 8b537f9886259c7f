package io.fulcrum.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import io.fulcrum.balance.BalanceSettings;
import io.fulcrum.config.ConfigException;
import io.fulcrum.config.ConfigFiles;
import io.fulcrum.contract.drift.DriftLimits;
import io.fulcrum.model.architecture.Mmoe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole configuration is read at once: nothing unknown, nothing unread, every problem told together. */
class JobSettingsTest {
    private static final String LEAST = """
      data { input = rows, key = [id] }
      tasks = [{ name = click, label = clicked }, { name = buy, label = bought, floor = 0.25 }]
      features = [{ columns = [a], encoding = identity }]
      """;

    @TempDir
    Path folder;

    @Test
    void read_defaultsAndLeast_hasNoProblem() {
        JobSettings settings = read(LEAST);
        assertThat(settings.train().network().architecture()).isEqualTo(new Mmoe(8, List.of(64, 32), List.of(32, 16)));
        assertThat(settings.train().balance().method()).isEqualTo(BalanceSettings.Method.PARETO);
        assertThat(settings.train().balance().floors()).containsExactly(0, 0.25);
        assertThat(settings.train().balance().ceilings()).containsExactly(1, 1);
        assertThat(settings.train().optimizer().clipNorm()).isInfinite();
        assertThat(settings.evaluate().gate().rules()).isEmpty();
        assertThat(settings.spark().conf()).isEmpty();
    }

    @Test
    void read_shippedConfiguration_hasNoProblem() {
        JobSettings settings = JobSettings.read(ConfigFiles.load(List.of(shipped()), List.of()));
        assertThat(settings.features().tasks())
                .extracting(task -> task.spec().name())
                .containsExactly("income", "never-married");
        assertThat(settings.features().features()).hasSize(39);
    }

    static List<String> sections() {
        List<String> sections = new ArrayList<>();
        addSections("", defaults(), sections);
        sections.remove("spark");
        sections.removeAll(List.of("network.embedding-sizes", "network.input.attention")); // their keys are features
        return sections;
    }

    @ParameterizedTest
    @MethodSource("sections")
    void read_unknownKeyInAnySection_isRefused(String section) {
        assertThatThrownBy(() -> read(LEAST + section + ".nobody-reads-this = 1"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("test.conf: unknown key \"" + section + ".nobody-reads-this\".");
    }

    @Test
    void read_topLevelKeys_areTheSectionsOfReference() {
        assertThat(new TreeSet<>(defaults().keySet()))
                .containsExactly(
                        "balance",
                        "checkpoint",
                        "checks",
                        "data",
                        "encode",
                        "evaluate",
                        "features",
                        "network",
                        "optimizer",
                        "rounds",
                        "spark",
                        "stopping",
                        "tasks");
        for (String key : defaults().keySet()) {
            assertThatThrownBy(() -> read(LEAST + key + " = nonsense"))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("test.conf: " + key + " = nonsense has type string but must have type ");
        }
    }

    @Test
    void read_unknownTopLevelKey_namesTheNearest() {
        assertThatThrownBy(() -> read(LEAST + "network.experts = 4\nnetwrk.experts = 3"))
                .hasMessage("test.conf: unknown key \"netwrk\". Did you mean \"network\"?");
        assertThatThrownBy(() -> JobSettings.read(ConfigFiles.load(List.of(file(LEAST)), List.of("round.workers=3"))))
                .hasMessage("--set: unknown key \"round\". Did you mean \"rounds\"?");
    }

    @Test
    void read_manyMistakes_areReportedTogether() {
        assertThatThrownBy(() -> read(LEAST + """
        checks.max-missing = 2
        network { experts = 0, expert-layers = [] }
        rounds.batch-size = many
        optimizer { type = adm, learning-rate = 0, schedule.decay-factor = 2 }
        balance { method = best, smoothing = 1 }
        stopping.task = clik
        evaluate { ndcg-at = 0, gate = [{ task = clik, metric = acu, min = 0.7 }] }
        spark { executor.memory = 4g }
        """))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        e -> assertThat(e.problems())
                                .hasSize(14)
                                .allMatch(problem -> problem.startsWith("test.conf: "))
                                .anyMatch(problem ->
                                        problem.contains("checks.max-missing = 2 must be a number between 0 and 1."))
                                .anyMatch(problem -> problem.contains("network.experts = 0 must be at least 1."))
                                .anyMatch(problem ->
                                        problem.contains("network.expert-layers = [] must name at least one layer."))
                                .anyMatch(problem -> problem.contains("rounds.batch-size = many has type string"))
                                .anyMatch(problem -> problem.contains(
                                        "optimizer.type = adm is not one of sgd, adagrad, adam. Did you"
                                                + " mean \"adam\"? Set type: "))
                                .anyMatch(problem ->
                                        problem.contains("optimizer.learning-rate = 0 must be a number above 0."))
                                .anyMatch(problem -> problem.contains(
                                        "optimizer.schedule.decay-factor = 2 must be a number between 0 and 1."))
                                .anyMatch(problem -> problem.contains(
                                        "balance.method = best is not one of static, pareto, pe-ltr, "))
                                .anyMatch(problem -> problem.contains(
                                        "balance.smoothing = 1 must be a number between 0 and 0.9999."))
                                .anyMatch(problem -> problem.contains(
                                        "stopping.task = clik is neither mean nor a task (click, buy)."))
                                .anyMatch(problem -> problem.contains("evaluate.ndcg-at = 0 must be at least 1."))
                                .anyMatch(problem -> problem.contains(
                                        "evaluate.gate[0].task = clik is not a task. Did you mean \"click\"?"))
                                .anyMatch(problem -> problem.contains(
                                        "evaluate.gate[0].metric = acu is not a metric. Did you mean \"auc\"?"))
                                .anyMatch(problem ->
                                        problem.contains("is not a Spark property: write its full name in quotes")));
    }

    @Test
    void read_sparkProperties_areTakenByTheirWholeNames() {
        assertThat(read(LEAST + "spark { \"spark.executor.memory\" = 4g, \"spark.executor.cores\" = 2 }")
                        .spark()
                        .conf())
                .isEqualTo(Map.of("spark.executor.memory", "4g", "spark.executor.cores", "2"));
    }

    @Test
    void read_fixedWeights_mustFitTheirBounds() {
        String weights =
                "tasks = [{ name = a, label = x, weight = 9, floor = 0.2 }, { name = b, label = y, floor = 0.2 }]\n";
        assertThatThrownBy(() -> read(LEAST + weights + "balance.method = static"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("Static weights: [0.9, 0.1] (scaled to sum 1) of tasks [a, b] are outside")
                .hasMessageEndingWith("Change the weights, or remove the bounds: method = static does not use them.");
        assertThat(read(LEAST + weights).train().balance().weights())
                .as("pareto has none")
                .isEmpty();
    }

    @Test
    void read_fixedWeightsAllZero_areRefused() {
        assertThatThrownBy(() -> read(LEAST + "tasks = [{ name = a, label = x, weight = 0 }]\nbalance.method = static"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(
                        "test.conf: balance.method = static needs weights of tasks above 0 and of finite sum,"
                                + " but they are [0.0]: give a task another weight.");
    }

    @Test
    void read_noTasks_isOneProblemNotAnError() {
        assertThatThrownBy(() -> read(LEAST + "tasks = []"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("tasks");
    }

    @Test
    void readForNewRows_withoutTasksAndFeatures_isTheDefaults() {
        JobSettings settings = JobSettings.readForNewRows(
                ConfigFiles.load(List.of(), List.of("data.input=day", "data.filter=id > 3")));
        assertThat(settings.features().source().input()).isEqualTo("day");
        assertThat(settings.features().source().filter()).contains("id > 3");
        assertThat(settings.features().tasks()).isEmpty();
        assertThat(settings.encode().unseenWarn()).isEqualTo(0.1);
        assertThat(settings.encode().unseenFail()).isEqualTo(0.5);
        assertThat(settings.encode().drift().warn()).isEqualTo(0.1);
        assertThat(settings.encode().drift().fail()).isEmpty();
    }

    @Test
    void readForNewRows_driftLimits_areCheckedWithOneAnother() {
        List<String> limits = List.of("data.input=day", "encode.drift-warn=0.25", "encode.drift-fail=0.5");
        DriftLimits drift = JobSettings.readForNewRows(ConfigFiles.load(List.of(), limits))
                .encode()
                .drift();
        assertThat(drift.warn()).isEqualTo(0.25);
        assertThat(drift.fail()).hasValue(0.5);

        List<String> crossed = List.of("data.input=day", "encode.drift-fail=0.05");
        assertThatThrownBy(() -> JobSettings.readForNewRows(ConfigFiles.load(List.of(), crossed)))
                .hasMessageContaining("encode.drift-warn = 0.1 is above drift-fail = 0.05, so it would never warn");
        List<String> negative = List.of("data.input=day", "encode.drift-warn=-1");
        assertThatThrownBy(() -> JobSettings.readForNewRows(ConfigFiles.load(List.of(), negative)))
                .hasMessageContaining("encode.drift-warn = -1 must be a number of at least 0");
    }

    @Test
    void readForNewRows_unseenLimits_areCheckedWithOneAnother() {
        List<String> limits = List.of("data.input=day", "encode.unseen-warn=0.4", "encode.unseen-fail=0.3");
        assertThatThrownBy(() -> JobSettings.readForNewRows(ConfigFiles.load(List.of(), limits)))
                .hasMessageContaining("encode.unseen-warn = 0.4 is above unseen-fail = 0.3, so it would never warn");
        assertThatThrownBy(() -> JobSettings.readForNewRows(
                        ConfigFiles.load(List.of(), List.of("data.input=day", "encode.unseen-fail=1.5"))))
                .hasMessageContaining("encode.unseen-fail = 1.5 must be a number between 0 and 1");
        assertThatThrownBy(() -> JobSettings.readForNewRows(
                        ConfigFiles.load(List.of(), List.of("data.input=day", "encode.unsen-fail=0.5"))))
                .hasMessageContaining("unknown key \"encode.unsen-fail\". Did you mean \"encode.unseen-fail\"?");
    }

    private JobSettings read(String hocon) {
        return JobSettings.read(ConfigFiles.load(List.of(file(hocon)), List.of()));
    }

    private Path file(String hocon) {
        try {
            return Files.writeString(folder.resolve("test.conf"), hocon);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path shipped() {
        Path here = Path.of("conf", "census-income.conf");
        return Files.exists(here) ? here : Path.of("..").resolve(here);
    }

    /** The sections that this program's own defaults define; other libraries' defaults have none of these names. */
    private static ConfigObject defaults() {
        Config all = ConfigFactory.empty();
        try {
            var files = JobSettingsTest.class.getClassLoader().getResources("reference.conf");
            while (files.hasMoreElements()) {
                all = all.withFallback(ConfigFactory.parseURL(files.nextElement()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all.root();
    }

    private static void addSections(String path, ConfigObject section, List<String> sections) {
        for (Map.Entry<String, ConfigValue> entry : section.entrySet()) {
            if (entry.getValue() instanceof ConfigObject inner) {
                sections.add(path + entry.getKey());
                addSections(path + entry.getKey() + ".", inner, sections);
            }
        }
    }
}
