package io.fulcrum.features.read;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;

/**
 * The type of a column that folders {@code column=value} give: text, unless its use needs a date, time or number.
 *
 * @param type the type in which the values are read
 * @param looks the type that the values look like
 */
record PartitionType(DataType type, DataType looks) {
    /** Returns the type in which the values serve all these uses as well as can be. */
    static PartitionType of(Collection<String> values, List<ColumnNeed> needs) {
        DataType looks = inferred(values);
        boolean typed = needs.stream().anyMatch(need -> need.type().isTyped());
        boolean text = needs.stream().anyMatch(need -> !need.type().isTyped());
        boolean asTyped = typed && (!text || values.stream().allMatch(value -> isKept(value, looks)));
        return new PartitionType(asTyped ? looks : DataTypes.StringType, looks);
    }

    /** Whether the values serve a use; a number is read from its text where another use needs the text. */
    boolean accepts(ColumnUse use) {
        boolean number = use == ColumnType.NUMBER || use == ColumnType.NUMBER_OR_BOOLEAN;
        return use.accepts(type) || number && looks instanceof NumericType;
    }

    private static DataType inferred(Collection<String> values) {
        if (all(values, PartitionType::isWhole)) {
            return DataTypes.LongType;
        }
        if (all(values, value -> value.matches("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?"))) {
            return DataTypes.DoubleType;
        }
        if (all(values, value -> value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false"))) {
            return DataTypes.BooleanType;
        }
        if (all(values, value -> parses(LocalDate::parse, value))) {
            return DataTypes.DateType;
        }
        return all(values, PartitionType::isTime) ? DataTypes.TimestampType : DataTypes.StringType;
    }

    /** Whether the typed value, as text again, is what the folder says. */
    private static boolean isKept(String value, DataType type) {
        return type.equals(DataTypes.DateType)
                || type.equals(DataTypes.LongType)
                        && String.valueOf(Long.parseLong(value)).equals(value)
                || type.equals(DataTypes.BooleanType) && (value.equals("true") || value.equals("false"));
    }

    private static boolean all(Collection<String> values, Predicate<String> rule) {
        return values.stream().allMatch(rule);
    }

    private static boolean isWhole(String value) {
        try {
            Long.parseLong(value);
            return value.matches("[-+]?[0-9]+");
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static boolean isTime(String value) {
        String text = value.replaceFirst("^(\\d{4}-\\d\\d-\\d\\d) ", "$1T");
        return parses(LocalDate::parse, text)
                || parses(LocalDateTime::parse, text)
                || parses(OffsetDateTime::parse, text);
    }

    private static boolean parses(Function<String, ?> form, String value) {
        try {
            return form.apply(value) != null;
        } catch (DateTimeException e) {
            return false;
        }
    }
}
