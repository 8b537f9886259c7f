package io.fulcrum.features.profile;

import io.fulcrum.contract.encoder.SourceColumns;
import io.fulcrum.features.read.RowPass;
import io.fulcrum.features.read.SparkBatch;
import io.fulcrum.features.read.SparkSources;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;

/** The one pass over the source rows that fills a {@link Profile}. */
public final class Profiler {
    private static final int SPLIT = 0;
    private static final int KEY = 1;
    private static final int LISTED = 2;
    private static final int FIRST_LABEL = 3;

    private Profiler() {}

    /**
     * What identifies a row and its split.
     *
     * @param split ordinal of its split, null for none
     * @param key hash of its key, null for none
     * @param listed place of its split value among the {@code values} listed, negative for none of them
     */
    public record Place(Column split, Column key, Column listed, int values) {}

    /**
     * The labels of the tasks.
     *
     * @param labels per task a double, null for none
     * @param weightFaults per task what is wrong with the row's weight; empty where no task has weights
     */
    public record Labels(List<Column> labels, List<Column> weightFaults) {}

    /**
     * Returns the profile of the source rows.
     *
     * @param labels labels and weight faults of the tasks
     * @param sources columns that the measures read
     */
    public static Profile profile(
            Dataset<Row> rows, Place place, Labels labels, SparkSources sources, List<Measure> measures) {
        List<Column> columns = new ArrayList<>(List.of(place.split(), place.key(), place.listed()));
        columns.addAll(labels.labels());
        columns.addAll(labels.weightFaults());
        int firstFault = labels.weightFaults().isEmpty()
                ? -1
                : FIRST_LABEL + labels.labels().size();
        Profile empty = new Profile(labels.labels().size(), measures, place.values());
        return RowPass.of(rows, columns, sources)
                .map(partition ->
                        List.of(profile(partition, firstFault, empty.fresh())).iterator())
                .treeReduce(Profile::merge);
    }

    private static Profile profile(Iterator<SparkBatch> batches, int firstFault, Profile into) {
        while (batches.hasNext()) {
            into.add(new Rows(batches.next(), firstFault));
        }
        return into;
    }

    /** Rows with the columns that {@link #profile} has computed. */
    private record Rows(SparkBatch batch, int firstFault) implements ProfiledRows {
        @Override
        public SourceColumns sources() {
            return batch;
        }

        @Override
        public int split(int row) {
            InternalRow computed = batch.computed(row);
            return computed.isNullAt(SPLIT) ? -1 : computed.getInt(SPLIT);
        }

        @Override
        public boolean hasKey(int row) {
            return !batch.computed(row).isNullAt(KEY);
        }

        @Override
        public long key(int row) {
            return batch.computed(row).getLong(KEY);
        }

        @Override
        public int listed(int row) {
            return batch.computed(row).getInt(LISTED);
        }

        @Override
        public boolean hasLabel(int row, int task) {
            return !batch.computed(row).isNullAt(FIRST_LABEL + task);
        }

        @Override
        public double label(int row, int task) {
            return batch.computed(row).getDouble(FIRST_LABEL + task);
        }

        @Override
        public int weightFault(int row, int task) {
            return firstFault < 0 ? LabelProfile.FINE : batch.computed(row).getInt(firstFault + task);
        }
    }
}
