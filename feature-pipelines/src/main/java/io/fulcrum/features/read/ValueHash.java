package io.fulcrum.features.read;

import io.fulcrum.contract.encoder.Utf8;
import io.fulcrum.contract.encoder.XxHash64;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.expressions.XxHash64Function;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * The seeded hash of values of one type: xxHash64 of a text's UTF-8 bytes, of the 64 bits of a whole number, date or
 * time and of the bits of a double. A number hashes the same whatever the width that it is stored in, and -0.0 as 0.0.
 */
interface ValueHash {
    /** Returns the hash of a value that is not null. */
    long of(SpecializedGetters row, int at);

    /** Returns the hash of the scalar of a row of a batch, which is not null. */
    default long of(SparkBatch batch, int source, int row) {
        return of(batch.holder(source, row), batch.at(source, row));
    }

    /**
     * Adds the hashes of a column of a batch to sums; // [row].
     *
     * @param ofNull hash of a null
     */
    default void add(SparkBatch batch, int source, long ofNull, long[] sums) {
        for (int row = 0; row < batch.rows(); row++) {
            SpecializedGetters holder = batch.holder(source, row);
            int at = batch.at(source, row);
            sums[row] += holder.isNullAt(at) ? ofNull : of(holder, at);
        }
    }

    /** The hash of floating-point numbers, of a batch from the doubles that encoders read, too. */
    record Floating(SparkValue.FloatingGetter getter, long seed) implements ValueHash {
        @Override
        public long of(SpecializedGetters row, int at) {
            return hash(getter.get(row, at));
        }

        @Override
        public void add(SparkBatch batch, int source, long ofNull, long[] sums) {
            double[] numbers = batch.numbers(source);
            for (int row = 0; row < batch.rows(); row++) {
                double number = numbers[row];
                boolean isNull =
                        Double.isNaN(number) && batch.holder(source, row).isNullAt(batch.at(source, row));
                sums[row] += isNull ? ofNull : hash(number);
            }
        }

        private long hash(double number) {
            return XxHash64.hash(Double.doubleToLongBits(number + 0.0), seed);
        }
    }

    /** The hash of texts. */
    record Text(SparkValue value, Utf8 text, long seed) implements ValueHash {
        @Override
        public long of(SpecializedGetters row, int at) {
            value.text(row, at, text);
            return hash();
        }

        @Override
        public long of(SparkBatch batch, int source, int row) {
            batch.text(source, row, text);
            return hash();
        }

        private long hash() {
            return XxHash64.hash(text.bytes(), text.offset(), text.length(), seed);
        }
    }

    /** Returns the hash of values of a type. */
    static ValueHash of(DataType type, long seed) {
        if (type instanceof StringType) {
            return new Text(SparkValue.of(type), new Utf8(), seed);
        } else if (type instanceof DoubleType) {
            return new Floating(SpecializedGetters::getDouble, seed);
        } else if (type instanceof FloatType) {
            return new Floating(SpecializedGetters::getFloat, seed);
        } else if (type instanceof BooleanType) {
            return (row, at) -> XxHash64.hash(row.getBoolean(at) ? 1 : 0, seed);
        }
        return whole(type, seed);
    }

    private static ValueHash whole(DataType type, long seed) {
        if (type instanceof LongType || type instanceof TimestampType || type instanceof TimestampNTZType) {
            return (row, at) -> XxHash64.hash(row.getLong(at), seed);
        } else if (type instanceof IntegerType || type instanceof DateType) {
            return (row, at) -> XxHash64.hash(row.getInt(at), seed);
        } else if (type instanceof ShortType) {
            return (row, at) -> XxHash64.hash(row.getShort(at), seed);
        } else if (type instanceof ByteType) {
            return (row, at) -> XxHash64.hash(row.getByte(at), seed);
        }
        return (row, at) -> XxHash64Function.hash(row.get(at, type), type, seed);
    }
}
