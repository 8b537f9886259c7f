package io.fulcrum.features;

import static org.apache.spark.sql.functions.lit;

import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.features.encode.EncodedPass;
import io.fulcrum.features.encode.EncodedRows;
import io.fulcrum.features.label.LabelledRows;
import io.fulcrum.features.read.SourceTable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Labelled rows in the columns of prepared data: keys, encoded features, labels, weights, row hash and group hash. */
record PreparedColumns(LabelledRows rows, FeatureManifest manifest) {
    private static final long BYTES_PER_FILE = 128L << 20;

    /**
     * Returns rows of the source with these columns, then {@code unstored} ones.
     *
     * @param source all rows, or some of them
     * @param bytes about how many are written, which limits the number of files
     */
    EncodedPass encoded(EncodedRows encoding, Dataset<Row> source, List<Column> unstored, double bytes) {
        List<Column> keys = manifest.keys().stream().map(SourceTable::column).toList();
        List<Column> after = new ArrayList<>();
        if (manifest.group().isPresent()) {
            after.add(rows.groupHash()
                    .orElseGet(() -> lit(FeatureManifest.NO_GROUP).as(FeatureManifest.GROUP_COLUMN)));
        }
        return encoding.encode(
                source,
                new EncodedRows.Beside(keys, labelsAndWeights(), after, unstored),
                files(source.sparkSession(), bytes));
    }

    private List<Column> labelsAndWeights() {
        return Stream.concat(labels(), weights()).toList();
    }

    private Stream<Column> weights() {
        return IntStream.range(0, manifest.tasks().size())
                .filter(task -> manifest.rowsOf(task).weights().isPresent())
                .mapToObj(task -> rows.weights()
                        .get(task)
                        .orElseThrow()
                        .as(FeatureManifest.weightColumn(manifest.tasks().task(task))));
    }

    private Stream<Column> labels() {
        return IntStream.range(0, manifest.tasks().size())
                .mapToObj(task -> LabelledRows.stored(
                                rows.labels().get(task), manifest.labelScales().get(task))
                        .as(FeatureManifest.labelColumn(manifest.tasks().task(task))));
    }

    /** Returns the most files to write: as many as keep them near 128 MiB, but a multiple of the cores. */
    private static int files(SparkSession spark, double bytes) {
        int cores = spark.sparkContext().defaultParallelism();
        double rounds = Math.ceil(Math.max(1, bytes / BYTES_PER_FILE) / cores);
        return (int) Math.min(Integer.MAX_VALUE, cores * rounds);
    }
}
