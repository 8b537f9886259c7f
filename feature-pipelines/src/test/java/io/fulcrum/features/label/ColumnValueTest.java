package io.fulcrum.features.label;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnValueTest {
    @Test
    void parse_numbers_areExactValuesOfTheType() {
        assertThat(ColumnValue.parse("9007199254740993", DataTypes.LongType)).contains(9007199254740993L);
        assertThat(ColumnValue.parse("1e3", DataTypes.ShortType)).contains(1000L);
        assertThat(ColumnValue.parse("01", DataTypes.IntegerType)).contains(1L);
        assertThat(ColumnValue.parse("1", DataTypes.DoubleType)).contains(1.0);
        assertThat(ColumnValue.parse("-0", DataTypes.DoubleType)).contains(0.0);
        assertThat(ColumnValue.parse("0.1", DataTypes.FloatType)).contains(0.1f);
        assertThat(ColumnValue.parse("1.50", DataTypes.createDecimalType(5, 1))).contains(new BigDecimal("1.5"));
    }

    @Test
    void parse_otherTypes_areTheirValues() {
        assertThat(ColumnValue.parse("01", DataTypes.StringType)).contains("01");
        assertThat(ColumnValue.parse("True", DataTypes.BooleanType)).contains(true);
        assertThat(ColumnValue.parse("2024-05-01", DataTypes.DateType)).contains(LocalDate.of(2024, 5, 1));
        assertThat(ColumnValue.parse("2024-05-01T01:00:00+01:00", DataTypes.TimestampType))
                .contains(Instant.parse("2024-05-01T00:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "tinyint, 128",
        "tinyint, -129",
        "smallint, 32768",
        "int, 2147483648",
        "bigint, 9223372036854775808",
        "bigint, 1.5",
        "bigint, 1e-300",
        "bigint, one",
        "double, 1e999",
        "float, 1e39",
        "double, NaN",
        "'decimal(5,1)', 1.25",
        "'decimal(5,1)', 12345",
        "boolean, 1",
        "date, 2024-02-30",
        "timestamp, 12",
        "binary, 1",
    })
    void parse_whatTheTypeLacks_isEmpty(String type, String text) {
        assertThat(ColumnValue.parse(text, DataType.fromDDL(type))).isEqualTo(Optional.empty());
    }
}
