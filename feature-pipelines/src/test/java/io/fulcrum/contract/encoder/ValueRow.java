package io.fulcrum.contract.encoder;

import java.util.List;

/** A record of plain values: texts, longs, doubles, booleans, lists of them, and nulls. Times are longs. */
record ValueRow(Object... values) implements SourceRow {
    @Override
    public boolean isNull(int source) {
        return values[source] == null;
    }

    @Override
    public double number(int source) {
        return values[source] instanceof Boolean truth ? (truth ? 1 : 0) : ((Number) values[source]).doubleValue();
    }

    @Override
    public long micros(int source) {
        return (Long) values[source];
    }

    @Override
    public void text(int source, Utf8 into) {
        set(values[source], into);
    }

    @Override
    public int length(int source) {
        return ((List<?>) values[source]).size();
    }

    @Override
    public boolean isNull(int source, int entry) {
        return ((List<?>) values[source]).get(entry) == null;
    }

    @Override
    public double number(int source, int entry) {
        Object value = ((List<?>) values[source]).get(entry);
        return value == null ? Double.NaN : ((Number) value).doubleValue();
    }

    @Override
    public boolean text(int source, int entry, Utf8 into) {
        Object value = ((List<?>) values[source]).get(entry);
        if (value != null) {
            set(value, into);
        }
        return value != null;
    }

    private static void set(Object value, Utf8 into) {
        if (value instanceof Long whole) {
            into.set(whole);
        } else if (value instanceof Boolean truth) {
            into.set(truth.toString());
        } else {
            into.set((String) value);
        }
    }
}
