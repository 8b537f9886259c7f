package io.fulcrum.features.profile;

import io.fulcrum.contract.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The one pass over the source rows that fills a {@link Profile}. */
public final class Profiler {
    private static final int SPLIT = 0;
    private static final int HASH = 1;
    private static final int KEY = 2;
    private static final int LISTED = 3;
    private static final int FIRST_LABEL = 4;

    private Profiler() {}

    /**
     * One field to profile.
     *
     * @param value what is measured, an expression of the source
     * @param empty the state that measures it
     */
    public record Measure(Column value, FieldProfile empty) {}

    /**
     * What identifies a row and its split.
     *
     * @param split ordinal of its split, null for none
     * @param rowHash hash of all its values
     * @param key hash of its key, null for none
     * @param listed place of its split value among the {@code values} listed, negative for none of them
     */
    public record Place(Column split, Column rowHash, Column key, Column listed, int values) {}

    /** Returns the profile of the source rows. */
    public static Profile profile(Dataset<Row> source, Place place, List<Column> labels, List<Measure> measures) {
        List<Column> columns = new ArrayList<>(List.of(place.split(), place.rowHash(), place.key(), place.listed()));
        columns.addAll(labels);
        measures.forEach(measure -> columns.add(measure.value()));
        Dataset<Row> rows = source.select(columns.toArray(new Column[0]));
        Profile empty =
                new Profile(labels.size(), measures.stream().map(Measure::empty).toList(), place.values());
        int tasks = labels.size();
        int fields = measures.size();
        return rows.javaRDD()
                .treeAggregate(
                        empty, (profile, row) -> profile.add(split(row), row(row, tasks, fields)), Profile::merge);
    }

    private static Optional<Split> split(Row row) {
        return row.isNullAt(SPLIT) ? Optional.empty() : Optional.of(Split.values()[row.getInt(SPLIT)]);
    }

    private static ProfiledRow row(Row row, int tasks, int fields) {
        Double[] labels = new Double[tasks];
        for (int task = 0; task < tasks; task++) {
            labels[task] = (Double) row.get(FIRST_LABEL + task);
        }
        Object[] values = new Object[fields];
        for (int field = 0; field < fields; field++) {
            int at = FIRST_LABEL + tasks + field;
            Object value = row.get(at);
            values[field] = value instanceof scala.collection.Seq<?> ? row.getList(at) : value;
        }
        return new ProfiledRow(row.getLong(HASH), (Long) row.get(KEY), row.getInt(LISTED), labels, values);
    }
}
