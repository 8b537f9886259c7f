package io.fulcrum.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.fulcrum.contract.Split;
import io.fulcrum.job.ExitCode;
import io.fulcrum.job.JobFailure;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;

/** The training split of prepared data, read from its files and by a query. */
final class ReadShards {
    private ReadShards() {}

    /** Requires that the split is read from its files. */
    static void requireSmall(SparkSession spark, PreparedData data, String split) {
        ShardBuilder.Columns columns = ShardBuilder.Columns.of(data.manifest(), EarlierIds.AS_STORED);
        assertThat(SmallSplit.of(spark.sparkContext(), split, columns)).isPresent();
    }

    /** Returns the shards as files have them, which are those of the query. */
    static JavaRDD<Shard> asQuery(PreparedData data, int shards) {
        JavaRDD<Shard> read = data.shards(Split.TRAIN, shards, 9);
        byte[][] expected =
                SmallSplitIT.bytes(data.shuffled(Split.TRAIN, shards, Seeds.of(9, Seeds.Purpose.SHARDING, 0, 0))
                        .collect());
        assertThat(SmallSplitIT.bytes(read.collect())).isDeepEqualTo(expected);
        return read;
    }

    /** Requires the failure of a damaged column, whichever way the split is read. */
    static void requireDamaged(PreparedData data, String column, String how) {
        long seed = Seeds.of(1, Seeds.Purpose.SHARDING, 0, 0);
        for (Supplier<JavaRDD<Shard>> shards : List.<Supplier<JavaRDD<Shard>>>of(
                () -> data.shards(Split.TRAIN, 2, 1), () -> data.shuffled(Split.TRAIN, 2, seed))) {
            JobFailure failure =
                    JobFailure.in(catchThrowable(() -> shards.get().collect())).orElseThrow();
            assertThat(failure.exitCode()).isEqualTo(ExitCode.DATA_CHECK_FAILED);
            assertThat(failure)
                    .hasMessage("Prepared column \"" + column + "\" " + how
                            + ". The files are damaged or of another preparation. Prepare the data again.");
        }
    }
}
