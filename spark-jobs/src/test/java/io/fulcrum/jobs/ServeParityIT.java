package io.fulcrum.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.LocalSpark;
import io.fulcrum.serve.Scorer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Raw rows through prepare and score on Spark, and through the scorer without it: the same bits. */
class ServeParityIT {
    @TempDir
    static Path folder;

    @Test
    void score_rawRows_givesTheBitsOfPrepareAndScore() {
        String visits = folder + "/visits";
        GeneratedVisits.write(LocalSpark.session(), Path.of(visits), 3000);
        String config = GeneratedVisits.configuration(folder, visits, "");
        run(config, "prepare", "--output", folder + "/data");
        run(config, "train", "--data", folder + "/data", "--output", folder + "/model");
        run(config, "score", "--data", folder + "/data", "--model", folder + "/model", "--output", folder + "/scored");

        SparkSession spark = LocalSpark.session(); // commands stop the one before
        Map<Long, Row> predictions = new HashMap<>();
        for (Row row : spark.read().parquet(folder + "/scored/predictions").collectAsList()) {
            predictions.put(row.getLong(row.fieldIndex("id")), row);
        }
        Scorer scorer = Scorer.open(folder.resolve("model"));
        assertThat(scorer.tasks()).containsExactly("click", "buy", "watch");
        List<Row> rows = spark.read().parquet(visits).collectAsList().stream()
                .filter(row -> predictions.containsKey(row.getLong(0)))
                .toList();
        assertThat(rows).hasSizeGreaterThan(100);
        double[][] scores =
                scorer.score(rows.stream().map(ServeParityIT::record).toList());
        for (int i = 0; i < scores.length; i++) {
            Row expected = predictions.get(rows.get(i).getLong(0));
            for (int task = 0; task < 3; task++) {
                assertThat(scores[i][task])
                        .isEqualTo(expected.getDouble(
                                expected.fieldIndex(scorer.tasks().get(task))));
            }
        }
    }

    private static Map<String, Object> record(Row row) {
        Map<String, Object> record = new HashMap<>();
        for (String field : row.schema().fieldNames()) {
            int at = row.fieldIndex(field);
            boolean isList = field.equals("tags") && !row.isNullAt(at);
            record.put(field, isList ? new ArrayList<>(row.getList(at)) : row.get(at));
        }
        return record;
    }

    private static void run(String config, String... command) {
        List<String> words = new ArrayList<>(List.of(command[0], "--master", "local[2]", "--config", config));
        words.addAll(List.of(command).subList(1, command.length));
        CommandRun run = CommandRun.of(words.toArray(String[]::new));
        assertThat(run.status()).as(run.err()).isZero();
    }
}
