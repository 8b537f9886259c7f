package io.fulcrum.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.LocalSpark;
import io.fulcrum.contract.Split;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Which row trains in which shard, and in which order, as released: a resumed run must find its shards again. */
@ExtendWith(LocalSpark.class)
class GoldenShardsIT {
    @Test
    void shards_seed_holdTheReleasedRowsInTheirOrder(SparkSession spark, @TempDir Path folder) {
        GeneratedPrepared.write(spark, folder.resolve("data"), 24, 3);

        List<Shard> shards = PreparedData.open(spark, folder.resolve("data").toString())
                .shards(Split.TRAIN, 5, 42)
                .collect();

        // The generated column "row number" is the row's number.
        assertThat(shards)
                .extracting(shard -> shard.numbers()[0])
                .containsExactly(
                        new float[] {22, 12, 10, 3, 11, 17, 13},
                        new float[] {8, 1, 2, 5},
                        new float[] {23, 14, 19, 4, 18, 21, 16},
                        new float[] {0, 20, 15, 6},
                        new float[] {7, 9});
    }
}
