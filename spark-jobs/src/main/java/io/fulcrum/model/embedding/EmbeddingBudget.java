package io.fulcrum.model.embedding;

import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.Split;
import io.fulcrum.contract.encoder.HashedEncoder;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.contract.manifest.FeatureProfile;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What embedding rows take of memory in a run, worked out before it starts. An upper bound: a table trains at most as
 * many rows as its fields have values in the training split, and as many as its hash gave ids to.
 *
 * @param trainedRows rows that training can change, over all tables
 * @param tables bytes of these rows with their optimiser state, on the driver and in each executor's replica
 * @param copies bytes of two models without state, on the driver: the best one and the one that is validated
 * @param exchange bytes of a round's changed rows of all workers and their merge, on the driver
 * @param overlay bytes of a running task's own rows and what it sends
 */
public record EmbeddingBudget(long trainedRows, long tables, long copies, long exchange, long overlay) {
    /** Bytes that the journal of changed rows may have however small the tables are. */
    public static final long SMALL_JOURNAL = 16L << 20;

    /** Values that a list is taken to have, the default of max-length. */
    private static final int LIST_LENGTH = 50;

    /** Bytes of a touched row beside its record: its places in hash, order and gradients, each with room to grow. */
    private static final int OVERLAY_ROW = 48;

    /** Bytes beside the record of each row that a worker sent, while all are merged: key, order and group. */
    private static final int MERGED_ROW = 24;

    /**
     * Returns the budget of a run.
     *
     * @param stepRows rows that a worker trains on in a round: local steps times batch size
     */
    public static EmbeddingBudget of(FeatureManifest manifest, EmbeddingSpec spec, int workers, long stepRows) {
        long[] trained = rows(manifest, spec, manifest.split(Split.TRAIN).rows());
        long[] touched = rows(manifest, spec, stepRows);
        long records = 0; // bytes of those that are touched
        for (int table = 0; table < touched.length; table++) {
            records += touched[table] * spec.stride(table) * Float.BYTES;
        }
        long sent = records + sum(touched) * Integer.BYTES;
        long merging = workers * sum(touched) * MERGED_ROW;
        return new EmbeddingBudget(
                sum(trained),
                EmbeddingTables.bytes(spec, trained),
                2 * EmbeddingTables.bytes(spec.withoutState(), trained),
                (workers + 1) * sent + merging,
                2 * records + sum(touched) * OVERLAY_ROW + sent);
    }

    /** Bytes that the driver needs of its heap. */
    public long driver() {
        return tables + copies + exchange;
    }

    /** Bytes that an executor with so many tasks at a time needs of its heap. */
    public long executor(int tasks) {
        return tables + tasks * overlay;
    }

    /** Bytes that driver and tasks in one process need of its heap: the tasks read the driver's tables. */
    public long oneProcess(int tasks) {
        return driver() + tasks * overlay;
    }

    /** Returns one line for people, of a run whose driver and tasks share a process, its tables and no journal. */
    public String toldOfOneProcess() {
        return String.format(
                Locale.ROOT,
                "embeddings: at most %,d trained rows; tables %s, model copies %s, a round's"
                        + " changes %s, overlay %s a task",
                trainedRows,
                size(tables),
                size(copies),
                size(exchange),
                size(overlay));
    }

    /** Returns one line for people, of a run with executors. */
    public String told() {
        return String.format(
                Locale.ROOT,
                "embeddings: at most %,d trained rows; tables %s on the driver and on each"
                        + " executor, model copies %s and a round's changes %s on the driver, overlay %s a task; journal up to %s in"
                        + " Spark's storage, memory or disk",
                trainedRows,
                size(tables),
                size(copies),
                size(exchange),
                size(overlay),
                size(Math.max(SMALL_JOURNAL, 3 * tables)));
    }

    /** Returns bytes as people read them. */
    public static String size(long bytes) {
        return bytes >= 1 << 30
                ? String.format(Locale.ROOT, "%.1f GiB", bytes / 0x1p30)
                : String.format(Locale.ROOT, "%.1f MiB", bytes / 0x1p20);
    }

    /** Returns [table] how many of its rows {@code examples} rows can touch at most. */
    private static long[] rows(FeatureManifest manifest, EmbeddingSpec spec, long examples) {
        List<String> names =
                spec.tables().stream().map(EmbeddingSpec.Table::name).toList();
        long[] values = new long[names.size()];
        long[] limits =
                spec.tables().stream().mapToLong(EmbeddingSpec.Table::rows).toArray();
        for (FeatureColumn column : manifest.features().columns()) {
            int table = names.indexOf(column.table());
            if (table >= 0) {
                values[table] += examples * (column.kind() == FeatureColumn.Kind.CATEGORICAL_LIST ? LIST_LENGTH : 1);
                limits[table] = Math.min(limits[table], usedRows(manifest, column));
            }
        }
        for (int table = manifest.features().tables().size(); table < values.length; table++) {
            values[table] = examples; // of trained queries
        }
        Arrays.setAll(values, table -> Math.min(values[table], limits[table]));
        return values;
    }

    /** Rows of ids that a hash gave to values of the training split, and the one of missing values. */
    private static long usedRows(FeatureManifest manifest, FeatureColumn column) {
        boolean hashed = manifest.encoders().stream()
                .anyMatch(
                        feature -> feature.name().equals(column.name()) && feature.encoder() instanceof HashedEncoder);
        return manifest.profile(column.name())
                .filter(profile -> hashed && profile instanceof FeatureProfile.Texts)
                .map(profile -> ((FeatureProfile.Texts) profile).usedRows() + 1L)
                .orElse((long) column.rows());
    }

    private static long sum(long[] values) {
        return Arrays.stream(values).sum();
    }
}
