package io.fulcrum.features.read;

import io.fulcrum.config.NearestName;
import io.fulcrum.job.JobFailure;
import io.fulcrum.job.QuotedColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
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
import scala.collection.JavaConverters;

/** The source rows: only the columns that the configuration names, filters pushed down. */
public final class SourceTable {
    private static final Pattern TABLE = Pattern.compile("[A-Za-z_]\\w*(\\.[A-Za-z_]\\w*){0,2}");
    private static final int LOGGED = 1000;

    private SourceTable() {}

    /**
     * Returns the rows that pass the filter, with the needed columns only; optional ones only where they are there.
     *
     * @throws JobFailure if the input is not there, or columns are missing or of a wrong type: all of them together
     */
    public static Dataset<Row> read(SparkSession spark, SourceSettings settings, List<ColumnNeed> needs) {
        Source source = isTable(spark, settings.input())
                ? CatalogTable.open(spark, settings.input())
                : ParquetFiles.open(spark, settings);
        List<ColumnNeed> all = new ArrayList<>(needs);
        settings.filter().ifPresent(filter -> all.addAll(FilterColumns.needs(spark, filter, source.columns())));
        Map<String, List<ColumnNeed>> byColumn = ColumnNeed.byColumn(all);
        List<String> problems = new ArrayList<>(missing(settings.input(), source.columns(), needs));
        byColumn.keySet().retainAll(source.columns());
        problems.addAll(ambiguous(spark, settings.input(), byColumn.keySet()));
        Dataset<Row> rows = source.rows(byColumn, problems);
        Column[] columns = needs.stream()
                .map(ColumnNeed::column)
                .distinct()
                .filter(source.columns()::contains)
                .map(SourceTable::column)
                .toArray(Column[]::new);
        return filtered(rows, settings, source.columns()).select(columns);
    }

    /** Returns the column of exactly this name, dots included. */
    public static Column column(String name) {
        return QuotedColumn.of(name);
    }

    /** Returns what the file reader is asked for, for a log: the filters pushed down and the columns read. */
    public static String planFacts(Dataset<Row> rows) {
        List<SparkPlan> leaves = JavaConverters.seqAsJavaList(
                rows.queryExecution().executedPlan().collectLeaves());
        return leaves.stream()
                .filter(FileSourceScanExec.class::isInstance)
                .map(scan -> ((FileSourceScanExec) scan).metadata())
                .map(facts ->
                        "PushedFilters: " + facts.apply("PushedFilters") + ", ReadSchema: " + facts.apply("ReadSchema"))
                .map(facts -> facts.length() > LOGGED ? facts.substring(0, LOGGED) + "…" : facts)
                .distinct()
                .collect(Collectors.joining("; "));
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

    private static Dataset<Row> filtered(Dataset<Row> rows, SourceSettings settings, Collection<String> columns) {
        if (settings.filter().isEmpty()) {
            return rows;
        }
        String filter = settings.filter().get();
        try {
            return rows.filter(filter);
        } catch (Exception e) { // AnalysisException is checked, but Spark's Scala does not declare it
            throw JobFailure.dataCheck(
                    "data.filter = " + filter + " does not fit " + settings.input() + ": " + firstLine(e)
                            + ". Columns there: " + String.join(", ", columns) + ". Write a SQL condition over these.");
        }
    }

    private static List<String> missing(String input, Collection<String> columns, List<ColumnNeed> needs) {
        List<String> problems = new ArrayList<>();
        for (ColumnNeed need : needs) {
            if (need.presence() == ColumnNeed.Presence.REQUIRED && !columns.contains(need.column())) {
                problems.add(input + " has no column \"" + need.column() + "\", which " + need.usedBy() + " names."
                        + NearestName.question(need.column(), columns));
            }
        }
        return problems;
    }

    /** Spark distinguishes two used columns by case only where it is configured to. */
    private static List<String> ambiguous(SparkSession spark, String input, Collection<String> needed) {
        if (spark.sessionState().conf().caseSensitiveAnalysis()) {
            return List.of();
        }
        List<String> problems = new ArrayList<>();
        String[] names = needed.toArray(new String[0]);
        for (int i = 0; i < names.length; i++) {
            String name = names[i];
            Arrays.stream(names, i + 1, names.length)
                    .filter(name::equalsIgnoreCase)
                    .forEach(other -> problems.add(input + ": columns \"" + name + "\" and \"" + other
                            + "\" are both used and differ in case alone, but column names are case-insensitive."
                            + " Set spark.\"spark.sql.caseSensitive\" = true, or rename one."));
        }
        return problems;
    }

    private static String firstLine(Exception e) {
        String line = String.valueOf(e.getMessage()).strip().lines().findFirst().orElse("");
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }
}
