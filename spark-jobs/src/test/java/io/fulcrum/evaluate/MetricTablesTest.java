package io.fulcrum.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fulcrum.contract.Json;
import io.fulcrum.contract.manifest.FeatureManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Awkward tables with what we measure on them, written to {@code target/metric-tables.json}; the check
 * {@code deploy/tests/test_metrics.py} measures the same tables with scikit-learn.
 */
class MetricTablesTest {
    private static final EvaluationSettings SETTINGS = new EvaluationSettings(15, 10, "user");

    /** A table of one task. */
    private record Table(String name, TaskKind kind, EvaluationSettings settings, List<Row> rows) {
        static Table binary(String name, int rows, IntFunction<Row> row) {
            return new Table(
                    name,
                    TaskKind.BINARY,
                    SETTINGS,
                    IntStream.range(0, rows).mapToObj(row).toList());
        }

        static Table regression(String name, int rows, IntFunction<Row> row) {
            return new Table(
                    name,
                    TaskKind.REGRESSION,
                    SETTINGS,
                    IntStream.range(0, rows).mapToObj(row).toList());
        }

        Table measuredBy(int bins, int ndcgAt) {
            return new Table(
                    name + ", " + bins + " bins, k = " + ndcgAt,
                    kind,
                    new EvaluationSettings(bins, ndcgAt, "user"),
                    rows);
        }
    }

    private static List<Table> tables() {
        Random random = new Random(20);
        List<Table> tables = new ArrayList<>(binaryTables(random));
        tables.add(Table.binary("one row, positive", 1, i -> new Row(0.3, 1, 4)));
        tables.add(Table.binary("one row, negative", 1, i -> new Row(0.3, 0, 4)));
        tables.add(Table.binary("one row, no label", 1, i -> new Row(0.3, Double.NaN, 4)));
        tables.add(Table.binary("one row, no group", 1, i -> new Row(0.3, 1, FeatureManifest.NO_GROUP)));
        tables.add(Table.binary("no label at all", 50, i -> new Row(i, Double.NaN, i % 5)));
        tables.add(Table.binary("only positives", 40, i -> new Row(i, 1, i % 5)));
        tables.add(Table.binary("only negatives", 40, i -> new Row(i, 0, i % 5)));
        tables.add(Table.binary("two of each, reversed", 4, i -> new Row(-i, i / 2, 0)));
        tables.add(Table.regression("regression, one row", 1, i -> new Row(2.5, 2, 0)));
        tables.add(Table.regression("regression, exact", 30, i -> new Row(i, i, 0)));
        tables.add(Table.regression("regression, no label at all", 5, i -> new Row(i, Double.NaN, 0)));
        tables.add(Table.regression("regression, labels sum to 0", 20, i -> new Row(i, i - 9.5, 0)));
        tables.add(Table.regression(
                "regression, skewed",
                5000,
                i -> new Row(10 * random.nextGaussian(), Math.exp(2 + random.nextGaussian()), 0)));
        tables.add(Table.regression(
                "regression, tied predictions", 600, i -> new Row(random.nextInt(7), random.nextGaussian(), 0)));
        tables.add(Table.regression(
                "regression, large offset", 3000, i -> new Row(1e6 + random.nextInt(9), 1e6 + random.nextInt(9), 0)));
        return tables;
    }

