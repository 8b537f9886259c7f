package io.fulcrum.features.read;

import io.fulcrum.config.NearestName;
import io.fulcrum.job.JobFailure;
import io.fulcrum.job.Storage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.FileSourceScanExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.collection.JavaConverters;

/** The source rows: only the columns that the configuration names, filters pushed down. */
public final class SourceTable {
    private static final Pattern TABLE = Pattern.compile("[A-Za-z_]\\w*(\\.[A-Za-z_]\\w*){0,2}");

    private SourceTable() {}

    /**
     * Returns the rows that pass the filter, with the needed columns only.
     *
     * @throws JobFailure if the input is not there, or columns are missing or of a wrong type: all of them together
     */
    public static Dataset<Row> read(SparkSession spark, SourceSettings settings, List<ColumnNeed> needs) {
        Dataset<Row> table = open(spark, settings.input());
        requireColumns(settings.input(), table.schema(), needs);
        Column[] columns = needs.stream()
                .map(ColumnNeed::column)
                .distinct()
                .map(SourceTable::column)
                .toArray(Column[]::new);
        return filtered(table, settings).select(columns);
    }

    /** Returns the column of exactly this name, dots included. */
    public static Column column(String name) {
        return functions.col("`" + name.replace("`", "``") + "`");
    }

    /** Returns what the file reader is asked for: the filters pushed down and the columns read. */
    public static String planFacts(Dataset<Row> rows) {
        List<SparkPlan> leaves = JavaConverters.seqAsJavaList(
                rows.queryExecution().executedPlan().collectLeaves());
        return leaves.stream()
                .filter(FileSourceScanExec.class::isInstance)
                .map(scan -> ((FileSourceScanExec) scan).metadata())
                .map(facts ->
                        "PushedFilters: " + facts.apply("PushedFilters") + ", ReadSchema: " + facts.apply("ReadSchema"))
                .collect(Collectors.joining("; "));
    }

    private static Dataset<Row> open(SparkSession spark, String input) {
        if (isTable(spark, input)) {
            return spark.table(input);
        }
        String[] paths = InputFiles.paths(input);
        return DamagedInput.explained(input, () -> Storage.reader(spark).parquet(paths));
    }

    /** A file name with dots can look like a table of a catalog that is not there, which the lookup refuses. */
    private static boolean isTable(SparkSession spark, String input) {
        try {
            return TABLE.matcher(input).matches() && spark.catalog().tableExists(input);
        } catch (Exception e) { // AnalysisException is checked, but Spark's Scala does not declare it
            if (e instanceof AnalysisException) {
                return false;
            }
            throw e;
        }
    }

    private static Dataset<Row> filtered(Dataset<Row> table, SourceSettings settings) {
        if (settings.filter().isEmpty()) {
            return table;
        }
        String filter = settings.filter().get();
        try {
            return table.filter(filter);
        } catch (Exception e) { // AnalysisException is checked, but Spark's Scala does not declare it
            throw JobFailure.dataCheck(
                    "data.filter = " + filter + " does not fit " + settings.input() + ": " + firstLine(e)
                            + ". Columns there: " + columns(table.schema()) + ". Write a SQL condition over these.");
        }
    }

    private static void requireColumns(String input, StructType schema, List<ColumnNeed> needs) {
        Map<String, DataType> types = new LinkedHashMap<>();
        Arrays.stream(schema.fields()).forEach(field -> types.put(field.name(), field.dataType()));
        List<String> problems = new ArrayList<>();
        boolean missing = false;
        for (ColumnNeed need : needs) {
            DataType type = types.get(need.column());
            if (type == null) {
                missing = true;
                problems.add(input + " has no column \"" + need.column() + "\", which " + need.usedBy() + " names."
                        + NearestName.of(need.column(), types.keySet())
                                .map(near -> " Did you mean \"" + near + "\"?")
                                .orElse(""));
            } else if (!need.type().accepts(type)) {
                problems.add(input + ": column \"" + need.column() + "\" is " + type.simpleString() + ", but "
                        + need.usedBy() + " needs " + need.type().words()
                        + ". Name another column, or change its use or its type.");
            }
        }
        if (missing) {
            problems.add("Columns there: " + columns(schema) + ".");
        }
        if (!problems.isEmpty()) {
            throw JobFailure.dataCheck(problems.stream().distinct().collect(Collectors.joining("\n")));
        }
    }

    private static String columns(StructType schema) {
        return Arrays.stream(schema.fields()).map(StructField::name).collect(Collectors.joining(", "));
    }

    private static String firstLine(Exception e) {
        String line = String.valueOf(e.getMessage()).strip().lines().findFirst().orElse("");
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }
}
