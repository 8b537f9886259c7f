package io.fulcrum.features.read;

import java.lang.reflect.Field;
import org.apache.parquet.column.Dictionary;
import org.apache.spark.sql.execution.datasources.parquet.ParquetDictionary;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.jspecify.annotations.Nullable;

/**
 * The Parquet dictionary of a column vector. Spark gives out a vector's codes but not which dictionary they belong to,
 * so two private fields are read. Where another version of Spark lacks them there are no codes, and every value is read
 * by itself: slower, with the same results.
 */
final class VectorDictionary {
    private static final @Nullable Field OF_VECTOR = field(WritableColumnVector.class);
    private static final @Nullable Field OF_SPARK = field(ParquetDictionary.class);

    private VectorDictionary() {}

    /** Returns the dictionary of a vector that has one, or null where it cannot be told. */
    static @Nullable Dictionary of(WritableColumnVector vector) {
        if (OF_VECTOR == null || OF_SPARK == null) {
            return null;
        }
        try {
            return OF_VECTOR.get(vector) instanceof ParquetDictionary spark ? (Dictionary) OF_SPARK.get(spark) : null;
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("A field that was made accessible is not.", e);
        }
    }

    private static @Nullable Field field(Class<?> owner) {
        try {
            Field field = owner.getDeclaredField("dictionary");
            field.setAccessible(true);
            return field;
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }
}
