package io.fulcrum.features;

import io.fulcrum.contract.encoder.RowEncoder;
import io.fulcrum.contract.encoder.Source;
import io.fulcrum.contract.encoder.Vocabularies;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.features.encode.EncodedRows;
import io.fulcrum.features.label.LabelledRows;
import io.fulcrum.features.read.SourceTable;
import io.fulcrum.features.read.SparkSources;
import io.fulcrum.features.write.PreparedWriter;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Labelled rows as prepared data holds them: keys, encoded features, stored labels, and each row's split. */
final class EncodedSplits {
    private static final long BYTES_PER_FILE = 128L << 20;
    /** Bytes of a value as written; zstd stores a float in about 3, an id in 1 to 3. */
    private static final long BYTES_PER_VALUE = 2;

    private EncodedSplits() {}

    /** Returns the rows of all splits, about {@code count} of them, in as few partitions as keep files near 128 MB. */
    static Dataset<Row> of(LabelledRows rows, FeatureManifest manifest, Vocabularies vocabularies, long count) {
        SparkSession spark = rows.source().sparkSession();
        List<Column> keys = manifest.keys().stream().map(SourceTable::column).toList();
        List<Column> after = new ArrayList<>();
        for (int task = 0; task < manifest.tasks().size(); task++) {
            after.add(LabelledRows.stored(
                            rows.labels().get(task), manifest.labelScales().get(task))
                    .as(FeatureManifest.labelColumn(manifest.tasks().task(task))));
        }
        after.add(rows.rowHash());
        rows.groupHash().ifPresent(after::add);
        after.add(rows.split().ordinal().as(PreparedWriter.SPLIT_COLUMN));
        List<String> sources = RowEncoder.sources(manifest.encoders()).stream()
                .map(Source::column)
                .toList();
        return EncodedRows.of(spark, manifest.encoders(), vocabularies)
                .encode(
                        rows.source().where(rows.split().ordinal().isNotNull()),
                        SparkSources.of(sources, rows.source().schema()),
                        keys,
                        after,
                        partitions(spark, manifest, count));
    }

    private static int partitions(SparkSession spark, FeatureManifest manifest, long rows) {
        long bytes = rows * manifest.features().columns().size() * BYTES_PER_VALUE;
        return (int) Math.max(spark.sparkContext().defaultParallelism(), bytes / BYTES_PER_FILE + 1);
    }
}
