package io.fulcrum.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.fulcrum.config.ConfigException;
import io.fulcrum.config.ConfigFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every key of both files of defaults with every kind of bad value: settings, or one exception that names the key. A
 * number takes numbers alone.
 */
class BadValueTest {
    private static final String COMMON = """
      tasks = [{ name = click, label = clicked, floor = 0.2 }, { name = watch, label = seconds, type = regression }]
      features = [{ columns = [a], encoding = vocabulary }, { columns = [d], encoding = log }]
      """;

    /** Together these give every key a meaning. */
    private static final List<String> SETTINGS =
            List.of(COMMON + "data { input = rows, key = [id], group = user }", COMMON + """
            data { input = rows, key = [id], split { by = column, column = part, train = a, validation = b, test = c } }
            network { type = shared-bottom }, rounds.outer = slowmo, balance.method = static
            optimizer { type = adagrad, embedding.type = ftrl, schedule.type = step }
            """, COMMON + """
            data { input = rows, key = [id]
              split { by = time, column = day, validation-from = 2024-01-01, test-from = 2024-02-01 } }
            rounds.outer = bmuf-nesterov, balance.method = pe-ltr, optimizer.schedule.type = cosine
            """);

    private static final List<String> NO_NUMBERS =
            List.of("\"\"", "nonsense", "true", "null", "NaN", "-Infinity", "1e400", "[]", "{}", "[[null]]");

    private static final List<String> VALUES = Stream.concat(
                    NO_NUMBERS.stream(),
                    Stream.of(
                            "\"\\u0000\\n\"",
                            "\"größe 大小 \\uD83D\\uDE00 \\u0661 \\u202E\"",
                            "\"" + "x".repeat(20_000) + "\"",
                            "0",
                            "-1",
                            "2.5",
                            "1e308",
                            "9223372036854775808",
                            "[null]",
                            "[1e400, x, {}]",
                            "[a, a]",
                            "{ \"0\" = 1, \"1\" = 2 }",
                            "${?NO_SUCH_VARIABLE_OF_THE_ENVIRONMENT}"))
            .toList();

    @TempDir
    Path folder;

    /** Returns every key that has a default, null included. */
    static List<String> keys() {
        return List.copyOf(defaults().keySet());
    }

    @ParameterizedTest
    @MethodSource("keys")
    void read_badValue_isReadOrRefusedWithItsKey(String key) {
        boolean isNumber = defaults().get(key).valueType() == ConfigValueType.NUMBER;
        for (String settings : meaningful(key)) {
            for (String value : VALUES) {
                boolean refused = readOrRefuse(key, settings + "\n" + key + " = " + value);
                boolean mustRefuse = isNumber && NO_NUMBERS.contains(value) && settings.equals(SETTINGS.get(0));
                assertThat(refused || !mustRefuse)
                        .as(key + " = " + value + " is refused")
                        .isTrue();
            }
        }
    }

    private static List<String> meaningful(String key) {
        boolean dependent = Stream.of("data.split", "network", "rounds.outer", "balance", "optimizer")
                .anyMatch(key::startsWith);
        return dependent ? SETTINGS : SETTINGS.subList(0, 1);
    }

    @ParameterizedTest
    @MethodSource("keys")
    void read_badValueOfTheCommandLine_isReadOrRefusedWithItsKey(String key) {
        for (String value : List.of("", "nonsense", "-1", "1e400", "[]", "{}", "größe")) {
            Optional<ConfigException> refusal = refusal(SETTINGS.get(0), List.of(key + "=" + value));
            refusal.ifPresent(e -> assertNames(e, key, value));
        }
    }

    /** The last one counts, as in every HOCON file; a section given twice is merged. */
    @ParameterizedTest
    @MethodSource("keys")
    void read_keyGivenTwice_takesTheLast(String key) {
        ConfigValue value = defaults().get(key);
        String good = key + " = " + value.render();
        assertThat(refusal(SETTINGS.get(0) + "\n" + key + " = [[nonsense]]\n" + good, List.of())
                        .map(ConfigException::problems))
                .isEqualTo(refusal(SETTINGS.get(0) + "\n" + good, List.of()).map(ConfigException::problems));
    }

