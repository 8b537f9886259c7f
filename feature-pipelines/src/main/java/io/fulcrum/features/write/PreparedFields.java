package io.fulcrum.features.write;

import io.fulcrum.features.encode.EncodedLayout;
import io.fulcrum.features.encode.EncodedPass;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/**
 * The columns of prepared files by how they are written.
 *
 * @param encoded features' columns and the row hash, which are written column by column
 * @param numbers columns beside them that hold numbers of the types that Parquet has, written column by column, too
 * @param others the other ones, which Spark's writer writes row by row
 */
record PreparedFields(List<Encoded> encoded, List<Carried> numbers, List<Carried> others) implements Serializable {
    private static final Set<DataType> OF_PARQUET =
            Set.of(DataTypes.IntegerType, DataTypes.LongType, DataTypes.FloatType, DataTypes.DoubleType);

    /**
     * A column that is written from an array.
     *
     * @param kind as in {@link EncodedLayout}
     * @param index among those of its kind
     */
    record Encoded(String name, byte kind, int index) implements Serializable {}

    /**
     * A column that is carried through.
     *
     * @param place among the columns beside the features'
     */
    record Carried(StructField column, int place) implements Serializable {
        boolean isNumber() {
            return OF_PARQUET.contains(column.dataType());
        }
    }

    /** Returns the stored columns of a pass. */
    static PreparedFields of(EncodedPass pass) {
        List<Encoded> encoded = new ArrayList<>();
        List<Carried> carried = new ArrayList<>();
        for (int field = 0; field < pass.stored().size(); field++) {
            StructField column = pass.schema().fields()[field];
            byte kind = pass.layout().kind()[field];
            if (kind == EncodedLayout.CARRIED) {
                carried.add(new Carried(column, pass.layout().index()[field]));
            } else {
                encoded.add(new Encoded(column.name(), kind, pass.layout().index()[field]));
            }
        }
        return new PreparedFields(
                encoded,
                carried.stream().filter(Carried::isNumber).toList(),
                carried.stream().filter(column -> !column.isNumber()).toList());
    }
}
