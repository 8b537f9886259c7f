package io.fulcrum.features.profile;

import io.fulcrum.contract.Split;
import io.fulcrum.contract.encoder.SourceColumns;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;

/**
 * What one pass over the rows finds: per split rows and labels, and of the training split alone the distribution of
 * each field. Equal for any order and partitioning of the rows.
 */
public final class Profile implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int tasks;
    private final List<Measure> measures; // [field]
    private final List<FieldProfile> training; // [field]
    private final List<SplitProfile> splits; // [split]
    private final KeyCounts keys = new KeyCounts();
    private final long[] listed; // [listed split value]
    private long inNoSplit;
    private transient FieldMeter[] meters; // [field] null until the first row is added

    /** Makes an empty profile of fields with these measures. */
    public Profile(int tasks, List<Measure> measures, int listedValues) {
        this.tasks = tasks;
        this.measures = List.copyOf(measures);
        training = measures.stream().map(Measure::empty).toList();
        splits = Stream.generate(() -> new SplitProfile(tasks, measures.size()))
                .limit(Split.values().length)
                .toList();
        listed = new long[listedValues];
    }

    public Profile fresh() {
        return new Profile(tasks, measures, listed.length);
    }

    /** Adds rows to their splits; a row of no split is only counted. */
    public Profile add(ProfiledRows rows) {
        int[] split = new int[rows.sources().rows()];
        for (int row = 0; row < split.length; row++) {
            split[row] = rows.split(row);
            if (split[row] < 0) {
                inNoSplit++;
            } else {
                splits.get(split[row]).add(rows, row);
                addPlace(rows, row);
            }
        }
        addFields(rows.sources(), split);
        return this;
    }

    private void addPlace(ProfiledRows rows, int row) {
        if (rows.hasKey(row)) {
            keys.add(rows.key(row));
        } else {
            keys.addNull();
        }
        if (rows.listed(row) >= 0) {
            listed[rows.listed(row)]++;
        }
    }

    private void addFields(SourceColumns sources, int[] split) {
        if (meters == null) {
            meters = measures.stream().map(Measure::meter).toArray(FieldMeter[]::new);
        }
        for (int field = 0; field < meters.length; field++) {
            Absences absent = new Absences();
            meters[field].add(sources, split, training.get(field), absent);
            for (int of = 0; of < splits.size(); of++) {
                splits.get(of).add(field, absent, of);
            }
        }
    }

    public Profile merge(Profile other) {
        for (int split = 0; split < splits.size(); split++) {
            splits.get(split).merge(other.splits.get(split));
        }
        for (int field = 0; field < training.size(); field++) {
            training.get(field).merge(other.training.get(field));
        }
        keys.merge(other.keys);
        for (int value = 0; value < listed.length; value++) {
            listed[value] += other.listed[value];
        }
        inNoSplit += other.inNoSplit;
        return this;
    }

    /** Returns the keys of the rows of all splits; all of them null where there is no key column. */
    public KeyCounts keys() {
        return keys;
    }

    /** Returns how many rows have the listed split value at this place. */
    public long listed(int value) {
        return listed[value];
    }

    public SplitProfile split(Split split) {
        return splits.get(split.ordinal());
    }

    /** Returns the distribution of a field in the training split. */
    public FieldProfile training(int field) {
        return training.get(field);
    }

    public long inNoSplit() {
        return inNoSplit;
    }
}
