package io.fulcrum.contract;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.MutableCoercionConfig;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.fulcrum.config.Excerpt;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The one way this project reads and writes JSON: records only, unknown and missing fields refused. */
public final class Json {
    /** Bounds within which every text is read: ours are far inside them, so what is not is damaged or meant ill. */
    public static final StreamReadConstraints BOUNDS = StreamReadConstraints.builder()
            .maxNestingDepth(64)
            .maxStringLength(1 << 20)
            .maxNumberLength(100)
            .build();

    private static final ObjectMapper MAPPER = JsonMapper.builder(
                    JsonFactory.builder().streamReadConstraints(BOUNDS).build())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfigDefaults(empty -> empty.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail))
            .withCoercionConfig(LogicalType.Textual, Json::textOnly)
            .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private Json() {}

    /** Returns the value as indented JSON that ends in a line break. */
    public static String pretty(Object value) {
        return write(value, MAPPER.writerWithDefaultPrettyPrinter()::writeValueAsString) + "\n";
    }

    /** Returns the value as JSON on one line. */
    public static String line(Object value) {
        return write(value, MAPPER::writeValueAsString);
    }

    /**
     * Reads a record from text.
     *
     * @param what the source for the message, such as "feature manifest /data/m.json"
     * @throws IllegalArgumentException if the text is not such a record
     */
    public static <T> T parse(String text, Class<T> type, String what) {
        try {
            T value = MAPPER.readValue(text, type);
            if (value == null) {
                throw damaged(what, "it is null", null);
            }
            return value;
        } catch (JsonProcessingException e) {
            throw damaged(what, reason(e), e);
        }
    }

    /**
     * Reads a record of an earlier form from text.
     *
     * @param read what makes today's record of it
     * @throws IllegalArgumentException if the text is not such a record, or no record of today can be made of it
     */
    public static <T, R> R parse(String text, Class<T> type, Function<T, R> read, String what) {
        T value = parse(text, type, what);
        try {
            return read.apply(value);
        } catch (IllegalArgumentException e) {
            throw damaged(what, String.valueOf(e.getMessage()), e);
        }
    }

    private static IllegalArgumentException damaged(String what, String how, @Nullable Exception cause) {
        return new IllegalArgumentException(
                "The " + what + " is damaged or of another version: "
                        + Excerpt.ofMessage(how).replaceFirst("\\.$", "")
                        + ". Create it again with this version of Fulcrum.",
                cause);
    }

    /** Says what is wrong with a text without naming classes, which say nothing to the owner of a file. */
    public static String reason(JsonProcessingException e) {
        if (e instanceof UnrecognizedPropertyException unknown) {
            return "Unrecognized field \"" + unknown.getPropertyName() + "\"";
        }
        if (e.getCause() != null && !(e.getCause() instanceof JsonProcessingException)) {
            return String.valueOf(e.getCause().getMessage());
        }
        String message = e.getOriginalMessage().lines().findFirst().orElse("it is not JSON");
        boolean ofKind = message.matches("(Cannot|Problem|Null|Failed|Invalid|Unexpected).*");
        if (ofKind && e instanceof JsonMappingException mapping) {
            return "the value at \"" + place(mapping) + "\" has the wrong type";
        }
        return message.replaceFirst("(: enable `| \\(index \\d+\\)| \\(bound as).*", "");
    }

    private static void textOnly(MutableCoercionConfig texts) {
        texts.setCoercion(CoercionInputShape.EmptyString, CoercionAction.TryConvert)
                .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
    }

    private static String place(JsonMappingException e) {
        return e.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                .collect(Collectors.joining())
                .replaceFirst("^\\.", "");
    }

    private static String write(Object value, Writer writer) {
        try {
            return writer.write(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write " + value.getClass().getSimpleName() + " as JSON", e);
        }
    }

    /** One of the mapper's two ways to write. */
    private interface Writer {
        String write(Object value) throws JsonProcessingException;
    }
}
