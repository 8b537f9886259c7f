package io.fulcrum.evaluate;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fulcrum.contract.Json;
import io.fulcrum.data.KeyFields;
import io.fulcrum.data.KeyedRows;
import io.fulcrum.job.Storage;
import io.fulcrum.model.Recommender;
import io.fulcrum.parquet.ColumnFile;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FSError;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;

/** The Parquet file that Spark would write for key columns and predictions, written column by column. */
final class PredictionFile {
    private static final String DONE = "_SUCCESS";

    private PredictionFile() {}

    /** What is predicted. */
    interface Values {
        /** Returns predictions of which those of all rows up to this one are there; // [task][row]. */
        double[][] upTo(int row);
    }

    /**
     * Writes one file and the marker that Spark's writer leaves.
     *
     * @param predictions asked for in the order of the rows
     */
    static void write(KeyedRows rows, List<String> tasks, Values predictions, String folder) {
        String path = folder + "/part-00000-" + UUID.randomUUID() + "-c000.zstd.parquet";
        MessageType schema = schema(rows.keys(), tasks);
        PredictionColumns columns =
                new PredictionColumns(schema.getColumns(), rows.keys().fields().size());
        try (ColumnFile file = new ColumnFile(path, form(path, schema, rows.keys(), tasks), columns)) {
            rows.forEach(Recommender.batchRows(), (first, count, keys) -> {
                columns.write(first, count, keys, predictions.upTo(first + count - 1));
                file.wrote(count);
            });
            file.finish();
        } catch (IOException e) {
            throw Storage.cannotWrite(path, e);
        } catch (FSError e) {
            throw Storage.cannotWrite(path, Storage.asIoException(e));
        }
        Storage.writeText(folder + "/" + DONE, "");
    }

    private static ColumnFile.Form form(String path, MessageType schema, KeyFields keys, List<String> tasks)
            throws IOException {
        return new ColumnFile.Form(
                schema,
                Map.of(KeyFields.SPARK_SCHEMA, Json.line(declared(keys, tasks)), KeyFields.SPARK_VERSION, keys.spark()),
                tasks, // without a dictionary, as PredictionFolder writes them
                ParquetWriter.DEFAULT_BLOCK_SIZE,
                Storage.fileSystem(path).getConf());
    }

    private static MessageType schema(KeyFields keys, List<String> tasks) {
        Stream<Type> predictions = tasks.stream()
                .map(task -> Types.required(PrimitiveTypeName.DOUBLE).named(task));
        return new MessageType(
                "spark_schema",
                Stream.concat(keys.fields().stream().map(PredictionFile::optional), predictions)
                        .toList());
    }

    /** Spark reads every column of a file as one that may be absent, and so writes keys. */
    private static Type optional(Type key) {
        PrimitiveType type = key.asPrimitiveType();
        return Types.primitive(type.getPrimitiveTypeName(), Repetition.OPTIONAL)
                .as(type.getLogicalTypeAnnotation())
                .named(type.getName());
    }

    /** Returns Spark's declaration of the columns. */
    private static ObjectNode declared(KeyFields keys, List<String> tasks) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "struct");
        for (var key : keys.declared()) {
            schema.withArray("fields").add(((ObjectNode) key.deepCopy()).put("nullable", true));
        }
        for (String task : tasks) {
            schema.withArray("fields")
                    .addObject()
                    .put("name", task)
                    .put("type", "double")
                    .put("nullable", false)
                    .putObject("metadata");
        }
        return schema;
    }
}
