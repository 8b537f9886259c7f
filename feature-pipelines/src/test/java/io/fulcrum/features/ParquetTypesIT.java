package io.fulcrum.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fulcrum.LocalSpark;
import io.fulcrum.SettingsText;
import io.fulcrum.config.ConfigReader;
import io.fulcrum.contract.encoder.LogEncoder;
import io.fulcrum.features.label.LabelledRows;
import io.fulcrum.features.read.ColumnNeed;
import io.fulcrum.features.read.SourceTable;
import io.fulcrum.features.read.SourceValues;
import io.fulcrum.job.ExitCode;
import io.fulcrum.job.JobFailure;
import io.fulcrum.job.PublishedDirectory.IfExists;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each Parquet type, encoding and codec in each use of a column: the right value, or one line that refuses it. The
 * files are made by {@code deploy/tests/make_parquet_types.py}.
 */
@ExtendWith(LocalSpark.class)
class ParquetTypesIT {
    private static final String FOLDER = "read/types";
    private static final String SPLIT =
            "data.split { by = column, column = part, train = [train], validation = [validation], test = [test] }\n";

    @TempDir
    Path folder;

    /** What a column is used as; {@code needs} is the entry of types.json that must be there. */
    private enum Use {
        UNUSED("", ""),
        FILTER("data.filter = \"c is not null or c is null\"", "readable"),
        KEY("data.key = [id, c]", "key"),
        GROUP("data.group = c", "key"),
        SPLIT_COLUMN(
                "data.split { by = column, column = c, train = [VALUE0], validation = [VALUE1], test = [VALUE2] }",
                "text"),
        SPLIT_HASH("data.split { by = hash, key = [c] }", "text"),
        SPLIT_DATE(
                "data.split { by = time, column = c, validation-from = 2026-01-01, test-from = 2027-01-01 }", "time"),
        LABEL("tasks = [ { name = t, label = c } ]", "label"),
        LABEL_POSITIVE("tasks = [ { name = t, label = c, positive = VALUE0 } ]", "scalar"),
        LABEL_REGRESSION("tasks = [ { name = t, label = c, type = regression } ]", "label"),
        VOCABULARY("features = [ { columns = [c], encoding = vocabulary } ]", "list"),
        HASHED("features = [ { columns = [c], encoding = hashed, buckets = 9 } ]", "list"),
        STANDARDISED("features = [ { columns = [c], encoding = standardised } ]", "number"),
        LOG("features = [ { columns = [c], encoding = log } ]", "number"),
        QUANTILES("features = [ { columns = [c], encoding = quantiles } ]", "number"),
        IDENTITY("features = [ { columns = [c], encoding = identity } ]", "label");

        private final String settings;
        private final String needs;

        Use(String settings, String needs) {
            this.settings = settings;
            this.needs = needs;
        }

        /** Whether an encoder reads the column. */
        boolean isFeature() {
            return ordinal() >= VOCABULARY.ordinal();
        }

        /** Returns how many values of the column the settings name. */
        int writtenValues() {
            return this == SPLIT_COLUMN ? 3 : this == LABEL_POSITIVE ? 1 : 0;
        }

        boolean fits(Map<String, Object> expected) {
            boolean readable = expected.get("key").equals(true)
                    || String.valueOf(expected.get("refused")).matches("map|struct");
            return switch (needs) {
                case "" -> true;
                case "readable" -> readable;
                case "key" -> expected.get("key").equals(true);
                case "label" -> expected.get("number") != null || expected.get("label") != null;
                case "scalar" -> expected.get("text") != null || expected.get("number") != null;
                case "list" -> expected.get("text") != null || expected.get("list") != null;
                default -> expected.get(needs) != null;
            };
        }
    }