    private static List<Table> binaryTables(Random random) {
        Table plain = Table.binary("no ties", 1500, i -> row(random.nextGaussian(), random, random.nextInt(80)));
        Table ties = Table.binary("many ties", 2000, i -> row(random.nextInt(6) - 3, random, random.nextInt(90)));
        return List.of(
                plain,
                plain.measuredBy(10, 1),
                plain.measuredBy(1, 1000),
                plain.measuredBy(4000, 5),
                ties,
                ties.measuredBy(3, 3),
                Table.binary("one score", 300, i -> row(0.25, random, i % 20)),
                Table.binary(
                        "extreme logits", 400, i -> row((i % 2 * 2 - 1) * 80 + random.nextGaussian(), random, i % 9)),
                Table.binary(
                        "one positive in 20,000",
                        20_000,
                        i -> new Row(-9 + random.nextGaussian(), i == 7777 ? 1 : 0, random.nextInt(4000))),
                Table.binary("all weight in one group", 1000, i -> row(random.nextGaussian(), random, i < 995 ? 1 : i)),
                Table.binary("groups of one class", 900, i -> new Row(random.nextGaussian(), i % 45 % 2, i % 45)),
                Table.binary("groups of one row", 300, i -> row(random.nextGaussian(), random, i)),
                Table.binary(
                        "a third without a group",
                        1200,
                        i -> row(
                                random.nextGaussian(),
                                random,
                                i % 3 == 0 ? FeatureManifest.NO_GROUP : 1000 + random.nextInt(60))),
                Table.binary(
                        "no row with a group", 200, i -> row(random.nextGaussian(), random, FeatureManifest.NO_GROUP)),
                Table.binary(
                        "half without a label",
                        800,
                        i -> i % 2 == 0
                                ? row(random.nextGaussian(), random, i % 30)
                                : new Row(random.nextGaussian(), Double.NaN, i % 30)));
    }

    private static Row row(double score, Random random, long group) {
        double label = random.nextDouble() < LogLossState.sigmoid(0.6 * score - 0.8) ? 1 : 0;
        return new Row((float) score, label, group);
    }

    @Test
    void tables_measured_areWrittenForTheIndependentCheck() throws IOException {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (Table table : tables()) {
            TaskEvaluation whole = state(table);
            TaskEvaluation first = state(table);
            table.rows().forEach(row -> whole.add(row.score(), row.label(), row.group()));
            TaskEvaluation second = state(table);
            int cut = table.rows().size() / 3;
            table.rows().subList(0, cut).forEach(row -> first.add(row.score(), row.label(), row.group()));
            table.rows()
                    .subList(cut, table.rows().size())
                    .forEach(row -> second.add(row.score(), row.label(), row.group()));
            first.merge(second);
            TaskMetrics metrics = whole.read(table.settings());
            assertThat(first.read(table.settings()).examples()).isEqualTo(metrics.examples());
            all.add(written(table, first.read(table.settings())));
        }
        assertThat(all).hasSize(30);
        Files.writeString(Path.of("target", "metric-tables.json"), Json.line(all));
    }

    private static TaskEvaluation state(Table table) {
        return table.kind() == TaskKind.BINARY ? TaskEvaluation.binary(table.settings()) : TaskEvaluation.regression();
    }

    private static ObjectNode written(Table table, TaskMetrics metrics) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("name", table.name())
                .put("kind", table.kind().key())
                .put("bins", table.settings().calibrationBins())
                .put("ndcgAt", table.settings().ndcgAt());
        ArrayNode scores = node.putArray("scores");
        ArrayNode labels = node.putArray("labels");
        ArrayNode groups = node.putArray("groups");
        for (Row row : table.rows()) {
            scores.add(row.score());
            if (Double.isNaN(row.label())) {
                labels.addNull();
            } else {
                labels.add(row.label());
            }
            if (row.group() == FeatureManifest.NO_GROUP) {
                groups.addNull();
            } else {
                groups.add(row.group());
            }
        }
        ObjectNode values = node.putObject("metrics");
        metrics.values()
                .forEach((metric, value) -> value.measured()
                        .ifPresentOrElse(
                                number -> values.put(metric.key(), number), () -> values.putNull(metric.key())));
        ArrayNode bins = node.putArray("calibrationBins");
        metrics.curves()
                .calibration()
                .forEach(bin -> bins.addArray()
                        .add(bin.examples())
                        .add(bin.meanPrediction())
                        .add(bin.meanLabel()));
        return node;
    }
}
