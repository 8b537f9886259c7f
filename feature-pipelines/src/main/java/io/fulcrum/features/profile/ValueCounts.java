package io.fulcrum.features.profile;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How often each value of a column occurs; past its limit of distinct values it forgets them and says so. */
public final class ValueCounts implements FieldProfile {
    private static final long serialVersionUID = 1L;

    /** One value and how often it was seen. */
    public record Entry(String value, long count) {}

    private final int limit;
    private Map<String, Long> counts = new HashMap<>();
    private long count;
    private boolean overflowed;

    /** Makes an empty state that keeps at most {@code limit} distinct values. */
    public ValueCounts(int limit) {
        this.limit = limit;
    }

    @Override
    public void add(Object value) {
        add((String) value, 1);
    }

    private void add(String value, long times) {
        count += times;
        if (!overflowed) {
            counts.merge(value, times, Long::sum);
            if (counts.size() > limit) {
                forget();
            }
        }
    }

    @Override
    public ValueCounts fresh() {
        return new ValueCounts(limit);
    }

    @Override
    public ValueCounts merge(FieldProfile other) {
        ValueCounts values = (ValueCounts) other;
        if (values.overflowed) {
            forget();
            count += values.count;
        } else {
            values.counts.forEach(this::add);
        }
        return this;
    }

    @Override
    public long count() {
        return count;
    }

    /** Whether there were more distinct values than the limit. */
    public boolean overflowed() {
        return overflowed;
    }

    public int limit() {
        return limit;
    }

    /** Returns the values by falling count, those of equal count in text order. */
    public List<Entry> byFallingCount() {
        if (overflowed) {
            throw new IllegalStateException("More than " + limit + " distinct values were added, so none is kept."
                    + " Ask overflowed() first.");
        }
        return counts.entrySet().stream()
                .map(entry -> new Entry(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingLong(Entry::count).reversed().thenComparing(Entry::value))
                .toList();
    }

    private void forget() {
        overflowed = true;
        counts = Map.of();
    }
}
