package io.fulcrum.features.read;

import io.fulcrum.contract.encoder.Utf8;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.ArrayType;

/** The values of one column as encoders read them. */
public final class SourceValues {
    private SourceValues() {}

    /** Returns the column as texts, or lists of texts; null where there is none. */
    public static List<Object> texts(Dataset<Row> rows, String column) {
        boolean isList = rows.schema().apply(column).dataType() instanceof ArrayType;
        return read(rows, column, row -> isList ? list(row) : text(row));
    }

    /** Returns the column as doubles; null where there is none. */
    public static List<Object> numbers(Dataset<Row> rows, String column) {
        return read(rows, column, row -> row.number(0));
    }

    private interface Reading {
        Object of(SparkRow row);
    }

    private static List<Object> read(Dataset<Row> rows, String column, Reading reading) {
        SparkRow cursor =
                new SparkRow(SparkSources.of(List.of(column), rows.schema()).values(), SourcePlaces.inRows(1, 0));
        List<Object> values = new ArrayList<>();
        for (InternalRow row : collected(rows.select(SourceTable.column(column)))) {
            cursor.at(row, row);
            values.add(cursor.isNull(0) ? null : reading.of(cursor));
        }
        return values;
    }

    private static List<InternalRow> collected(Dataset<Row> rows) {
        return rows.queryExecution().toRdd().toJavaRDD().map(InternalRow::copy).collect();
    }

    private static Object text(SparkRow row) {
        Utf8 text = new Utf8();
        row.text(0, text);
        return text.toString();
    }

    private static Object list(SparkRow row) {
        Utf8 text = new Utf8();
        List<Object> texts = new ArrayList<>();
        int length = row.length(0);
        for (int entry = 0; entry < length; entry++) {
            if (row.text(0, entry, text)) {
                texts.add(text.toString());
            }
        }
        return texts;
    }
}
