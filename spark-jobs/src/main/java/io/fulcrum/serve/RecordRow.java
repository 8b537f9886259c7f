package io.fulcrum.serve;

import io.fulcrum.contract.encoder.Source;
import io.fulcrum.contract.encoder.SourceRow;
import io.fulcrum.contract.encoder.SourceType;
import io.fulcrum.contract.encoder.Utf8;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/** A record of Java values as encoders read it, checked field by field; for one thread. */
final class RecordRow implements SourceRow {
    private final RecordFields fields;
    private final Object[] values; // [source] null where there is none
    private final TextBytes texts = new TextBytes();

    RecordRow(RecordFields fields) {
        this.fields = fields;
        values = new Object[fields.sources().size()];
    }

    /**
     * Takes a record.
     *
     * @param context fields that the record has in common with others; none of them may be in the record
     */
    void read(Map<String, ?> context, Map<String, ?> record) {
        int found = 0;
        for (int place = 0; place < values.length; place++) {
            String column = fields.source(place).column();
            Object value = record.get(column);
            boolean present = value != null || record.containsKey(column);
            if (context.containsKey(column)) {
                refuseTwice(column, present);
                value = context.get(column);
            } else if (present) {
                found++;
            } else {
                fields.requirePresent(place);
            }
            values[place] = value == null ? null : checked(fields.source(place), value);
        }
        if (found < record.size()) {
            fields.requireKnown(record);
        }
    }

    private static void refuseTwice(String column, boolean present) {
        if (present) {
            throw new RecordException("The field \"" + column + "\" is in the context and in a candidate, but has one"
                    + " value. Write it in one of them.");
        }
    }

    private static Object checked(Source source, Object value) {
        if (!source.isList()) {
            return FieldValue.scalar(source, value);
        }
        List<?> list = FieldValue.list(source, value);
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i) != null) {
                FieldValue.entry(source, i, list.get(i));
            }
        }
        return list;
    }

    @Override
    public boolean isNull(int source) {
        return values[source] == null;
    }

    @Override
    public double number(int source) {
        return FieldValue.number(values[source]);
    }

    @Override
    public long micros(int source) {
        return FieldValue.micros(values[source]);
    }

    @Override
    public void text(int source, Utf8 into) {
        text(values[source], into);
    }

    @Override
    public int length(int source) {
        return ((List<?>) values[source]).size();
    }

    @Override
    public boolean text(int source, int entry, Utf8 into) {
        Object value = ((List<?>) values[source]).get(entry);
        if (value == null) {
            return false;
        }
        boolean parsed = fields.source(source).type() == SourceType.DATE;
        text(parsed ? FieldValue.entry(fields.source(source), entry, value) : value, into);
        return true;
    }

    @Override
    public boolean isNull(int source, int entry) {
        return ((List<?>) values[source]).get(entry) == null;
    }

    @Override
    public double number(int source, int entry) {
        Object value = ((List<?>) values[source]).get(entry);
        return value == null ? Double.NaN : FieldValue.number(value);
    }

    private void text(Object value, Utf8 into) {
        if (value instanceof CharSequence text) {
            texts.read(text, into);
        } else if (value instanceof Boolean truth) {
            if (truth) {
                into.setTrue();
            } else {
                into.setFalse();
            }
        } else if (value instanceof Number number && !(value instanceof BigInteger)) {
            into.set(number.longValue());
        } else {
            texts.read(value.toString(), into);
        }
    }
}
