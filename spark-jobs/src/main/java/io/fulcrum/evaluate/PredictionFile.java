package io.fulcrum.evaluate;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fulcrum.contract.Json;
import io.fulcrum.data.KeyFields;
import io.fulcrum.data.KeyedRows;
import io.fulcrum.job.Location;
import io.fulcrum.job.Storage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;

/** The Parquet file that Spark would write for key columns and predictions, written by Parquet's own writer. */
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
     * @param predictions asked for row after row
     */
    static void write(KeyedRows rows, List<String> tasks, Values predictions, String folder) {
        String file = folder + "/part-00000-" + UUID.randomUUID() + "-c000.zstd.parquet";
        try {
            Configuration configuration = Storage.fileSystem(file).getConf();
            try (ParquetWriter<Row> writer = new Builder(
                            HadoopOutputFile.fromPath(Location.of(file), configuration), rows.keys(), tasks)
                    .withConf(configuration)
                    .withCompressionCodec(CompressionCodecName.ZSTD)
                    .build()) {
                rows.forEach((row, keys) -> writer.write(new Row(row, keys, predictions.upTo(row))));
            }
        } catch (IOException e) {
            throw Storage.cannotWrite(file, e);
        } catch (FSError e) {
            throw Storage.cannotWrite(file, Storage.asIoException(e));
        }
        Storage.writeText(folder + "/" + DONE, "");
    }

    /**
     * A row to write.
     *
     * @param keys each at its value
     * @param predictions [task][row]
     */
    private record Row(int row, ColumnReader[] keys, double[][] predictions) {}

    private static final class Builder extends ParquetWriter.Builder<Row, Builder> {
        private final RowWriter rows;

        Builder(OutputFile file, KeyFields keys, List<String> tasks) {
            super(file);
            rows = new RowWriter(keys, tasks);
            tasks.forEach(task -> withDictionaryEncoding(task, false)); // as PredictionFolder does
        }

        @Override
        protected Builder self() {
            return this;
        }

        @Override
        protected WriteSupport<Row> getWriteSupport(Configuration configuration) {
            return rows;
        }
    }

    private static final class RowWriter extends WriteSupport<Row> {
        private final KeyFields keys;
        private final List<String> tasks;
        private RecordConsumer consumer;

        RowWriter(KeyFields keys, List<String> tasks) {
            this.keys = keys;
            this.tasks = tasks;
        }

        @Override
        public WriteContext init(Configuration configuration) {
            Stream<Type> predictions = tasks.stream()
                    .map(task -> Types.required(PrimitiveTypeName.DOUBLE).named(task));
            List<Type> fields = Stream.concat(keys.fields().stream().map(RowWriter::optional), predictions)
                    .toList();
            return new WriteContext(
                    new MessageType("spark_schema", fields),
                    Map.of(KeyFields.SPARK_SCHEMA, Json.line(declared()), KeyFields.SPARK_VERSION, keys.spark()));
        }

        /** Spark reads every column of a file as one that may be absent, and so writes keys. */
        private static Type optional(Type key) {
            PrimitiveType type = key.asPrimitiveType();
            return Types.primitive(type.getPrimitiveTypeName(), Repetition.OPTIONAL)
                    .as(type.getLogicalTypeAnnotation())
                    .named(type.getName());
        }

        private ObjectNode declared() {
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

        @Override
        public void prepareForWrite(RecordConsumer to) {
            consumer = to;
        }

        @Override
        public void write(Row row) {
            consumer.startMessage();
            for (int i = 0; i < row.keys().length; i++) {
                writeKey(row.keys()[i], i);
            }
            for (int task = 0; task < tasks.size(); task++) {
                int field = row.keys().length + task;
                consumer.startField(tasks.get(task), field);
                consumer.addDouble(row.predictions()[task][row.row()]);
                consumer.endField(tasks.get(task), field);
            }
            consumer.endMessage();
        }

        private void writeKey(ColumnReader key, int field) {
            String name = keys.fields().get(field).getName();
            if (key.getCurrentDefinitionLevel() == key.getDescriptor().getMaxDefinitionLevel()) {
                consumer.startField(name, field);
                copy(key);
                consumer.endField(name, field);
            }
            key.consume();
        }

        private void copy(ColumnReader key) {
            switch (key.getDescriptor().getPrimitiveType().getPrimitiveTypeName()) {
                case BOOLEAN -> consumer.addBoolean(key.getBoolean());
                case INT32 -> consumer.addInteger(key.getInteger());
                case INT64 -> consumer.addLong(key.getLong());
                case FLOAT -> consumer.addFloat(key.getFloat());
                case DOUBLE -> consumer.addDouble(key.getDouble());
                default -> consumer.addBinary(key.getBinary());
            }
        }
    }
}
