package io.fulcrum.features.read;

import io.fulcrum.features.read.FileColumn.Pages;
import io.fulcrum.features.read.FileColumn.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.sql.execution.datasources.parquet.ParquetToSparkSchemaConverter;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * The Spark type of each top-level column of a Parquet schema, converted one by one, so that a column that Spark cannot
 * read does not stop the others.
 */
final class ColumnConversion {
    private final boolean binaryIsString;
    private final ParquetMetadataConverter metadata = new ParquetMetadataConverter();
    private final Map<List<SchemaElement>, FileColumn> known = new ConcurrentHashMap<>();

    ColumnConversion(boolean binaryIsString) {
        this.binaryIsString = binaryIsString;
    }

    /** Returns the elements of each top-level column: the column itself, then what is below it. */
    static List<List<SchemaElement>> columns(List<SchemaElement> schema) {
        List<List<SchemaElement>> columns = new ArrayList<>();
        int next = 1;
        while (next < schema.size()) {
            int end = end(schema, next);
            columns.add(schema.subList(next, end));
            next = end;
        }
        return columns;
    }

    private static int end(List<SchemaElement> schema, int start) {
        int open = 1;
        int next = start;
        while (open > 0 && next < schema.size()) {
            open += schema.get(next++).getNum_children() - 1;
        }
        return next;
    }

    /** Returns the column of these elements, with its pages. */
    FileColumn column(List<SchemaElement> elements, Pages pages) {
        FileColumn column = known.computeIfAbsent(List.copyOf(elements), this::converted);
        return new FileColumn(column.stored(), column.unreadable(), pages);
    }

    private FileColumn converted(List<SchemaElement> elements) {
        Optional<Unreadable> reason =
                elements.stream().flatMap(leaf -> Unreadable.of(leaf).stream()).findFirst();
        boolean nanoseconds = elements.stream().anyMatch(ColumnConversion::isNanoseconds);
        boolean single = elements.size() == 1 && elements.get(0).getRepetition_type() != FieldRepetitionType.REPEATED;
        if (reason.isPresent() || nanoseconds && !single) {
            return FileColumn.unreadable(reason.orElse(Unreadable.NANOSECONDS), new Pages());
        }
        Optional<DataType> type = type(elements);
        if (type.isEmpty()) {
            return FileColumn.unreadable(Unreadable.OTHER, new Pages());
        }
        LogicalType logical = elements.get(0).getLogicalType();
        boolean nulls = single && logical != null && logical.isSetUNKNOWN();
        DataType meaning = nulls ? DataTypes.NullType : nanoseconds ? DataTypes.TimestampType : type.get();
        return FileColumn.readable(new Stored(type.get(), meaning), new Pages());
    }

    private Optional<DataType> type(List<SchemaElement> elements) {
        List<SchemaElement> schema = new ArrayList<>();
        schema.add(new SchemaElement("schema").setNum_children(1));
        schema.addAll(elements);
        try {
            MessageType message = metadata.fromParquetMetadata(new FileMetaData(1, schema, 0, List.of()))
                    .getFileMetaData()
                    .getSchema();
            DataType type = new ParquetToSparkSchemaConverter(binaryIsString, true, true, false, true)
                    .convert(message)
                    .apply(0)
                    .dataType();
            return Optional.of(type.asNullable());
        } catch (Exception e) { // Spark's AnalysisException is checked, but its Scala does not declare it
            return Optional.empty();
        }
    }

    private static boolean isNanoseconds(SchemaElement element) {
        LogicalType logical = element.getLogicalType();
        return logical != null
                && logical.isSetTIMESTAMP()
                && logical.getTIMESTAMP().getUnit().isSetNANOS();
    }
}
