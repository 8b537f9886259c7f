package io.fulcrum.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.fulcrum.LocalSpark;
import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.FeatureColumn.Kind;
import io.fulcrum.contract.FeatureSchema;
import io.fulcrum.contract.Json;
import io.fulcrum.contract.Split;
import io.fulcrum.contract.manifest.FeatureManifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Prepared lists with weights, read from files and by a query. */
@ExtendWith(LocalSpark.class)
class WeightedSplitIT {
    private static final int ROWS = 400;
    private static final String WEIGHTS = "transform(seen, entry -> float(id + entry / 16))";

    @TempDir
    private Path folder;

    /** Writes the generated rows with weights; equal row keys are ordered by all columns, weights among them. */
    private PreparedData written(SparkSession spark, String seen, String weights) {
        GeneratedPrepared.write(spark, folder.resolve("generated"), ROWS, 1);
        spark.read()
                .parquet(folder + "/generated/train")
                .selectExpr(
                        "id",
                        "user",
                        "`row number`",
                        seen + " as seen",
                        weights + " as seen_weights",
                        "item",
                        "label_click",
                        "label_watch",
                        "if(id < 200, id % 5, _row) as _row",
                        "_group")
                .repartition(3)
                .write()
                .option("parquet.page.size", "256")
                .parquet(folder + "/data/train");
        FeatureSchema features = new FeatureSchema(GeneratedPrepared.FEATURES.columns().stream()
                .flatMap(column -> column.kind() == Kind.CATEGORICAL_LIST
                        ? Stream.of(column, FeatureColumn.listWeights("seen_weights"))
                        : Stream.of(column))
                .toList());
        try {
            Files.writeString(
                    folder.resolve("data").resolve(FeatureManifest.FILE),
                    Json.pretty(GeneratedPrepared.manifest(ROWS, features)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return PreparedData.open(spark, folder + "/data");
    }

    @Test
    void shards_fromFiles_areThoseOfTheQuery(SparkSession spark) {
        PreparedData data = written(spark, "seen", WEIGHTS);
        ReadShards.requireSmall(spark, data, folder + "/data/train");
        for (int shards : new int[] {1, 3}) {
            JavaRDD<Shard> read = ReadShards.asQuery(data, shards);
            read.collect().forEach(WeightedSplitIT::requireValues);
            read.unpersist();
        }
    }

    /** Each weight is the row's number plus its id over 16. */
    private static void requireValues(Shard shard) {
        Shard.Lists seen = shard.lists()[0];
        assertThat(seen.weights()).hasSameSizeAs(seen.ids()).isNotEmpty();
        for (int row = 0; row < shard.rows(); row++) {
            for (int entry = seen.offsets()[row]; entry < seen.offsets()[row + 1]; entry++) {
                assertThat(seen.weights()[entry]).isEqualTo(shard.numbers()[0][row] + seen.ids()[entry] / 16f);
            }
        }
    }

    @Test
    void shards_otherNumberOfWeights_areDamaged(SparkSession spark) {
        ReadShards.requireDamaged(
                written(spark, "seen", "if(id = 7, array(float(1)), " + WEIGHTS + ")"),
                "seen_weights",
                "has 1 weights in a row whose list has 3 entries");
    }

    @Test
    void shards_weightsThatAreNone_areDamaged(SparkSession spark) {
        ReadShards.requireDamaged(
                written(spark, "seen", "transform(seen, entry -> float(if(id = 7, -1, 1)))"),
                "seen_weights",
                "has weight -1.0, but weights are finite and not negative");
    }

    @Test
    void shards_holeInTheWeights_isDamaged(SparkSession spark) {
        ReadShards.requireDamaged(
                written(spark, "seen", "transform(seen, entry -> if(id = 7, null, float(1)))"),
                "seen_weights",
                "has weight null, but weights are finite and not negative");
    }

    @Test
    void shards_rowWithoutWeights_isDamaged(SparkSession spark) {
        ReadShards.requireDamaged(
                written(spark, "seen", "if(id = 7, null, " + WEIGHTS + ")"), "seen_weights", "has no value in a row");
    }

    @Test
    void open_weightsOfAnotherType_areRefused(SparkSession spark) {
        PreparedData data = written(spark, "seen", "transform(seen, entry -> 1)");
        assertThat(catchThrowable(() -> data.read(Split.TRAIN)))
                .hasMessage(
                        "Prepared data " + folder + "/data/train: column \"seen_weights\" is array<int>, its manifest"
                                + " says array<float>. Files and manifest are not of one preparation; prepare the data again.");
    }
}
