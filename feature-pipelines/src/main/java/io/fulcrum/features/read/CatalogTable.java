package io.fulcrum.features.read;

import io.fulcrum.job.QuotedColumn;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.TimestampNTZType;

/** A table of Spark's catalog. */
record CatalogTable(String input, Dataset<Row> table) implements Source {
    static CatalogTable open(SparkSession spark, String input) {
        return new CatalogTable(input, spark.table(input));
    }

    @Override
    public Collection<String> columns() {
        return List.of(table.columns());
    }

    @Override
    public Dataset<Row> rows(Map<String, List<ColumnNeed>> needs, List<String> problems) {
        List<Column> selected = new ArrayList<>();
        needs.forEach((name, uses) -> {
            DataType found = table.schema().apply(name).dataType();
            DataType type =
                    found instanceof TimestampNTZType ? DataTypes.TimestampType : ColumnUnion.resolved(found, uses);
            uses.stream()
                    .filter(use -> !use.type().accepts(type))
                    .forEach(use -> problems.add(ColumnUnion.wrongUse(input, use, type.simpleString())));
            Column column = QuotedColumn.of(name);
            DataType read = ColumnUnion.resolved(type, uses);
            selected.add(read.equals(found) ? column : column.cast(read).as(name));
        });
        Source.requireNone(problems, columns());
        return table.select(selected.toArray(Column[]::new));
    }
}
