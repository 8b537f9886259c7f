package io.fulcrum.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.config.ConfigException;
import io.fulcrum.config.ConfigFiles;
import io.fulcrum.evaluate.EvaluationReport;
import io.fulcrum.evaluate.ReportJson;
import io.fulcrum.evaluate.SampleReports;
import io.fulcrum.evaluate.TrainingHistory;
import io.fulcrum.evaluate.html.ReportHtml;
import io.fulcrum.jobs.StudyTable.TrialResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read and written does not depend on the JVM's language: dotless i, other digits, other separators. */
class LocalesTest {
    /** Names with an i, which Turkish capitalises as a dotted one, and a choice of each section. */
    private static final String SETTINGS = """
      data {
        input = rows, key = [ID], group = IMPRESSION, missing-columns = "null"
        split { by = time, column = TIME, validation-from = 2024-01-01, test-from = "2024-02-01T00:00:00Z" }
      }
      tasks = [
        { name = LIKE, label = LIKED, type = binary, floor = 0.125 }
        { name = minutes, label = MINUTES, type = regression, ceiling = 0.75 }
      ]
      features = [
        { columns = [CITY], encoding = vocabulary, pooling = sqrt-n }
        { columns = [ITEM], encoding = hashed, buckets = 1000 }
        { columns = [PRICE], encoding = standardised }
        { columns = [CLICKS], encoding = log }
        { columns = [AGE], encoding = quantiles }
        { columns = [INDEX], encoding = identity, missing-indicator = true }
      ]
      checks { not-finite = as-missing, duplicate-keys = ignore, constant-labels = ignore }
      network { type = mmoe, experts = 2 }
      rounds { outer = diloco, row-merge = touched-mean, optimizer-state = average }
      rounds { on-bad-numbers = skip, delta = int8 }
      optimizer { type = adagrad, learning-rate = 1.5e-3, embedding.type = ftrl, schedule.type = linear }
      balance { method = static, normalise = "loss+", sum = one }
      stopping.task = minutes
      evaluate.gate = [{ task = LIKE, metric = auc, min = 0.5 }, { task = minutes, metric = rmse, max-drop = 0.25 }]
      """;

    private static final String MISTAKES = """
      data { input = rows, key = [ID, id], split { by = TIME, fractions = [0.5, 0.25, 0.125] } }
      tasks = [{ name = LIKE, label = LIKED, type = BINARY, floor = 1.5 }, { name = like, label = b }]
      features = [{ columns = [a], encoding = QUANTILES, bins = 12345678 }, { columns = [i], encoding = identity }]
      rounds { workers = -1234567, delta = INT8, local-steps = 1234567.5 }
      optimizer { TYPE = adam, learning-rate = -1234.5 }
      evaluate { gate = [{ task = LiKE, metric = RMSE, min = 12345.678 }] }
      """;

    @TempDir
    Path folder;

    private final Locale before = Locale.getDefault();

    @AfterEach
    void restore() {
        Locale.setDefault(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"tr-TR", "az-AZ", "lt-LT", "ar-EG-u-nu-arab", "hi-IN-u-nu-deva", "de-DE", "th-TH-u-nu-thai"})
    void everyText_inAnyLocale_isTheOneOfTheRootLocale(String tag) {
        Locale.setDefault(Locale.ROOT);
        Map<String, Object> expected = texts();
        Locale.setDefault(Locale.forLanguageTag(tag));
        Map<String, Object> actual = texts();
        expected.forEach((name, text) -> assertThat(actual.get(name)).as(name).isEqualTo(text));
    }

    @Test
    void texts_inTheRootLocale_areWhatTheSettingsSay() {
        Locale.setDefault(Locale.ROOT);
        Map<String, Object> texts = texts();
        assertThat(texts.get("settings").toString())
                .contains("QuantileEncoding", "IdentityEncoding", "TOUCHED_MEAN", "MINUTES", "metric=RMSE");
        assertThat((List<?>) texts.get("mistakes"))
                .hasSizeGreaterThan(12)
                .anyMatch(problem ->
                        problem.toString().contains("tasks[0].type = BINARY is not one of binary, regression."));
        assertThat(texts.get("metrics").toString()).contains("12,000");
    }

    /** Everything that is read or written, by what it is. */
    private Map<String, Object> texts() {
        EvaluationReport report = SampleReports.twoTasks(2, 0.9).comparedWith(SampleReports.twoTasks(2, 0.8));
        StudyTable study = new StudyTable();
        study.add(new TrialResult("optimizer.type=adam", 1, 0, 1234.5, Map.of("LIKE", Map.of("auc", 0.7))));
        study.add(new TrialResult("optimizer.type=adam", 2, 0, 1234.5, Map.of("LIKE", Map.of("auc", 0.8))));
        Map<String, Object> texts = new LinkedHashMap<>();
        texts.put("settings", read(SETTINGS).toString().replaceAll("@[0-9a-f]+", "")); // names of arrays
        texts.put("resolved", load(SETTINGS).canonical());
        texts.put("mistakes", mistakes());
        texts.put("metrics", MetricLines.of(report));
        texts.put("study", study.toString());
        texts.put("json", ReportJson.toJson(report));
        texts.put("html", ReportHtml.render(report, TrainingHistory.NONE));
        return texts;
    }

    private List<String> mistakes() {
        try {
            read(MISTAKES);
            throw new AssertionError("the mistakes are read");
        } catch (ConfigException e) {
            return e.problems();
        }
    }

    private JobSettings read(String text) {
        return JobSettings.read(load(text));
    }

    private ConfigFiles load(String text) {
        try {
            Path file = Files.writeString(folder.resolve("locale.conf"), text);
            return ConfigFiles.load(List.of(file), List.of("rounds.seed=7"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
