package io.fulcrum.features.read;

import io.fulcrum.job.JobFailure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Where rows come from. */
interface Source {
    /** Returns the names of all columns, in order. */
    Collection<String> columns();

    /**
     * Returns the rows with the needed columns.
     *
     * @param needs all uses of each column
     * @param problems what is wrong already, reported together with what is found here
     * @throws JobFailure if there are problems
     */
    Dataset<Row> rows(Map<String, List<ColumnNeed>> needs, List<String> problems);

    /** Throws the problems, if there are any, after them the columns where one was not found. */
    static void requireNone(List<String> problems, Collection<String> columns) {
        if (problems.isEmpty()) {
            return;
        }
        List<String> lines = new ArrayList<>(new LinkedHashSet<>(problems));
        if (problems.stream().anyMatch(problem -> problem.contains(" has no column "))) {
            lines.add("Columns there: " + String.join(", ", columns) + ".");
        }
        throw JobFailure.dataCheck(String.join("\n", lines));
    }
}
