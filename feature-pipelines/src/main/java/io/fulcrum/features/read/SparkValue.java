package io.fulcrum.features.read;

import io.fulcrum.contract.encoder.SourceType;
import io.fulcrum.contract.encoder.Utf8;
import java.time.LocalDate;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;

/** How a value of one Spark type is read from a row or a list, as each kind of encoder needs it. */
abstract sealed class SparkValue {
    private final SourceType type;

    SparkValue(SourceType type) {
        this.type = type;
    }

    /** Returns how values of a type are read. */
    static SparkValue of(DataType type) {
        if (type instanceof StringType) {
            return new Text();
        } else if (type instanceof BooleanType) {
            return new Bool();
        } else if (type instanceof DoubleType) {
            return new Floating(SpecializedGetters::getDouble);
        } else if (type instanceof FloatType) {
            return new Floating(SpecializedGetters::getFloat);
        } else if (type instanceof DecimalType decimal) {
            return new Decimal(decimal);
        } else if (type instanceof DateType) {
            return new Day();
        } else if (type instanceof TimestampType || type instanceof TimestampNTZType) {
            return new Time();
        } else if (type instanceof NullType) {
            return new Nothing();
        }
        return new Whole(whole(type));
    }

    /** Returns a value that no encoder reads. */
    static SparkValue unread() {
        return new Nothing();
    }

    /** Whether {@link #of} knows a type. */
    static boolean isRead(DataType type) {
        return type instanceof NumericType
                || type instanceof StringType
                || type instanceof BooleanType
                || type instanceof DateType
                || type instanceof TimestampType
                || type instanceof TimestampNTZType
                || type instanceof NullType;
    }

    private static WholeGetter whole(DataType type) {
        if (type instanceof LongType) {
            return SpecializedGetters::getLong;
        } else if (type instanceof IntegerType) {
            return SpecializedGetters::getInt;
        } else if (type instanceof ShortType) {
            return SpecializedGetters::getShort;
        } else if (type instanceof ByteType) {
            return SpecializedGetters::getByte;
        }
        throw new IllegalArgumentException("No encoder reads a value of type " + type.simpleString() + ".");
    }

    /** Returns what encoders call the type. */
    SourceType type() {
        return type;
    }

    double number(SpecializedGetters row, int at) {
        throw unreadable("a number");
    }

    /** Reads a scalar of all rows of a batch as numbers; // [row] NaN where there is none. */
    void read(SparkBatch batch, int source, double[] into) {
        for (int row = 0; row < batch.rows(); row++) {
            SpecializedGetters holder = batch.holder(source, row);
            int at = batch.at(source, row);
            into[row] = holder.isNullAt(at) ? Double.NaN : number(holder, at);
        }
    }

    long micros(SpecializedGetters row, int at) {
        throw unreadable("a time");
    }

    void text(SpecializedGetters row, int at, Utf8 into) {
        throw unreadable("a text");
    }

    private IllegalStateException unreadable(String what) {
        return new IllegalStateException("A value of type " + type + " is not read as " + what + ".");
    }

    /** A getter of whole numbers. */
    interface WholeGetter {
        long get(SpecializedGetters row, int at);
    }

    /** A getter of floating-point numbers. */
    interface FloatingGetter {
        double get(SpecializedGetters row, int at);
    }

    private static final class Text extends SparkValue {
        Text() {
            super(SourceType.TEXT);
        }

        @Override
        void text(SpecializedGetters row, int at, Utf8 into) {
            UTF8String text = row.getUTF8String(at);
            if (text.getBaseObject() instanceof byte[] bytes) {
                into.view(bytes, (int) (text.getBaseOffset() - Platform.BYTE_ARRAY_OFFSET), text.numBytes());
            } else {
                into.view(text.getBytes(), 0, text.numBytes());
            }
        }
    }

    private static final class Bool extends SparkValue {
        Bool() {
            super(SourceType.BOOLEAN);
        }

        @Override
        double number(SpecializedGetters row, int at) {
            return row.getBoolean(at) ? 1 : 0;
        }

        @Override
        void text(SpecializedGetters row, int at, Utf8 into) {
            if (row.getBoolean(at)) {
                into.setTrue();
            } else {
                into.setFalse();
            }
        }
    }

    private static final class Whole extends SparkValue {
        private final WholeGetter getter;

        Whole(WholeGetter getter) {
            super(SourceType.WHOLE);
            this.getter = getter;
        }

        @Override
        double number(SpecializedGetters row, int at) {
            return getter.get(row, at);
        }

        @Override
        void text(SpecializedGetters row, int at, Utf8 into) {
            into.set(getter.get(row, at));
        }
    }

    private static final class Floating extends SparkValue {
        private final FloatingGetter getter;

        Floating(FloatingGetter getter) {
            super(SourceType.NUMBER);
            this.getter = getter;
        }

        @Override
        double number(SpecializedGetters row, int at) {
            return getter.get(row, at);
        }
    }

    /** Whole numbers, if there are no decimals. */
    private static final class Decimal extends SparkValue {
        private final DecimalType type;

        Decimal(DecimalType type) {
            super(type.scale() > 0 ? SourceType.NUMBER : SourceType.WHOLE);
            this.type = type;
        }

        @Override
        double number(SpecializedGetters row, int at) {
            return value(row, at).toDouble();
        }

        @Override
        void text(SpecializedGetters row, int at, Utf8 into) {
            into.set(value(row, at).toJavaBigDecimal().toPlainString());
        }

        private org.apache.spark.sql.types.Decimal value(SpecializedGetters row, int at) {
            return row.getDecimal(at, type.precision(), type.scale());
        }
    }

    /** Days since 1970-01-01. */
    private static final class Day extends SparkValue {
        private static final long MICROS = 86_400_000_000L;

        Day() {
            super(SourceType.DATE);
        }

        @Override
        long micros(SpecializedGetters row, int at) {
            return row.getInt(at) * MICROS;
        }

        @Override
        void text(SpecializedGetters row, int at, Utf8 into) {
            into.set(LocalDate.ofEpochDay(row.getInt(at)).toString());
        }
    }

    private static final class Time extends SparkValue {
        Time() {
            super(SourceType.TIMESTAMP);
        }

        @Override
        long micros(SpecializedGetters row, int at) {
            return row.getLong(at);
        }
    }

    /** A column of which no value is ever read, such as one of nulls. */
    private static final class Nothing extends SparkValue {
        Nothing() {
            super(SourceType.TEXT);
        }
    }
}
