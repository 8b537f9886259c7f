package io.fulcrum.contract;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** The one way this project reads and writes JSON: records only, unknown and missing fields refused. */
public final class Json {
  private static final ObjectMapper MAPPER = JsonMapper.builder()
      .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
      .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
      .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
      .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
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
      throw damaged(what, firstLine(e), e);
    }
  }

  private static IllegalArgumentException damaged(String what, String how, Exception cause) {
    return new IllegalArgumentException("The " + what + " is damaged or of another version: "
        + how.replaceFirst("\\.$", "") + ". Make it again with this version of Fulcrum.", cause);
  }

  private static String firstLine(JsonProcessingException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    String message = cause instanceof JsonProcessingException json ? json.getOriginalMessage() : cause.getMessage();
    return String.valueOf(message).lines().findFirst().orElse(e.getClass().getSimpleName());
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
