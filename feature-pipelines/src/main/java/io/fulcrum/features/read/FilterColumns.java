package io.fulcrum.features.read;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import scala.collection.JavaConverters;

/** The columns that {@code data.filter} reads. */
final class FilterColumns {
    private FilterColumns() {}

    /** Returns those of the columns that the filter names. */
    static List<ColumnNeed> needs(SparkSession spark, String filter, Collection<String> columns) {
        Set<String> named = new LinkedHashSet<>();
        for (String name : names(spark, filter)) {
            if (columns.contains(name)) {
                named.add(name);
            } else {
                columns.stream().filter(name::equalsIgnoreCase).forEach(named::add);
            }
        }
        return named.stream()
                .map(name -> new ColumnNeed(name, "data.filter", ColumnType.READABLE))
                .toList();
    }

    private static List<String> names(SparkSession spark, String filter) {
        List<String> names = new ArrayList<>();
        Expression condition;
        try {
            condition = spark.sessionState().sqlParser().parseExpression(filter);
        } catch (Exception e) { // ParseException is checked, but Spark's Scala does not declare it
            return names; // the filter is refused with its reason where it is applied
        }
        for (Expression leaf : JavaConverters.seqAsJavaList(condition.collectLeaves())) {
            if (leaf instanceof UnresolvedAttribute attribute) {
                names.add(attribute.nameParts().head());
            }
        }
        return names;
    }
}
