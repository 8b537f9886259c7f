package io.fulcrum.jobs;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.LocalSpark;
import io.fulcrum.contract.encoder.RowEncoder;
import io.fulcrum.data.PreparedData;
import io.fulcrum.serve.Scorer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * 100,000 raw rows: encoded and then scored on Spark, scored there in one pass, and scored without Spark. All give the
 * same bits, and so do the rows that prepare itself encoded.
 */
class ServeParityIT {
    private static final int ROWS = 100_000;
    private static final Path HOME = Path.of(System.getenv().getOrDefault("FULCRUM_HOME", ".."));

    @TempDir
    static Path folder;

    @Test
    void score_oddRows_haveTheSameBitsEverywhere() {
        List<Map<String, Object>> records = OddRecords.of(ROWS);
        Path rows = folder.resolve("odd");
        OddRecords.write(LocalSpark.session(), records, rows);
        Trained trained = Trained.with(OddRecords.configuration(folder, rows), "data.filter=\"id < 4000\"");
        trained.requireParity(rows.toString(), "id", records);
    }

    @Test
    void score_censusRows_haveTheSameBitsEverywhere() {
        String census = HOME + "/deploy/data/census-income/census-income.parquet";
        Trained trained = Trained.with(
                HOME + "/conf/census-income.conf",
                "data.input=\"" + census + "\"",
                "data.filter=\"row_id % 31 = 0\"",
                "network.expert-layers=[8]",
                "rounds.epochs=1");
        trained.requireParity(census, "row_id", trained.records(census, "row_id"));
    }

    /** A model, its data and its configuration. */
    private record Trained(String root, String config, Scorer scorer) {
        static Trained with(String config, String... overrides) {
            String root = folder + "/" + Path.of(config).getFileName() + "-run";
            String[] sets = Stream.of(overrides)
                    .flatMap(override -> Stream.of("--set", override))
                    .toArray(String[]::new);
            run(sets, "prepare", "--config", config, "--output", root + "/data");
            run(sets, "train", "--config", config, "--data", root + "/data", "--output", root + "/model");
            return new Trained(root, config, Scorer.open(Path.of(root, "model")));
        }

        /** Requires that the first rows have the same predictions whichever way they are scored. */
        void requireParity(String input, String key, List<Map<String, Object>> records) {
            String[] first = {"--set", "data.filter=\"" + key + " < " + ROWS + "\""};
            String model = root + "/model";
            run(first, "score", "--model", model, "--input", input, "--output", root + "/raw");
            Map<Long, long[]> raw = predictions("raw", key);
            assertThat(raw).hasSize(ROWS);
            assertThat(raw.values().stream().map(bits -> bits[0]).distinct().count())
                    .isGreaterThan(ROWS / 10);

            run(first, "encode", "--like", model, "--input", input, "--output", root + "/encoded");
            scorePrepared("encoded");
            requireSameBits(predictions("encoded-scored", key), raw);

            scorePrepared("data");
            Map<Long, long[]> prepared = predictions("data-scored", key);
            assertThat(prepared).hasSizeGreaterThan(100);
            Map<Long, long[]> again = new HashMap<>(raw);
            prepared.keySet().removeIf(row -> !raw.containsKey(row));
            again.keySet().retainAll(prepared.keySet());
            requireSameBits(prepared, again);

            requireSameBits(scored(records, key), raw);
        }

        private void scorePrepared(String name) {
            run(
                    new String[0],
                    "score",
                    "--config",
                    config,
                    "--data",
                    root + "/" + name,
                    "--model",
                    root + "/model",
                    "--output",
                    root + "/" + name + "-scored");
        }

        /** Returns key → bits of the predictions of each task. */
        private Map<Long, long[]> predictions(String output, String key) {
            Map<Long, long[]> predictions = new HashMap<>();
            String files = root + "/" + output + "/predictions";
            for (Row row : LocalSpark.session().read().parquet(files).collectAsList()) {
                double[] scores = scorer.tasks().stream()
                        .mapToDouble(task -> row.getDouble(row.fieldIndex(task)))
                        .toArray();
                predictions.put(((Number) row.getAs(key)).longValue(), bits(scores));
            }
            return predictions;
        }

        private Map<Long, long[]> scored(List<Map<String, Object>> records, String key) {
            double[][] scores = scorer.score(records);
            Map<Long, long[]> predictions = new HashMap<>();
            for (int i = 0; i < scores.length; i++) {
                predictions.put(((Number) records.get(i).get(key)).longValue(), bits(scores[i]));
            }
            return predictions;
        }

        /** Returns the first rows with the key and the columns that the model reads. */
        List<Map<String, Object>> records(String input, String key) {
            Stream<String> read = RowEncoder.sources(
                            PreparedData.manifest(root + "/model").encoders())
                    .stream()
                    .map(source -> source.column());
            Column[] columns =
                    Stream.concat(Stream.of(key), read).map(name -> col(name)).toArray(Column[]::new);
            return LocalSpark.session()
                    .read()
                    .parquet(input)
                    .select(columns)
                    .where(key + " < " + ROWS)
                    .collectAsList()
                    .stream()
                    .map(ServeParityIT::record)
                    .toList();
        }
    }

    private static Map<String, Object> record(Row row) {
        Map<String, Object> record = new HashMap<>();
        for (String field : row.schema().fieldNames()) {
            record.put(field, row.getAs(field));
        }
        return record;
    }

    private static void requireSameBits(Map<Long, long[]> found, Map<Long, long[]> expected) {
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        List<Long> others = expected.keySet().stream()
                .filter(key -> !Arrays.equals(found.get(key), expected.get(key)))
                .sorted()
                .toList();
        assertThat(others).isEmpty();
    }

    private static long[] bits(double[] scores) {
        return Arrays.stream(scores).mapToLong(Double::doubleToRawLongBits).toArray();
    }

    private static void run(String[] options, String... command) {
        List<String> words = new ArrayList<>(List.of(command));
        words.addAll(List.of(options));
        words.addAll(List.of("--master", "local[2]"));
        CommandRun run = CommandRun.of(words.toArray(String[]::new));
        assertThat(run.status()).as(run.err()).isZero();
    }
}
