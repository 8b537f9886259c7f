package io.fulcrum.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.LocalSpark;
import io.fulcrum.SettingsText;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.job.PublishedDirectory.IfExists;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Few rows of very many columns, whose preparation takes minutes where any step takes the cube of their number. */
@ExtendWith(LocalSpark.class)
class WideTableIT {
    private static final int ROWS = 300;
    private static final int NUMBERS = 1700;
    private static final int TEXTS = 600;
    private static final int WORDS = 7;

    @TempDir
    Path folder;

    @Test
    void run_thousandsOfColumns_encodesEachFromItsOwn(SparkSession spark) {
        write(spark);

        FeatureManifest manifest = FeaturePipeline.run(spark, settings(), folder + "/data", IfExists.REFUSE);

        assertThat(manifest.features().columns()).hasSize(NUMBERS + TEXTS);
        List<Row> rows = spark.read()
                .parquet(folder + "/data/train", folder + "/data/validation", folder + "/data/test")
                .collectAsList();
        assertThat(rows).hasSize(ROWS);
        List<Map<Integer, Integer>> codes = IntStream.range(0, TEXTS)
                .mapToObj(text -> (Map<Integer, Integer>) new HashMap<Integer, Integer>())
                .toList();
        for (Row row : rows) {
            int id = (int) row.getLong(row.fieldIndex("id"));
            int number = row.fieldIndex("n0");
            for (int i = 0; i < NUMBERS; i++) {
                assertThat(row.getFloat(number + i)).as("n%d of row %d", i, id).isEqualTo(id * (i + 1));
            }
            int text = row.fieldIndex("t0");
            for (int i = 0; i < TEXTS; i++) {
                int code = row.getInt(text + i);
                Integer before = codes.get(i).putIfAbsent((id + i) % WORDS, code);
                assertThat(before == null ? code : before)
                        .as("t%d of row %d", i, id)
                        .isEqualTo(code);
            }
        }
        for (Map<Integer, Integer> found : codes) {
            assertThat(new HashSet<>(found.values())).containsExactlyInAnyOrder(2, 3, 4, 5, 6, 7, 8);
        }
    }

    private void write(SparkSession spark) {
        List<String> columns = new ArrayList<>(List.of("id", "int(id % 2) as clicked"));
        IntStream.range(0, NUMBERS).forEach(i -> columns.add("double(id * " + (i + 1) + ") as n" + i));
        IntStream.range(0, TEXTS).forEach(i -> columns.add("string((id + " + i + ") % " + WORDS + ") as t" + i));
        spark.range(ROWS)
                .selectExpr(columns.toArray(String[]::new))
                .coalesce(1)
                .write()
                .parquet(folder + "/wide");
    }

    private FeatureSettings settings() {
        return SettingsText.read(
                "data { input = \"" + folder + "/wide\", key = [id] }\n"
                        + "tasks = [{ name = click, label = clicked }]\n"
                        + "features = [{ columns = [" + names("n", NUMBERS) + "], encoding = identity },"
                        + " { columns = [" + names("t", TEXTS) + "], encoding = vocabulary, min-count = 1 }]\n",
                FeatureSettings::read);
    }

    private static String names(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).collect(Collectors.joining(", "));
    }
}
