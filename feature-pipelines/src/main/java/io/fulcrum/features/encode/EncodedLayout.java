package io.fulcrum.features.encode;

import io.fulcrum.contract.FeatureColumn;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * Where an output row's fields come from: carried columns, features, carried columns, the row's hash, carried columns.
 *
 * @param kind of each field; // [field]
 * @param index of each field among those of its kind, of weights that of their list; // [field]
 */
public record EncodedLayout(byte[] kind, int[] index) implements Serializable {
    public static final byte CARRIED = 0;
    public static final byte NUMBER = 1;
    public static final byte ID = 2;
    public static final byte LIST = 3;
    public static final byte WEIGHTS = 4;
    public static final byte HASH = 5;

    /** Returns the layout of so many carried columns before the features, between them and the hash, and after it. */
    static EncodedLayout of(int before, List<FeatureColumn> columns, int between, int after) {
        byte[] kind = new byte[before + columns.size() + between + 1 + after];
        Arrays.fill(kind, CARRIED);
        for (int column = 0; column < columns.size(); column++) {
            kind[before + column] = kind(columns.get(column).kind());
        }
        kind[before + columns.size() + between] = HASH;
        int[] index = new int[kind.length];
        int[] next = new int[HASH + 1];
        for (int field = 0; field < kind.length; field++) {
            index[field] = kind[field] == WEIGHTS ? next[LIST] - 1 : next[kind[field]]++;
        }
        return new EncodedLayout(kind, index);
    }

    private static byte kind(FeatureColumn.Kind kind) {
        return switch (kind) {
            case NUMERIC -> NUMBER;
            case CATEGORICAL -> ID;
            case CATEGORICAL_LIST -> LIST;
            case LIST_WEIGHTS -> WEIGHTS;
        };
    }
}
