package io.fulcrum.bench;

import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.Split;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.data.PreparedData;
import io.fulcrum.data.Shard;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;

/** The training split of prepared census data as one shard: real ids with their real frequencies. */
public record CensusRows(GeneratedRows.Columns columns, Shard shard) {
    private static final int EMBEDDING_SIZE = 8;

    /** Reads what {@code prepare} published. */
    public static CensusRows read(SparkSession spark, String directory) {
        PreparedData prepared = PreparedData.open(spark, directory);
        FeatureManifest manifest = prepared.manifest();
        JavaRDD<Shard> shards = prepared.shards(Split.TRAIN, 1, 1);
        Shard shard = shards.collect().get(0);
        shards.unpersist(true);
        List<Integer> fields = manifest.features().categorical().stream()
                .map(FeatureColumn::rows)
                .toList();
        return new CensusRows(
                new GeneratedRows.Columns(
                        fields, EMBEDDING_SIZE, manifest.features().numeric().size()),
                shard);
    }

    /** Returns the first rows alone. */
    CensusRows first(int rows) {
        int few = Math.min(rows, shard.rows());
        int[][] ids = Arrays.stream(shard.ids())
                .map(column -> Arrays.copyOf(column, few))
                .toArray(int[][]::new);
        return new CensusRows(
                columns,
                new Shard(
                        ids,
                        shard.lists(),
                        first(shard.numbers(), few),
                        first(shard.labels(), few),
                        Shard.UNWEIGHTED,
                        new long[0],
                        few,
                        shard.scales()));
    }

    private static float[][] first(float[][] columns, int rows) {
        return Arrays.stream(columns).map(column -> Arrays.copyOf(column, rows)).toArray(float[][]::new);
    }
}
