package io.fulcrum.contract.encoder;

import java.util.ArrayList;
import java.util.List;

/** Records of plain values, column by column; with the codes of a dictionary or without. */
final class ValueColumns implements SourceColumns {
    private final List<ValueRow> rows;
    private final boolean coded;

    ValueColumns(List<ValueRow> rows, boolean coded) {
        this.rows = rows;
        this.coded = coded;
    }

    @Override
    public int rows() {
        return rows.size();
    }

    @Override
    public SourceRow row(int row) {
        return rows.get(row);
    }

    @Override
    public double[] numbers(int source) {
        return rows.stream()
                .mapToDouble(row -> row.isNull(source) ? Double.NaN : row.number(source))
                .toArray();
    }

    @Override
    public boolean hasCodes(int source) {
        return coded;
    }

    @Override
    public int[] codes(int source) {
        List<Object> distinct = distinct(source);
        return rows.stream()
                .mapToInt(row -> distinct.indexOf(row.values()[source]))
                .toArray();
    }

    @Override
    public ValueCodes dictionary(int source) {
        return new ValueCodes(distinct(source).size());
    }

    private List<Object> distinct(int source) {
        return new ArrayList<>(rows.stream()
                .map(row -> row.values()[source])
                .filter(value -> value != null)
                .distinct()
                .toList());
    }
}
