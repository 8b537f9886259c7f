package io.fulcrum.features.read;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.NullType;

/**
 * The type that holds the values of two types exactly: whole numbers widen to larger whole numbers, float to double,
 * decimals to decimals of at most 38 digits, and a column of nulls to anything.
 */
final class Widening {
    private static final List<DataType> WHOLE = List.of(
            DataTypes.ByteType,
            DataTypes.ShortType,
            DataTypes.IntegerType,
            DataTypes.LongType,
            DataTypes.createDecimalType(20, 0)); // unsigned 64 bits

    private Widening() {}

    /** Returns the wider type, or empty if there is none that is exact. */
    static Optional<DataType> of(DataType a, DataType b) {
        if (a.equals(b) || b instanceof NullType) {
            return Optional.of(a);
        }
        if (a instanceof NullType) {
            return Optional.of(b);
        }
        if (WHOLE.contains(a) && WHOLE.contains(b)) {
            return Optional.of(WHOLE.get(Math.max(WHOLE.indexOf(a), WHOLE.indexOf(b))));
        }
        if (isFloat(a) && isFloat(b)) {
            return Optional.of(DataTypes.DoubleType);
        }
        if (a instanceof DecimalType first && b instanceof DecimalType second) {
            return decimal(first, second);
        }
        if (a instanceof ArrayType first && b instanceof ArrayType second) {
            return of(first.elementType(), second.elementType()).map(DataTypes::createArrayType);
        }
        return Optional.empty();
    }

    private static boolean isFloat(DataType type) {
        return type instanceof FloatType || type instanceof DoubleType;
    }

    private static Optional<DataType> decimal(DecimalType a, DecimalType b) {
        int scale = Math.max(a.scale(), b.scale());
        int digits = Math.max(a.precision() - a.scale(), b.precision() - b.scale()) + scale;
        return digits <= DecimalType.MAX_PRECISION()
                ? Optional.of(DataTypes.createDecimalType(digits, scale))
                : Optional.empty();
    }
}
