package io.fulcrum.features.profile;

import io.fulcrum.contract.Split;
import java.io.Serializable;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What one pass over the rows finds: per split rows and labels, and of the training split alone the distribution of
 * each field. Equal for any order and partitioning of the rows.
 */
public final class Profile implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int tasks;
    private final List<FieldProfile> training; // [field]
    private final Map<Split, SplitProfile> splits = new EnumMap<>(Split.class);
    private final KeyCounts keys = new KeyCounts();
    private final long[] listed; // [listed split value]
    private long inNoSplit;

    /** Makes an empty profile whose fields start from {@code fields}, empty states. */
    public Profile(int tasks, List<FieldProfile> fields, int listedValues) {
        listed = new long[listedValues];
        this.tasks = tasks;
        this.training = List.copyOf(fields);
        for (Split split : Split.values()) {
            splits.put(split, new SplitProfile(tasks, fields.size()));
        }
    }

    public Profile fresh() {
        return new Profile(tasks, training.stream().map(FieldProfile::fresh).toList(), listed.length);
    }

    /** Adds a row to its split; a row of no split is only counted. */
    public Profile add(Optional<Split> split, ProfiledRow row) {
        if (split.isEmpty()) {
            inNoSplit++;
            return this;
        }
        splits.get(split.get()).add(row);
        addKey(row.key());
        if (row.listed() >= 0) {
            listed[row.listed()]++;
        }
        if (split.get() == Split.TRAIN) {
            for (int field = 0; field < training.size(); field++) {
                addTo(training.get(field), row.values()[field]);
            }
        }
        return this;
    }

    public Profile merge(Profile other) {
        splits.forEach((split, profile) -> profile.merge(other.splits.get(split)));
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
        return splits.get(split);
    }

    /** Returns the distribution of a field in the training split. */
    public FieldProfile training(int field) {
        return training.get(field);
    }

    public long inNoSplit() {
        return inNoSplit;
    }

    /** Whether a float can hold the number. */
    static boolean isUsable(double number) {
        return Math.abs(number) <= Float.MAX_VALUE;
    }

    private void addKey(Long key) {
        if (key == null) {
            keys.addNull();
        } else {
            keys.add(key);
        }
    }

    private static void addTo(FieldProfile profile, Object value) {
        if (value instanceof List<?> list) {
            list.stream().filter(Objects::nonNull).forEach(profile::add);
        } else if (value != null && !(value instanceof Double number && !isUsable(number))) {
            profile.add(value);
        }
    }
}