    /** Keys of the entries of lists, which have no defaults. */
    static Stream<String> entryKeys() {
        return Stream.of(
                "tasks[0].name",
                "tasks[0].label",
                "tasks[0].type",
                "tasks[0].positive",
                "tasks[0].floor",
                "tasks[0].ceiling",
                "tasks[0].weight",
                "features[0].columns",
                "features[0].encoding",
                "features[0].name",
                "features[0].missing-indicator",
                "features[0].min-count",
                "features[0].unknown-buckets",
                "features[0].max-length",
                "features[0].table",
                "features[0].pooling",
                "features[0].buckets",
                "evaluate.gate[0].task",
                "evaluate.gate[0].metric",
                "evaluate.gate[0].min",
                "evaluate.gate[0].max",
                "evaluate.gate[0].max-drop");
    }

    @ParameterizedTest
    @MethodSource("entryKeys")
    void read_badValueInAnEntry_isReadOrRefusedWithItsKey(String path) {
        int dot = path.lastIndexOf('.');
        String key = path.substring(dot + 1);
        String list = path.substring(0, dot).replace("[0]", "");
        for (String entry : entries(list)) {
            for (String value : VALUES) {
                String text = "data { input = rows, key = [id] }\n" + COMMON + list + " = [{ " + entry + ", " + key
                        + " = " + value + " }]";
                readOrRefuse(path, text);
            }
        }
    }

    private static List<String> entries(String list) {
        return switch (list) {
            case "tasks" -> List.of("name = click, label = clicked", "name = t, label = u, type = regression");
            case "features" ->
                Stream.of("vocabulary", "hashed, buckets = 8", "quantiles", "identity")
                        .map(encoding -> "columns = [a], encoding = " + encoding)
                        .toList();
            default -> List.of("task = click, metric = auc, min = 0.5");
        };
    }

    @Test
    void keys_ofBothFiles_areManyAndIncludeNulls() {
        assertThat(keys())
                .hasSizeGreaterThan(60)
                .contains("data.input", "data.split.fractions", "rounds.outer-rate", "evaluate.gate", "tasks");
    }

    private boolean readOrRefuse(String key, String text) {
        Optional<ConfigException> refusal = refusal(text, List.of());
        refusal.ifPresent(e -> assertNames(e, key, text));
        return refusal.isPresent();
    }

    /** A rule on two keys may name one by its path and the other by its name. */
    private static void assertNames(ConfigException refusal, String key, String text) {
        String name = key.substring(key.lastIndexOf('.') + 1);
        String section = key.substring(0, Math.max(0, key.lastIndexOf('.')));
        assertThat(refusal.problems())
                .as(() -> text.substring(Math.max(0, text.length() - 100)))
                .anyMatch(problem -> problem.contains(key) || problem.contains(section) && problem.contains(name))
                .allMatch(problem -> problem.length() < 1500 && problem.matches(".*[^.?][.?]"))
                .noneMatch(problem -> problem.contains("Exception") || problem.contains("com.typesafe"));
    }

    /** Any other exception than the one of configurations fails the test. */
    private Optional<ConfigException> refusal(String text, List<String> overrides) {
        try {
            Path file = Files.writeString(folder.resolve("bad.conf"), text);
            JobSettings.read(ConfigFiles.load(List.of(file), overrides));
            return Optional.empty();
        } catch (ConfigException e) {
            return Optional.of(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            throw new AssertionError(text.substring(Math.max(0, text.length() - 100)), e);
        }
    }

    private static Map<String, ConfigValue> defaults() {
        Map<String, ConfigValue> keys = new TreeMap<>();
        try {
            ClassLoader loader = BadValueTest.class.getClassLoader();
            for (URL url : Collections.list(loader.getResources("reference.conf"))) {
                Config config = ConfigFactory.parseURL(url);
                if (config.hasPath("data") || config.hasPath("rounds")) {
                    addKeys("", config.root(), keys);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return keys;
    }

    private static void addKeys(String path, ConfigObject section, Map<String, ConfigValue> keys) {
        for (Map.Entry<String, ConfigValue> entry : section.entrySet()) {
            if (entry.getValue() instanceof ConfigObject inner && !inner.isEmpty()) {
                addKeys(path + entry.getKey() + ".", inner, keys);
            } else {
                keys.put(path + entry.getKey(), entry.getValue());
            }
        }
    }
}
