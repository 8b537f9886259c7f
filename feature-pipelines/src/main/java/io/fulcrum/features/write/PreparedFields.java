package io.fulcrum.features.write;

import io.fulcrum.features.encode.EncodedLayout;
import io.fulcrum.features.encode.EncodedPass;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of prepared files by how they are written.
 *
 * @param encoded features' columns and the row hash, which are written column by column
 * @param carried the other ones, which Spark's writer writes row by row
 */
record PreparedFields(List<Encoded> encoded, StructType carried) implements Serializable {
    /**
     * A column that is written from an array.
     *
     * @param kind as in {@link EncodedLayout}
     * @param index among those of its kind
     */
    record Encoded(String name, byte kind, int index) implements Serializable {}

    /** Returns the stored columns of a pass. */
    static PreparedFields of(EncodedPass pass) {
        List<Encoded> encoded = new ArrayList<>();
        List<StructField> carried = new ArrayList<>();
        for (int field = 0; field < pass.stored().size(); field++) {
            StructField column = pass.schema().fields()[field];
            byte kind = pass.layout().kind()[field];
            if (kind == EncodedLayout.CARRIED) {
                carried.add(column);
            } else {
                encoded.add(new Encoded(column.name(), kind, pass.layout().index()[field]));
            }
        }
        return new PreparedFields(encoded, new StructType(carried.toArray(StructField[]::new)));
    }
}
