package io.fulcrum.data;

import com.fasterxml.jackson.databind.JsonNode;
import io.fulcrum.contract.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;

/**
 * Key columns of plain types, as the Parquet files of a prepared split declare them.
 *
 * @param fields as the files store them
 * @param declared Spark's declaration of each, such as {@code {"name":"id","type":"long",…}}
 * @param spark the version of Spark that wrote the files
 */
public record KeyFields(List<Type> fields, List<JsonNode> declared, String spark) {
    /** The metadata in which Spark keeps a file's schema as JSON. */
    public static final String SPARK_SCHEMA = "org.apache.spark.sql.parquet.row.metadata";

    /** The metadata from which Spark knows how dates are stored. */
    public static final String SPARK_VERSION = "org.apache.spark.version";

    private static final String LEGACY = "org.apache.spark.legacy";

    /** Returns the fields; empty if Spark could store one of them in another way than it is stored here. */
    static Optional<KeyFields> of(FileMetaData file, List<String> names) {
        Map<String, String> metadata = file.getKeyValueMetaData();
        boolean rebased = metadata.keySet().stream().anyMatch(key -> key.startsWith(LEGACY));
        String version = metadata.getOrDefault(SPARK_VERSION, "");
        if (rebased || !version.matches("[3-9]\\..+") || !metadata.containsKey(SPARK_SCHEMA)) {
            return Optional.empty();
        }
        JsonNode schema = Json.parse(metadata.get(SPARK_SCHEMA), JsonNode.class, "schema of a prepared file");
        List<Type> fields = new ArrayList<>();
        List<JsonNode> declared = new ArrayList<>();
        for (String name : names) {
            if (file.getSchema().containsField(name) && isPlain(file.getSchema().getType(name))) {
                fields.add(file.getSchema().getType(name));
                StreamSupport.stream(schema.path("fields").spliterator(), false)
                        .filter(field -> field.path("name").asText().equals(name))
                        .forEach(declared::add);
            }
        }
        boolean complete = fields.size() == names.size() && declared.size() == names.size();
        return complete ? Optional.of(new KeyFields(fields, declared, version)) : Optional.empty();
    }

    private static boolean isPlain(Type field) {
        if (!field.isPrimitive() || field.isRepetition(Repetition.REPEATED)) {
            return false;
        }
        PrimitiveType type = field.asPrimitiveType();
        LogicalTypeAnnotation annotation = type.getLogicalTypeAnnotation();
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN, FLOAT, DOUBLE -> annotation == null;
            case INT32 ->
                annotation == null
                        || annotation.equals(LogicalTypeAnnotation.intType(8, true))
                        || annotation.equals(LogicalTypeAnnotation.intType(16, true))
                        || annotation.equals(LogicalTypeAnnotation.dateType());
            case INT64 ->
                annotation == null || annotation.equals(LogicalTypeAnnotation.timestampType(true, TimeUnit.MICROS));
            case BINARY -> LogicalTypeAnnotation.stringType().equals(annotation);
            default -> false;
        };
    }
}
