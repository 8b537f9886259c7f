package io.fulcrum.features.profile;

import io.fulcrum.features.read.SparkRow;
import io.fulcrum.features.read.SparkSources;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;

/** The one pass over the source rows that fills a {@link Profile}. */
public final class Profiler {
    private static final int SPLIT = 0;
    private static final int HASH = 1;
    private static final int KEY = 2;
    private static final int LISTED = 3;
    private static final int FIRST_LABEL = 4;

    private Profiler() {}

    /**
     * What identifies a row and its split.
     *
     * @param split ordinal of its split, null for none
     * @param rowHash hash of all its values
     * @param key hash of its key, null for none
     * @param listed place of its split value among the {@code values} listed, negative for none of them
     */
    public record Place(Column split, Column rowHash, Column key, Column listed, int values) {}

    /**
     * Returns the profile of the source rows.
     *
     * @param sources columns that the measures read
     */
    public static Profile profile(
            Dataset<Row> rows, Place place, List<Column> labels, SparkSources sources, List<Measure> measures) {
        List<Column> columns = new ArrayList<>(List.of(place.split(), place.rowHash(), place.key(), place.listed()));
        columns.addAll(labels);
        int firstSource = columns.size();
        columns.addAll(sources.columns());
        JavaRDD<InternalRow> internal = rows.select(columns.toArray(new Column[0]))
                .queryExecution()
                .toRdd()
                .toJavaRDD();
        Profile empty = new Profile(labels.size(), measures, place.values());
        return internal.mapPartitions(partition -> {
                    Profile profile = empty.fresh();
                    Cursor cursor = new Cursor(sources, firstSource);
                    while (partition.hasNext()) {
                        cursor.at(partition.next());
                        profile.add(cursor);
                    }
                    return List.of(profile).iterator();
                })
                .treeReduce(Profile::merge);
    }

    /** A row of the columns that {@link #profile} selects. */
    private static final class Cursor extends SparkRow implements ProfiledRow {
        Cursor(SparkSources sources, int firstSource) {
            super(sources, firstSource);
        }

        @Override
        public int split() {
            return row().isNullAt(SPLIT) ? -1 : row().getInt(SPLIT);
        }

        @Override
        public long hash() {
            return row().getLong(HASH);
        }

        @Override
        public boolean hasKey() {
            return !row().isNullAt(KEY);
        }

        @Override
        public long key() {
            return row().getLong(KEY);
        }

        @Override
        public int listed() {
            return row().getInt(LISTED);
        }

        @Override
        public boolean hasLabel(int task) {
            return !row().isNullAt(FIRST_LABEL + task);
        }

        @Override
        public double label(int task) {
            return row().getDouble(FIRST_LABEL + task);
        }
    }
}
