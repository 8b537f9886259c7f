package io.fulcrum.serve;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fulcrum.config.Excerpt;
import io.fulcrum.contract.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A line of JSON in, its answer as a line of JSON out. */
final class JsonAnswers {
    private static final String CONTEXT = "context";
    private static final String CANDIDATES = "candidates";
    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(Json.BOUNDS)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /**
     * Answers a line.
     *
     * @throws RecordException if it is not JSON, or no record that the model can score
     */
    String answer(String line, Scorer scorer) {
        Object read = read(line);
        if (read instanceof List<?> list) {
            return written(answers(scorer, Map.of(), records(list)));
        }
        Map<String, Object> record = record(read);
        if (record.keySet().equals(Set.of(CONTEXT, CANDIDATES))
                && !scorer.fields().contains(CONTEXT)) {
            if (!(record.get(CANDIDATES) instanceof List<?> list)) {
                throw new RecordException("\"candidates\" must be a list of records. Write [{…}, …].");
            }
            return written(answers(scorer, record(record.get(CONTEXT)), records(list)));
        }
        return written(answer(scorer, record, scorer.score(record)));
    }

    String error(String message) {
        return written(Map.of("error", message));
    }

    private static List<Map<String, Object>> answers(
            Scorer scorer, Map<String, Object> context, List<Map<String, Object>> records) {
        double[][] predictions = scorer.score(context, records);
        List<Map<String, Object>> answers = new ArrayList<>();
        for (int i = 0; i < predictions.length; i++) {
            answers.add(answer(scorer, records.get(i), predictions[i]));
        }
        return answers;
    }

    /** Keys first, as in the Parquet of predictions, then the tasks. */
    private static Map<String, Object> answer(Scorer scorer, Map<String, Object> record, double[] predictions) {
        Map<String, Object> answer = new LinkedHashMap<>();
        for (String key : scorer.keys()) {
            if (record.containsKey(key)) {
                answer.put(key, record.get(key));
            }
        }
        for (int task = 0; task < predictions.length; task++) {
            answer.put(scorer.tasks().get(task), predictions[task]);
        }
        return answer;
    }

    private static Object read(String line) {
        try {
            return MAPPER.readValue(line, Object.class);
        } catch (JsonProcessingException e) {
            throw new RecordException("\"" + Excerpt.of(line) + "\" is not JSON: "
                    + Excerpt.ofMessage(Json.reason(e)).replaceFirst("\\.$", "") + ". Write one JSON value a line.");
        }
    }

    private static List<Map<String, Object>> records(List<?> list) {
        List<Map<String, Object>> records = new ArrayList<>();
        for (Object entry : list) {
            records.add(record(entry));
        }
        return records;
    }

    /** Returns a JSON object: its field names are texts. */
    @SuppressWarnings("unchecked")
    private static Map<String, Object> record(Object read) {
        if (read instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw new RecordException("A record must be an object with a value per field, but is "
                + Excerpt.of(String.valueOf(read)) + ". Write {\"field\": value, …}.");
    }

    private static String written(Object answer) {
        try {
            return MAPPER.writeValueAsString(answer);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Predictions are texts and numbers", e);
        }
    }
}
