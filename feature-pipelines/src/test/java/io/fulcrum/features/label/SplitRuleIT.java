package io.fulcrum.features.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fulcrum.LocalSpark;
import io.fulcrum.SettingsText;
import io.fulcrum.contract.Split;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(LocalSpark.class)
class SplitRuleIT {
    private static final Integer NONE = null;

    @TempDir
    Path folder;

    /** Values of a column and the ordinal of the split that each goes to. */
    record Case(String settings, String type, List<String> values, List<Integer> expected) {
        @Override
        public String toString() {
            return type + " " + settings;
        }
    }

    static Stream<Case> rules() {
        String time = "by = time, column = x, ";
        return Stream.of(
                new Case(
                        "by = column, column = x, train = [a, b], validation = [c], test = [d]",
                        "string",
                        Arrays.asList("a", "b", "c", "d", "e", null),
                        Arrays.asList(0, 0, 1, 2, NONE, NONE)),
                new Case(
                        "by = column, column = x, train = [1, 2], validation = [3], test = [4]",
                        "int",
                        Arrays.asList("1", "2", "3", "4", "5"),
                        Arrays.asList(0, 0, 1, 2, NONE)),
                new Case(
                        time + "validation-from = 2024-05-01, test-from = \"2024-05-01T12:00:00Z\"",
                        "timestamp",
                        Arrays.asList(
                                "2024-04-30 23:59:59",
                                "2024-05-01 00:00:00",
                                "2024-05-01 11:59:59",
                                "2024-05-01 12:00:00",
                                null),
                        Arrays.asList(0, 1, 1, 2, NONE)),
                new Case(
                        time + "validation-from = 2024-05-01, test-from = \"2024-05-02T12:00:00\"",
                        "date",
                        Arrays.asList("2024-04-30", "2024-05-01", "2024-05-02", "2024-05-03"),
                        Arrays.asList(0, 1, 1, 2)),
                new Case(
                        time + "validation-from = 10, test-from = 20.5",
                        "bigint",
                        Arrays.asList("9", "10", "20", "21"),
                        Arrays.asList(0, 1, 1, 2)),
                new Case(
                        time + "validation-from = 0.25, test-from = 0.5",
                        "double",
                        Arrays.asList("0.2", "0.25", "0.5", "NaN", null),
                        Arrays.asList(0, 1, 2, NONE, NONE)),
                new Case(
                        time + "validation-from = 9007199254740993, test-from = 9223372036854775807",
                        "bigint",
                        Arrays.asList(
                                "9007199254740992",
                                "9007199254740993",
                                "9223372036854775806",
                                "9223372036854775807",
                                null),
                        Arrays.asList(0, 1, 1, 2, NONE)),
                new Case(
                        time + "validation-from = -129, test-from = 9223372036854775808",
                        "tinyint",
                        Arrays.asList("-128", "127", null),
                        Arrays.asList(1, 1, NONE)),
                new Case(
                        time + "validation-from = 0.1, test-from = 12345678901234567890.015",
                        "decimal(22,2)",
                        Arrays.asList("0.09", "0.10", "12345678901234567890.01", "12345678901234567890.02"),
                        Arrays.asList(0, 1, 1, 2)),
                new Case(
                        time + "validation-from = 0.1, test-from = 16777217",
                        "float",
                        Arrays.asList("0.099999994", "0.1", "16777216", "16777218"),
                        Arrays.asList(0, 1, 1, 2)),
                new Case(
                        time + "validation-from = \"2024-05-01T00:00:00.0000005Z\", test-from = 2024-05-02",
                        "timestamp",
                        Arrays.asList(
                                "2024-05-01 00:00:00.000000", "2024-05-01 00:00:00.000001", "9999-01-01 00:00:00"),
                        Arrays.asList(0, 1, 2)),
                new Case(
                        time + "validation-from = 1500-03-01, test-from = 1582-10-10",
                        "date",
                        Arrays.asList("1500-02-28", "1500-03-01", "1582-10-10"),
                        Arrays.asList(0, 1, 2)),
                new Case(
                        "by = column, column = x, train = [\"01\", 1e3], validation = [9007199254740993], test = [-4.0]",
                        "bigint",
                        Arrays.asList("1", "1000", "9007199254740993", "9007199254740992", "-4"),
                        Arrays.asList(0, 0, 1, NONE, 2)));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void ordinal_ofEachValue_isItsSplit(Case rule, SparkSession spark) {
        Dataset<Row> rows = spark.createDataset(rule.values(), Encoders.STRING())
                .coalesce(1)
                .selectExpr("cast(value as " + rule.type() + ") as x");
        Dataset<Row> found = rows.select(
                SplitRule.of(settings(rule.settings()), rows.schema()).ordinal());
        assertThat(found.collectAsList().stream()
                        .map(row -> (Integer) row.get(0))
                        .toList())
                .isEqualTo(rule.expected());
    }

    @ParameterizedTest
    @CsvSource({"int,1.5", "int,x", "tinyint,128", "bigint,9223372036854775808", "boolean,1", "date,2024-02-30"})
    void of_valueThatTheTypeLacks_isRefused(String type, String value, SparkSession spark) {
        Dataset<Row> rows = spark.range(1).selectExpr("cast(null as " + type + ") as x");
        SplitSettings split =
                settings("by = column, column = x, train = [\"" + value + "\"], validation = [], test = []");
        assertThatThrownBy(() -> SplitRule.of(split, rows.schema()))
                .hasMessage("data.split.train holds " + value + ", which is no value of column \"x\" of type " + type
                        + ". Write values that the column can hold, or name another column.");
    }

    @Test
    void of_oneValueWrittenTwice_isRefused(SparkSession spark) {
        Dataset<Row> rows = spark.range(1).selectExpr("id as x");
        SplitSettings split = settings("by = column, column = x, train = [1], validation = [\"01\"], test = [2]");
        assertThatThrownBy(() -> SplitRule.of(split, rows.schema()))
                .hasMessage("data.split holds 1 and 01, which are one value of column \"x\", but a value means one"
                        + " split. Remove one of them.");
    }

    @Test
    void ordinal_ofHash_followsFractionsAndSeed(SparkSession spark) {
        Dataset<Row> rows = spark.range(20_000).selectExpr("id as x");
        SplitRule one = SplitRule.of(settings("by = hash, key = [x], fractions = [0.7, 0.2, 0.1]"), rows.schema());
        SplitRule two =
                SplitRule.of(settings("by = hash, key = [x], fractions = [0.7, 0.2, 0.1], seed = 2"), rows.schema());
        // three standard deviations of a binomial count of 20,000: under 200
        assertThat(rows.where(one.ordinal().equalTo(Split.TRAIN.ordinal())).count())
                .isBetween(13_800L, 14_200L);
        assertThat(rows.where(one.ordinal().equalTo(Split.TEST.ordinal())).count())
                .isBetween(1_800L, 2_200L);
        assertThat(rows.where(one.ordinal().equalTo(Split.TRAIN.ordinal()))
                        .where(two.ordinal().equalTo(Split.TRAIN.ordinal()))
                        .count())
                .isBetween(9_600L, 10_000L);
    }

    private static SplitSettings settings(String text) {
        return SettingsText.read(
                "data.split { " + text + " }",
                root -> SplitSettings.read(root.section("data").section("split"), List.of()));
    }
}
