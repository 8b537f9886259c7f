package io.fulcrum.evaluate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fulcrum.contract.Json;
import java.util.Locale;

/** The report as {@code report.json}: written whole, read back equal, refused if of an unknown schema or malformed. */
public final class ReportJson {
    static final ObjectMapper MAPPER = JsonMapper.builder(
                    JsonFactory.builder().streamReadConstraints(Json.BOUNDS).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private ReportJson() {}

    public static String toJson(EvaluationReport report) {
        try {
            return MAPPER.writer(new ReportLayout()).writeValueAsString(ReportTree.of(report)) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Report could not be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * Reads a report.
     *
     * @param source what to call the text in errors: a path or an address
     */
    public static EvaluationReport fromJson(String json, String source) {
        JsonField root = new JsonField(source, "", parse(json, source));
        int schema = root.at("schema").count();
        if (schema < EvaluationReport.OLDEST_SCHEMA || schema > EvaluationReport.SCHEMA) {
            throw new ReportFormatException(String.format(
                    Locale.ROOT,
                    "%s: schema = %d, this version reads schemas %d to %d. Evaluate the model again.",
                    source,
                    schema,
                    EvaluationReport.OLDEST_SCHEMA,
                    EvaluationReport.SCHEMA));
        }
        try {
            return ReportReader.report(root);
        } catch (IllegalArgumentException e) {
            throw new ReportFormatException(String.format(Locale.ROOT, "%s: %s", source, e.getMessage()), e);
        }
    }

    private static JsonNode parse(String json, String source) {
        try {
            JsonNode node = MAPPER.readTree(json);
            if (node.isObject()) {
                return node;
            }
            throw new ReportFormatException(String.format(
                    Locale.ROOT, "%s: is not a JSON object, which a report must be. %s", source, JsonField.ADVICE));
        } catch (JsonProcessingException e) {
            throw new ReportFormatException(
                    String.format(
                            Locale.ROOT,
                            "%s: is not JSON at line %d: %s. %s",
                            source,
                            e.getLocation() == null ? 1 : e.getLocation().getLineNr(),
                            Json.reason(e),
                            JsonField.ADVICE),
                    e);
        }
    }
}
