package io.fulcrum.features.read;

import io.fulcrum.features.read.RowPass.Body;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.trees.TreePattern;
import org.apache.spark.sql.execution.ColumnarToRowExec;
import org.apache.spark.sql.execution.FileSourceScanExec;
import org.apache.spark.sql.execution.FilterExec;
import org.apache.spark.sql.execution.InputAdapter;
import org.apache.spark.sql.execution.ProjectExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.WholeStageCodegenExec;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import scala.collection.JavaConverters;

/**
 * Source rows of a plan that is a projection of a filter of a file scan, as batches of columns.
 *
 * @param conditions what a row must meet
 * @param computed computed columns, then the sources that are not read as they are stored
 * @param places where the sources are
 */
record BatchScan(FileSourceScanExec scan, List<Expression> conditions, List<Expression> computed, SourcePlaces places)
        implements RowPass.SourceReading {
    /** Returns the scan of a plan whose first columns are computed and the others sources, if it is of this kind. */
    static Optional<BatchScan> of(SparkPlan plan, int computedColumns) {
        SparkPlan below = unwrapped(plan);
        List<Expression> selected = new ArrayList<>();
        if (below instanceof ProjectExec project) {
            JavaConverters.seqAsJavaList(project.projectList()).forEach(column -> selected.add((Expression) column));
            below = unwrapped(project.child());
        } else {
            selected.addAll(JavaConverters.seqAsJavaList(below.output()));
        }
        List<Expression> conditions = new ArrayList<>();
        while (below instanceof FilterExec filter) {
            conditions.add(filter.condition());
            below = unwrapped(filter.child());
        }
        return below instanceof FileSourceScanExec scan && scan.supportsColumnar() && arePlain(conditions, selected)
                ? Optional.of(of(scan, conditions, selected, computedColumns))
                : Optional.empty();
    }

    /** Whether expressions can be computed of a row alone: no subquery, no random number. */
    private static boolean arePlain(List<Expression> conditions, List<Expression> selected) {
        return Stream.concat(conditions.stream(), selected.stream())
                .allMatch(expression ->
                        expression.deterministic() && !expression.containsPattern(TreePattern.PLAN_EXPRESSION()));
    }

    private static BatchScan of(
            FileSourceScanExec scan, List<Expression> conditions, List<Expression> selected, int columns) {
        List<Expression> computed = new ArrayList<>(selected.subList(0, columns));
        int[] places = new int[selected.size() - columns];
        boolean[] isComputed = new boolean[places.length];
        Map<ExprId, Integer> positions = positions(scan);
        for (int source = 0; source < places.length; source++) {
            Expression column = selected.get(columns + source);
            places[source] = stored(positions, column);
            if (places[source] < 0) {
                isComputed[source] = true;
                places[source] = computed.size();
                computed.add(column);
            }
        }
        return new BatchScan(scan, conditions, computed, new SourcePlaces(places, isComputed));
    }

    /**
     * Returns where each column of a scan is. A list of Scala is linked, so searching it for each of many columns would
     * take the cube of their number.
     */
    private static Map<ExprId, Integer> positions(FileSourceScanExec scan) {
        Map<ExprId, Integer> positions = new HashMap<>();
        for (Attribute attribute : JavaConverters.seqAsJavaList(scan.output())) {
            positions.put(attribute.exprId(), positions.size());
        }
        return positions;
    }

    /** Returns the scan's column that an expression is, or -1 if it is computed. */
    private static int stored(Map<ExprId, Integer> positions, Expression column) {
        Expression named = column instanceof Alias alias ? alias.child() : column;
        return named instanceof Attribute attribute ? positions.getOrDefault(attribute.exprId(), -1) : -1;
    }

    private static SparkPlan unwrapped(SparkPlan plan) {
        SparkPlan inner = plan;
        while (inner instanceof WholeStageCodegenExec
                || inner instanceof InputAdapter
                || inner instanceof ColumnarToRowExec) {
            inner = inner.children().head();
        }
        return inner;
    }

    @Override
    public <T> JavaRDD<T> map(SparkSources sources, int most, Body<T> body) {
        JavaRDD<ColumnarBatch> batches = RowPass.joined(scan.executeColumnar().toJavaRDD(), most);
        ScannedBatches.Columns columns = new ScannedBatches.Columns(
                JavaConverters.asScalaBuffer(conditions).toList(),
                JavaConverters.asScalaBuffer(computed).toList(),
                scan.output().toList(),
                places);
        return batches.mapPartitions(partition -> body.over(new ScannedBatches(partition, columns, sources)));
    }
}
