package io.fulcrum.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.fulcrum.LocalSpark;
import io.fulcrum.contract.Json;
import io.fulcrum.contract.Split;
import io.fulcrum.contract.TaskRows;
import io.fulcrum.contract.manifest.FeatureManifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Prepared rows with weights for one of two tasks, read from files and by a query. */
@ExtendWith(LocalSpark.class)
class RowWeightsIT {
    private static final int ROWS = 400;
    private static final String WEIGHTS = "if(label_watch is null, null, float((id + 1) / 4))";

    @TempDir
    private Path folder;

    /** Writes the generated rows with weights; equal row keys are ordered by all columns, weights among them. */
    private PreparedData written(SparkSession spark, String weights) {
        GeneratedPrepared.write(spark, folder.resolve("generated"), ROWS, 1);
        spark.read()
                .parquet(folder + "/generated/train")
                .selectExpr(
                        "id",
                        "int(1) as user",
                        "float(id % 2) as `row number`",
                        "array(1) as seen",
                        "int(2) as item",
                        "label_click",
                        "if(label_watch is null, null, float(1)) as label_watch",
                        weights + " as weight_watch",
                        "if(id < 200, id % 5, _row) as _row",
                        "_group")
                .repartition(3)
                .write()
                .option("parquet.page.size", "256")
                .parquet(folder + "/data/train");
        FeatureManifest plain = GeneratedPrepared.manifest(ROWS);
        List<TaskRows> rows = List.of(TaskRows.ALL, new TaskRows("", "importance"));
        FeatureManifest manifest = new FeatureManifest(
                FeatureManifest.schema(rows),
                plain.fingerprint(),
                plain.tasks(),
                plain.positives(),
                plain.features(),
                plain.keys(),
                plain.groupColumn(),
                plain.labelScales(),
                plain.encoders(),
                plain.profile(),
                plain.splits(),
                rows,
                plain.provenance());
        try {
            Files.writeString(folder.resolve("data").resolve(FeatureManifest.FILE), Json.pretty(manifest));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return PreparedData.open(spark, folder + "/data");
    }

    @Test
    void shards_fromFiles_areThoseOfTheQuery(SparkSession spark) {
        PreparedData data = written(spark, WEIGHTS);
        ReadShards.requireSmall(spark, data, folder + "/data/train");
        for (int shards : new int[] {1, 3}) {
            JavaRDD<Shard> read = ReadShards.asQuery(data, shards);
            assertThat(read.collect().stream().mapToInt(RowWeightsIT::weighted).sum())
                    .isEqualTo(ROWS - (ROWS + 2) / 3);
            read.unpersist();
        }
    }

    /** Returns how many rows have a weight, which are those with a label. */
    private static int weighted(Shard shard) {
        assertThat(shard.isWeighted(0)).isFalse();
        assertThat(shard.isWeighted(1)).isTrue();
        int weighted = 0;
        for (int row = 0; row < shard.rows(); row++) {
            boolean labelled = !Float.isNaN(shard.labels()[1][row]);
            assertThat(shard.weights()[1][row] > 0).isEqualTo(labelled);
            weighted += labelled ? 1 : 0;
        }
        return weighted;
    }

    @Test
    void shards_weightsThatAreNone_areDamaged(SparkSession spark) {
        ReadShards.requireDamaged(
                written(spark, "float(if(id = 7, -1, 1))"),
                "weight_watch",
                "has weight -1.0, but weights are finite and above 0");
    }

    @Test
    void shards_weightOfZero_isDamaged(SparkSession spark) {
        ReadShards.requireDamaged(
                written(spark, "float(if(id = 7, 0, 1))"),
                "weight_watch",
                "has weight 0.0, but weights are finite and above 0");
    }

    @Test
    void shards_labelWithoutWeight_isDamaged(SparkSession spark) {
        ReadShards.requireDamaged(
                written(spark, "if(id = 7, null, float(1))"), "weight_watch", "has no value in a row with a label");
    }

    @Test
    void read_columnOfAnotherType_isRefused(SparkSession spark) {
        PreparedData data = written(spark, "double(1)");
        assertThat(catchThrowable(() -> data.read(Split.TRAIN)))
                .hasMessage(
                        "Prepared data " + folder + "/data/train: column \"weight_watch\" is double, its manifest says"
                                + " float. Files and manifest are not of one preparation; prepare the data again.");
    }
}
