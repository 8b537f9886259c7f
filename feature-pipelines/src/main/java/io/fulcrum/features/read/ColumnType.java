package io.fulcrum.features.read;

import java.util.Arrays;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.CalendarIntervalType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DayTimeIntervalType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.sql.types.YearMonthIntervalType;

/** What a source column may hold for its use. */
public enum ColumnType implements ColumnUse {
    /** Any type that can be read. */
    READABLE("a type that can be read"),
    /** Any type that can be hashed. */
    ANY("any type but a map or an interval, or one that contains these"),
    /** Discrete values. */
    CATEGORY("a string, whole number, boolean or date"),
    /** Discrete values or lists of them. */
    CATEGORY_OR_LIST("a string, whole number, boolean or date, or an array of one of these"),
    /** Lists of discrete values, whose entries have weights. */
    CATEGORY_LIST("an array of strings, whole numbers, booleans or dates"),
    /** The weights of a list's entries. */
    NUMBER_LIST("an array of numbers"),
    /** Values that can be compared with one that the configuration writes. */
    CATEGORY_OR_NUMBER("a string, number, boolean or date"),
    /** A label that no {@code positive} turns into 0 and 1. */
    LABEL("a number or boolean, or in its task positive = \"…\" with the value that means 1, such as positive = \"1\""),
    NUMBER("a number"),
    NUMBER_OR_BOOLEAN("a number or boolean"),
    /** A point in time. */
    TIME("a timestamp, date or number"),
    /** A point in time of the calendar. */
    CALENDAR("a timestamp or date");

    private final String words;

    ColumnType(String words) {
        this.words = words;
    }

    @Override
    public String words() {
        return words;
    }

    @Override
    public String remedy() {
        return "Name another column, or change its use or its type.";
    }

    @Override
    public boolean isTyped() {
        return this == TIME || this == NUMBER || this == NUMBER_OR_BOOLEAN;
    }

    @Override
    public boolean accepts(DataType type) {
        if (type instanceof NullType) { // a column of nulls fits every use
            return true;
        }
        return switch (this) {
            case READABLE -> true;
            case ANY -> isHashed(type);
            case CATEGORY -> isCategory(type);
            case CATEGORY_OR_LIST ->
                isCategory(type) || type instanceof ArrayType list && isCategory(list.elementType());
            case CATEGORY_LIST -> type instanceof ArrayType list && isCategory(list.elementType());
            case NUMBER_LIST -> type instanceof ArrayType list && list.elementType() instanceof NumericType;
            case CATEGORY_OR_NUMBER -> isCategory(type) || type instanceof NumericType;
            case NUMBER -> type instanceof NumericType;
            case NUMBER_OR_BOOLEAN, LABEL -> type instanceof NumericType || type instanceof BooleanType;
            case CALENDAR -> type instanceof TimestampType || type instanceof DateType;
            case TIME -> type instanceof TimestampType || type instanceof DateType || type instanceof NumericType;
        };
    }

    private static boolean isHashed(DataType type) {
        if (type instanceof ArrayType list) {
            return isHashed(list.elementType());
        }
        if (type instanceof StructType struct) {
            return Arrays.stream(struct.fields()).allMatch(field -> isHashed(field.dataType()));
        }
        boolean interval = type instanceof CalendarIntervalType
                || type instanceof DayTimeIntervalType
                || type instanceof YearMonthIntervalType;
        return !(type instanceof MapType || interval);
    }

    private static boolean isCategory(DataType type) {
        boolean whole = type instanceof NumericType
                && !(type instanceof DoubleType || type instanceof FloatType)
                && !(type instanceof DecimalType decimal && decimal.scale() > 0);
        return whole || type instanceof StringType || type instanceof BooleanType || type instanceof DateType;
    }
}
