package io.fulcrum.features.encode;

import io.fulcrum.contract.FeatureColumn;
import java.io.Serializable;
import java.util.List;

/**
 * Where an output row's fields come from.
 *
 * @param kind of each field; // [field]
 * @param index of each field: the column of the source row for a carried one, else its place among the features of its
 *     kind; // [field]
 * @param carried number of columns that are carried through; the sources follow them in the source row
 */
record EncodedLayout(byte[] kind, int[] index, int carried) implements Serializable {
    static final byte CARRIED = 0;
    static final byte NUMBER = 1;
    static final byte ID = 2;
    static final byte LIST = 3;

    static EncodedLayout of(List<FeatureColumn> columns, int before, int after) {
        int fields = before + columns.size() + after;
        byte[] kind = new byte[fields];
        int[] index = new int[fields];
        int[] next = new int[4];
        for (int field = 0; field < fields; field++) {
            boolean carried = field < before || field >= before + columns.size();
            kind[field] = carried ? CARRIED : kind(columns.get(field - before).kind());
            index[field] = next[kind[field]]++;
        }
        return new EncodedLayout(kind, index, before + after);
    }

    private static byte kind(FeatureColumn.Kind kind) {
        return switch (kind) {
            case NUMERIC -> NUMBER;
            case CATEGORICAL -> ID;
            case CATEGORICAL_LIST -> LIST;
        };
    }
}
