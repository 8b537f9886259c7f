package io.fulcrum.features.label;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.when;

import io.fulcrum.contract.Split;
import io.fulcrum.features.read.SourceTable;
import io.fulcrum.job.JobFailure;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampType;

/** Which rows belong to which split, as one condition a split; conditions exclude one another. */
public final class SplitRule {
    private static final long HASH_RANGE = 1L << 40;

    private final Map<Split, Column> conditions;

    private SplitRule(Map<Split, Column> conditions) {
        this.conditions = conditions;
    }

    /** Returns the rule for rows of this schema. */
    public static SplitRule of(SplitSettings settings, StructType schema) {
        if (settings instanceof SplitSettings.ByColumn by) {
            return new SplitRule(byColumn(by, schema));
        }
        return new SplitRule(
                settings instanceof SplitSettings.ByTime by
                        ? byTime(by, schema)
                        : byHash((SplitSettings.ByHash) settings));
    }

    public Column condition(Split split) {
        return conditions.get(split);
    }

    /** Returns the split's ordinal as an int, null for rows of no split. */
    public Column ordinal() {
        Column ordinal = lit(null).cast(DataTypes.IntegerType);
        for (Split split : Split.values()) {
            ordinal = when(condition(split), split.ordinal()).otherwise(ordinal);
        }
        return ordinal;
    }

    private static Map<Split, Column> byColumn(SplitSettings.ByColumn by, StructType schema) {
        DataType type = schema.apply(by.column()).dataType();
        Map<Split, Column> conditions = new EnumMap<>(Split.class);
        by.values()
                .forEach((split, values) -> conditions.put(
                        split,
                        SourceTable.column(by.column())
                                .isin(values.stream()
                                        .map(value -> lit(value).cast(type))
                                        .toArray())));
        return conditions;
    }

    private static Map<Split, Column> byTime(SplitSettings.ByTime by, StructType schema) {
        DataType type = schema.apply(by.column()).dataType();
        Column time = SourceTable.column(by.column());
        Column validationFrom = boundary(by, "validation-from", by.validationFrom(), type);
        Column testFrom = boundary(by, "test-from", by.testFrom(), type);
        return Map.of(
                Split.TRAIN, time.lt(validationFrom),
                Split.VALIDATION, time.geq(validationFrom).and(time.lt(testFrom)),
                Split.TEST, time.geq(testFrom));
    }

    private static Column boundary(SplitSettings.ByTime by, String key, String text, DataType type) {
        PointInTime point = PointInTime.parse(text).orElseThrow();
        boolean calendar = type instanceof TimestampType || type instanceof DateType;
        if (calendar != point instanceof PointInTime.Moment) {
            throw JobFailure.dataCheck(
                    "data.split." + key + " = " + text + " does not fit column \"" + by.column() + "\", which is "
                            + type.simpleString() + ": write a " + (calendar ? "date or time" : "number") + ".");
        }
        if (point instanceof PointInTime.Moment moment) {
            return type instanceof DateType
                    ? lit(Date.valueOf(firstDay(moment.instant())))
                    : lit(Timestamp.from(moment.instant()));
        }
        double number = ((PointInTime.Number) point).value();
        return number == Math.rint(number) ? lit((long) number) : lit(number);
    }

    /** The first date that is wholly at or after the moment. */
    private static LocalDate firstDay(Instant instant) {
        LocalDate day = LocalDate.ofInstant(instant, ZoneOffset.UTC);
        return LocalTime.ofInstant(instant, ZoneOffset.UTC).equals(LocalTime.MIDNIGHT) ? day : day.plusDays(1);
    }

    private static Map<Split, Column> byHash(SplitSettings.ByHash by) {
        List<Column> hashed = new ArrayList<>(List.of(lit(by.seed())));
        by.key().forEach(column -> hashed.add(SourceTable.column(column).cast(DataTypes.StringType)));
        Column place = pmod(functions.xxhash64(hashed.toArray(new Column[0])), lit(HASH_RANGE));
        long train = Math.round(by.fractions().get(0) * HASH_RANGE);
        long validation = train + Math.round(by.fractions().get(1) * HASH_RANGE);
        return Map.of(
                Split.TRAIN, place.lt(train),
                Split.VALIDATION, place.geq(train).and(place.lt(validation)),
                Split.TEST, place.geq(validation));
    }
}
