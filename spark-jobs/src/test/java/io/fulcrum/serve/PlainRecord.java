package io.fulcrum.serve;

import io.fulcrum.contract.encoder.Source;
import io.fulcrum.contract.encoder.SourceRow;
import io.fulcrum.contract.encoder.Utf8;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/** A record as encoders read it, in the plainest way: the reference for what the scorer does without garbage. */
record PlainRecord(List<Source> sources, Map<String, Object> values) implements SourceRow {
    private Object value(int source) {
        return values.get(sources.get(source).column());
    }

    @Override
    public boolean isNull(int source) {
        return value(source) == null;
    }

    @Override
    public double number(int source) {
        return Double.parseDouble(value(source).toString());
    }

    @Override
    public long micros(int source) {
        String text = value(source).toString();
        if (text.length() == 10) {
            return LocalDate.parse(text).toEpochDay() * 86_400_000_000L;
        }
        Instant time = text.endsWith("Z")
                ? Instant.parse(text)
                : LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC);
        return time.getEpochSecond() * 1_000_000 + time.getNano() / 1000;
    }

    @Override
    public void text(int source, Utf8 into) {
        into.set(value(source).toString());
    }

    @Override
    public int length(int source) {
        return ((List<?>) value(source)).size();
    }

    @Override
    public boolean isNull(int source, int entry) {
        return ((List<?>) value(source)).get(entry) == null;
    }

    @Override
    public double number(int source, int entry) {
        Object value = ((List<?>) value(source)).get(entry);
        return value == null ? Double.NaN : Double.parseDouble(value.toString());
    }

    @Override
    public boolean text(int source, int entry, Utf8 into) {
        Object value = ((List<?>) value(source)).get(entry);
        if (value == null) {
            return false;
        }
        into.set(value.toString());
        return true;
    }
}