    static Stream<String> files() throws IOException {
        return types().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("files")
    void read_typeInEachUse_isRightOrRefusedInOneLine(String file) throws IOException {
        SparkSession spark = LocalSpark.session();
        Map<String, Object> expected = types().get(file);
        List<ColumnNeed> needs = new ArrayList<>();
        for (Use use : Use.values()) {
            FeatureSettings settings = settings(file, use);
            if (use.fits(expected)) {
                SourceTable.read(spark, settings.source(), settings.needs());
                needs.addAll(settings.needs());
            } else {
                assertRefused(spark, settings, expected, use);
            }
        }
        assertValues(SourceTable.read(spark, settings(file, Use.UNUSED).source(), needs), file, expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "timestamp-ns",
                "timestamp-us",
                "int96",
                "date32",
                "date-after-9999",
                "uint64",
                "struct",
                "dictionary",
                "float-byte-stream-split"
            })
    void run_typeAsKeyAndGroup_isPreparedAsItIs(String file) throws IOException {
        SparkSession spark = LocalSpark.session();
        String feature = types().get(file).get("text") == null
                ? "columns = [id], encoding = log, name = n"
                : "columns = [c], encoding = hashed, buckets = 9, name = n";
        FeatureSettings settings = SettingsText.read(
                base(file, SPLIT) + "data { key = [id, c], group = c }\nfeatures = [ { " + feature + " } ]\n"
                        + "checks.duplicate-keys = warn",
                (ConfigReader root) -> FeatureSettings.read(root));
        FeaturePipeline.run(spark, settings, folder + "/out", IfExists.REFUSE);
        Dataset<Row> prepared =
                spark.read().parquet(folder + "/out/train", folder + "/out/validation", folder + "/out/test");
        Dataset<Row> source = SourceTable.read(spark, settings.source(), settings.needs());
        assertThat(prepared.select("id", "c").orderBy("id").collectAsList().toString())
                .isEqualTo(
                        source.select("id", "c").orderBy("id").collectAsList().toString());
    }

    private static void assertRefused(
            SparkSession spark, FeatureSettings settings, Map<String, Object> expected, Use use) {
        Throwable refusal = catchThrowable(() -> SourceTable.read(spark, settings.source(), settings.needs()));
        assertThat(refusal).as("use as " + use).isInstanceOf(JobFailure.class);
        assertThat(((JobFailure) refusal).exitCode()).isEqualTo(ExitCode.DATA_CHECK_FAILED);
        assertThat(refusal)
                .as("use as " + use)
                .message()
                .hasLineCount(1)
                .contains("column \"c\"")
                .doesNotContain("damaged")
                .contains(
                        expected.get("refused") == null
                                ? ""
                                : expected.get("refused").toString());
    }

    private static void assertValues(Dataset<Row> source, String file, Map<String, Object> expected)
            throws IOException {
        List<String> checks = new ArrayList<>();
        List<Column> columns = new ArrayList<>();
        for (Use use : Use.values()) {
            boolean written = different(expected).size() >= use.writtenValues();
            if (use.fits(expected) && !use.needs.isEmpty() && use != Use.FILTER && written) {
                if (use.isFeature()) {
                    assertColumn(use, values(source.orderBy("id"), use), expected);
                } else {
                    checks.add(use.name());
                    columns.add(value(source, settings(file, use), use).as(use.name()));
                }
            }
        }
        List<Row> rows =
                source.orderBy("id").select(columns.toArray(Column[]::new)).collectAsList();
        for (int i = 0; i < checks.size(); i++) {
            int at = i;
            List<Object> found = new ArrayList<>();
            rows.forEach(row -> found.add(row.get(at)));
            assertColumn(Use.valueOf(checks.get(i)), found, expected);
        }
    }

    private static Column value(Dataset<Row> source, FeatureSettings settings, Use use) {
        if (use == Use.SPLIT_DATE) {
            return SourceTable.column("c");
        }
        LabelledRows rows = LabelledRows.of(source, settings.split(), settings.tasks(), settings.source());
        return switch (use) {
            case KEY -> SourceTable.column("c").cast(DataTypes.StringType);
            case GROUP -> rows.groupHash().orElseThrow();
            case SPLIT_HASH -> rows.split().ordinal();
            case SPLIT_COLUMN -> rows.split().ordinal();
            case LABEL, LABEL_REGRESSION, LABEL_POSITIVE -> rows.labels().get(0);
            default -> throw new IllegalArgumentException(use + " is no expression");
        };
    }

    /** Returns what an encoder of the use reads. */
    private static List<Object> values(Dataset<Row> source, Use use) {
        return switch (use) {
            case VOCABULARY, HASHED -> SourceValues.texts(source, "c");
            case LOG ->
                SourceValues.numbers(source, "c").stream()
                        .map(number -> number == null ? null : (Object) LogEncoder.log((double) number))
                        .collect(Collectors.toList());
            default -> SourceValues.numbers(source, "c");
        };
    }

    private static void assertColumn(Use use, List<Object> found, Map<String, Object> expected) {
        Object texts = expected.get("text");
        List<?> wanted = switch (use) {
            case KEY -> (List<?>) texts;
            case SPLIT_COLUMN -> splits(expected);
            case LABEL_POSITIVE -> positives(expected);
            case VOCABULARY -> (List<?>) (texts == null ? expected.get("list") : texts);
            case STANDARDISED, QUANTILES -> (List<?>) expected.get("number");
            case LABEL, LABEL_REGRESSION, IDENTITY ->
                (List<?>) (expected.get("label") == null ? expected.get("number") : expected.get("label"));
            case LOG -> logarithms((List<?>) expected.get("number"));
            case SPLIT_DATE -> (List<?>) expected.get("time");
            default -> null;
        };
        if (wanted == null) {
            assertThat(found).as("use as " + use).hasSize(6);
            return;
        }
        for (int row = 0; row < 6; row++) {
            assertThat(plain(found.get(row), wanted.get(row)))
                    .as("row %d, use as %s", row, use)
                    .isEqualTo(wanted.get(row));
        }
    }

    /** Returns per row the ordinal of the split that its value is listed for. */
    private static List<?> splits(Map<String, Object> expected) {
        List<String> listed = different(expected).subList(0, 3);
        return scalars(expected).stream()
                .map(value -> listed.contains(value) ? listed.indexOf(value) : null)
                .collect(Collectors.toList());
    }

    private static List<?> positives(Map<String, Object> expected) {
        String positive = different(expected).get(0);
        List<Object> labels = new ArrayList<>();
        for (String value : scalars(expected)) {
            labels.add(value == null ? null : value.equals(positive) ? 1.0 : 0.0);
        }
        return labels;
    }

    /** Returns the different values of the column as text. */
    private static List<String> different(Map<String, Object> expected) {
        return scalars(expected).stream().filter(Objects::nonNull).distinct().toList();
    }

    private static List<String> scalars(Map<String, Object> expected) {
        Object scalars = expected.get("text") == null ? expected.get("number") : expected.get("text");
        List<String> texts = new ArrayList<>();
        for (Object value : scalars == null ? List.of() : (List<?>) scalars) {
            texts.add(value == null ? null : value.toString());
        }
        return texts;
    }

    private static List<?> logarithms(List<?> numbers) {
        List<Object> logarithms = new ArrayList<>();
        for (Object number : numbers) {
            double value = number == null ? 0 : (double) number;
            logarithms.add(number == null ? null : Math.signum(value) * Math.log1p(Math.abs(value)));
        }
        return logarithms;
    }

    private static Object plain(Object found, Object wanted) {
        if (found instanceof Number number && wanted instanceof String) {
            boolean real = wanted.toString().matches(".*[.e].*");
            return real && number.doubleValue() == Double.parseDouble(wanted.toString()) ? wanted : number.toString();
        }
        return found == null || found instanceof Number || found instanceof List<?> ? found : found.toString();
    }

    private static FeatureSettings settings(String file, Use use) throws IOException {
        String split = use.settings.startsWith("data.split") ? "" : SPLIT;
        return SettingsText.read(
                base(file, split) + filled(use.settings, types().get(file)),
                (ConfigReader root) -> FeatureSettings.read(root));
    }

    /** Puts values of the column in the places VALUE0 to VALUE2. */
    private static String filled(String settings, Map<String, Object> expected) {
        List<String> values = different(expected);
        String filled = settings;
        for (int i = 0; i < 3; i++) {
            String value = i < values.size() ? values.get(i) : "none" + i;
            filled = filled.replace(
                    "VALUE" + i, "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"");
        }
        return filled;
    }

    private static String base(String file, String split) {
        return "data { input = \""
                + ParquetTypesIT.class
                        .getResource(FOLDER + "/" + file + ".parquet")
                        .getPath()
                + "\", key = [id] }\n" + split + "tasks = [ { name = t, label = y } ]\n"
                + "features = [ { columns = [id], encoding = identity, name = n } ]\n";
    }

    private static Map<String, Map<String, Object>> types() throws IOException {
        return new ObjectMapper()
                .readValue(ParquetTypesIT.class.getResource(FOLDER + "/types.json"), new TypeReference<>() {});
    }
}
