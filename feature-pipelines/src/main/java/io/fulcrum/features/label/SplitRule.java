package io.fulcrum.features.label;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.when;

import io.fulcrum.contract.Split;
import io.fulcrum.features.read.SourceTable;
import io.fulcrum.job.JobFailure;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Which rows belong to which split, as expressions of the source. */
public final class SplitRule {
    private static final long HASH_RANGE = 1L << 40;

    private static final int NOT_LISTED = -1;

    private final Column ordinal;
    private final Column listed;

    private SplitRule(Map<Split, Column> conditions) {
        this(ordinal(conditions), lit(NOT_LISTED));
    }

    private SplitRule(Column ordinal, Column listed) {
        this.ordinal = ordinal;
        this.listed = listed.cast(DataTypes.IntegerType);
    }

    private static Column ordinal(Map<Split, Column> conditions) {
        Column ordinal = lit(null).cast(DataTypes.IntegerType);
        for (Split split : Split.values()) {
            ordinal = when(conditions.get(split), split.ordinal()).otherwise(ordinal);
        }
        return ordinal;
    }

    /** Returns the rule for rows of this schema. */
    public static SplitRule of(SplitSettings settings, StructType schema) {
        if (settings instanceof SplitSettings.ByColumn by) {
            return byColumn(by, schema);
        }
        if (settings instanceof SplitSettings.Single single) {
            return single(single.split());
        }
        return settings instanceof SplitSettings.ByTime by
                ? byTime(by, schema)
                : byHash((SplitSettings.ByHash) settings);
    }

    /** Returns the place of the row's value in {@link SplitSettings#listed()} as an int, -1 where it is not listed. */
    public Column listed() {
        return listed;
    }

    /** Returns the split's ordinal as an int, null for rows of no split. */
    public Column ordinal() {
        return ordinal;
    }

    private static SplitRule single(Split all) {
        Map<Split, Column> conditions = new EnumMap<>(Split.class);
        for (Split split : Split.values()) {
            conditions.put(split, lit(split == all));
        }
        return new SplitRule(conditions);
    }

    private static SplitRule byColumn(SplitSettings.ByColumn by, StructType schema) {
        DataType type = schema.apply(by.column()).dataType();
        Column column = SourceTable.column(by.column());
        Map<Split, Column> conditions = new EnumMap<>(Split.class);
        List<Column> literals = new ArrayList<>();
        Map<Object, String> seen = new HashMap<>();
        by.values().forEach((split, values) -> {
            int first = literals.size();
            for (String text : values) {
                Object value = value(by, split, text, type);
                refuseTwice(by, text, seen.putIfAbsent(value, text));
                literals.add(ColumnValue.literal(value, type));
            }
            conditions.put(
                    split, column.isin(literals.subList(first, literals.size()).toArray()));
        });
        if (literals.isEmpty()) {
            return new SplitRule(conditions);
        }
        Column place = functions.array_position(functions.array(literals.toArray(Column[]::new)), column);
        return new SplitRule(ordinal(conditions), coalesce(place.minus(1), lit(NOT_LISTED)));
    }

    private static Object value(SplitSettings.ByColumn by, Split split, String text, DataType type) {
        return ColumnValue.parse(text, type)
                .orElseThrow(() -> JobFailure.dataCheck("data.split." + split.folder() + " holds " + text
                        + ", which is no value of column \"" + by.column() + "\" of type " + type.simpleString()
                        + ". Write values that the column can hold, or name another column."));
    }

    private static void refuseTwice(SplitSettings.ByColumn by, String text, String before) {
        if (before != null) {
            throw JobFailure.dataCheck("data.split holds " + before + " and " + text
                    + ", which are one value of column \"" + by.column() + "\", but a value means one split."
                    + " Remove one of them.");
        }
    }

    private static SplitRule byTime(SplitSettings.ByTime by, StructType schema) {
        DataType type = schema.apply(by.column()).dataType();
        Column time = SourceTable.column(by.column());
        Column present = TimeBoundary.isPresent(time, type);
        Column beforeValidation =
                TimeBoundary.isBefore(time, type, boundary(by, "validation-from", by.validationFrom(), type));
        Column beforeTest = TimeBoundary.isBefore(time, type, boundary(by, "test-from", by.testFrom(), type));
        return new SplitRule(Map.of(
                Split.TRAIN, present.and(beforeValidation),
                Split.VALIDATION, present.and(not(beforeValidation)).and(beforeTest),
                Split.TEST, present.and(not(beforeTest))));
    }

    private static PointInTime boundary(SplitSettings.ByTime by, String key, String text, DataType type) {
        PointInTime point = PointInTime.parse(text).orElseThrow();
        boolean calendar = TimeBoundary.isCalendar(type);
        if (calendar != point instanceof PointInTime.Moment) {
            throw JobFailure.dataCheck(
                    "data.split." + key + " = " + text + " does not fit column \"" + by.column() + "\", which is "
                            + type.simpleString() + ": write a " + (calendar ? "date or time" : "number") + ".");
        }
        return point;
    }

    private static SplitRule byHash(SplitSettings.ByHash by) {
        List<Column> hashed = new ArrayList<>(List.of(lit(by.seed())));
        by.key().forEach(column -> hashed.add(SourceTable.column(column).cast(DataTypes.StringType)));
        Column place = pmod(functions.xxhash64(hashed.toArray(new Column[0])), lit(HASH_RANGE));
        long train = Math.round(by.fractions().get(0) * HASH_RANGE);
        long validation = train + Math.round(by.fractions().get(1) * HASH_RANGE);
        // Every row has a split, and an expression that says so costs no condition and hashes most rows once.
        Column ordinal = when(place.lt(train), Split.TRAIN.ordinal())
                .when(place.lt(validation), Split.VALIDATION.ordinal())
                .otherwise(Split.TEST.ordinal());
        return new SplitRule(ordinal, lit(NOT_LISTED));
    }
}
