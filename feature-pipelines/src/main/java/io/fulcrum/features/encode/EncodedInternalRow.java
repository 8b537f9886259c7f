package io.fulcrum.features.encode;

import io.fulcrum.contract.encoder.EncodedColumns;
import io.fulcrum.contract.encoder.EncodedColumns.IdLists;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.CalendarInterval;
import org.apache.spark.unsafe.types.UTF8String;

/** An encoded row as Spark reads it: a view of the features and of the columns that are carried through. */
final class EncodedInternalRow extends InternalRow {
    private static final long serialVersionUID = 1L;

    private final EncodedLayout layout;
    private final transient EncodedColumns features;
    private int row;
    private InternalRow carried;
    private long hash;

    EncodedInternalRow(EncodedLayout layout, EncodedColumns features) {
        this.layout = layout;
        this.features = features;
    }

    /** Moves to a row, whose carried columns are in {@code carriedOfRow} and whose source values have this hash. */
    void at(int rowOfBatch, InternalRow carriedOfRow, long hashOfSources) {
        row = rowOfBatch;
        carried = carriedOfRow;
        hash = hashOfSources;
    }

    @Override
    public int numFields() {
        return layout.kind().length;
    }

    @Override
    public boolean isNullAt(int field) {
        return layout.kind()[field] == EncodedLayout.CARRIED && carried.isNullAt(layout.index()[field]);
    }

    @Override
    public int getInt(int field) {
        int index = layout.index()[field];
        return layout.kind()[field] == EncodedLayout.ID ? features.ids(index)[row] : carried.getInt(index);
    }

    @Override
    public float getFloat(int field) {
        int index = layout.index()[field];
        return layout.kind()[field] == EncodedLayout.NUMBER ? features.numbers(index)[row] : carried.getFloat(index);
    }

    @Override
    public ArrayData getArray(int field) {
        int index = layout.index()[field];
        return switch (layout.kind()[field]) {
            case EncodedLayout.LIST -> list(features.lists(index));
            case EncodedLayout.WEIGHTS -> weights(features.lists(index));
            default -> carried.getArray(index);
        };
    }

    private ArrayData weights(IdLists lists) {
        int start = lists.start(row);
        int offset = Platform.FLOAT_ARRAY_OFFSET + Float.BYTES * start;
        return UnsafeArrayData.fromPrimitiveArray(lists.weights(), offset, lists.end(row) - start, Float.BYTES);
    }

    private ArrayData list(IdLists lists) {
        int start = lists.start(row);
        int offset = Platform.INT_ARRAY_OFFSET + Integer.BYTES * start;
        return UnsafeArrayData.fromPrimitiveArray(lists.ids(), offset, lists.end(row) - start, Integer.BYTES);
    }

    @Override
    public Object get(int field, DataType type) {
        return switch (layout.kind()[field]) {
            case EncodedLayout.ID -> getInt(field);
            case EncodedLayout.NUMBER -> getFloat(field);
            case EncodedLayout.LIST, EncodedLayout.WEIGHTS -> getArray(field);
            case EncodedLayout.HASH -> hash;
            default -> carried.get(layout.index()[field], type);
        };
    }

    @Override
    public boolean getBoolean(int field) {
        return carried.getBoolean(layout.index()[field]);
    }

    @Override
    public byte getByte(int field) {
        return carried.getByte(layout.index()[field]);
    }

    @Override
    public short getShort(int field) {
        return carried.getShort(layout.index()[field]);
    }

    @Override
    public long getLong(int field) {
        return layout.kind()[field] == EncodedLayout.HASH ? hash : carried.getLong(layout.index()[field]);
    }

    @Override
    public double getDouble(int field) {
        return carried.getDouble(layout.index()[field]);
    }

    @Override
    public Decimal getDecimal(int field, int precision, int scale) {
        return carried.getDecimal(layout.index()[field], precision, scale);
    }

    @Override
    public UTF8String getUTF8String(int field) {
        return carried.getUTF8String(layout.index()[field]);
    }

    @Override
    public byte[] getBinary(int field) {
        return carried.getBinary(layout.index()[field]);
    }

    @Override
    public CalendarInterval getInterval(int field) {
        return carried.getInterval(layout.index()[field]);
    }

    @Override
    public InternalRow getStruct(int field, int fields) {
        return carried.getStruct(layout.index()[field], fields);
    }

    @Override
    public MapData getMap(int field) {
        return carried.getMap(layout.index()[field]);
    }

    @Override
    public void setNullAt(int field) {
        throw readOnly();
    }

    @Override
    public void update(int field, Object value) {
        throw readOnly();
    }

    @Override
    public InternalRow copy() {
        throw readOnly();
    }

    private static UnsupportedOperationException readOnly() {
        return new UnsupportedOperationException("An encoded row is a view; Spark projects it before it keeps one.");
    }
}
