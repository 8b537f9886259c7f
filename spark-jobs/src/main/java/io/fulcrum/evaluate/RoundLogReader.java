package io.fulcrum.evaluate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.fulcrum.contract.Json;
import io.fulcrum.evaluate.RoundEntry.Changes;
import io.fulcrum.evaluate.RoundEntry.Position;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Reads a training's {@code rounds.jsonl}: one JSON object a line, unknown fields ignored. Rounds and epochs are
 * numbered from 1; lines without a schema, as earlier versions wrote them, number them from 0 and are converted.
 *
 * <p>A training that was killed and resumed writes some rounds twice; the later line counts. A last line cut short is
 * left out. Both are told in the history's notes. A number that was not finite, written as null or as text, is absent.
 */
public final class RoundLogReader {
    private static final int NUMBERED_FROM_ZERO = 1;
    private static final int SCHEMA = 5;

    private final String source;
    private final Map<Integer, RoundEntry> rounds = new TreeMap<>();
    private final Map<Integer, Map<String, Double>> probes = new TreeMap<>(); // losses by task, by round
    private final List<String> notes = new ArrayList<>();
    private int repeated;

    private RoundLogReader(String source) {
        this.source = source;
    }

    /**
     * Parses the text of a log.
     *
     * @param source what to call the log in errors: a path or an address
     */
    public static TrainingHistory parse(String log, String source) {
        RoundLogReader reader = new RoundLogReader(source);
        String[] lines = log.split("\n");
        for (int i = 0; i < lines.length; i++) {
            if (!lines[i].isBlank()) {
                boolean cutShort = i == lines.length - 1 && !log.endsWith("\n");
                reader.line(lines[i], i + 1, cutShort);
            }
        }
        return reader.history();
    }

    private void line(String text, int number, boolean cutShort) {
        String place = source + " line " + number;
        try {
            JsonNode node = ReportJson.MAPPER.readTree(text);
            JsonField field = new JsonField(place, "", node);
            RoundEntry entry = entry(field);
            probes.put(entry.at().round(), losses(field, "probeLosses"));
            repeated += rounds.put(entry.at().round(), entry) == null ? 0 : 1;
        } catch (JsonProcessingException e) {
            if (!cutShort) {
                throw new ReportFormatException(
                        String.format(
                                Locale.ROOT,
                                "%s: is not JSON: %s. A round log has one JSON object per line. Use the log as train wrote it.",
                                place,
                                Json.reason(e)),
                        e);
            }
            notes.add("The last line of the round log is incomplete; it was skipped.");
        }
    }

    private TrainingHistory history() {
        if (repeated > 0) {
            notes.add(String.format(
                    Locale.ROOT,
                    "Rounds that were repeated after a resume: %d. The repeated ones are shown.",
                    repeated));
        }
        return new TrainingHistory(
                rounds.values().stream().map(this::observed).toList(),
                Map.of(),
                OptionalInt.empty(),
                TrainingHistory.Run.UNKNOWN,
                notes);
    }

    /** Compares with the next round's probe where a round's probe was not measured again. */
    private RoundEntry observed(RoundEntry round) {
        if (!round.changes().observed().isEmpty()) {
            return round;
        }
        int number = round.at().round();
        Map<String, Double> observed = differences(
                round.losses().keySet(),
                probes.getOrDefault(number, Map.of()),
                probes.getOrDefault(number + 1, Map.of()));
        return round.with(new Changes(round.changes().predicted(), observed));
    }

    private static Map<String, Double> differences(
            Iterable<String> tasks, Map<String, Double> before, Map<String, Double> after) {
        Map<String, Double> differences = new LinkedHashMap<>();
        for (String task : tasks) {
            if (before.containsKey(task) && after.containsKey(task)) {
                differences.put(task, after.get(task) - before.get(task));
            }
        }
        return differences;
    }

    static Map<String, Double> losses(JsonField line, String key) {
        return line.find(key).map(RoundLogReader::finite).orElse(Map.of());
    }

    static Map<String, Map<String, Double>> groups(JsonField line, String key) {
        return line.find(key).map(groups -> groups.map(RoundLogReader::finite)).orElse(Map.of());
    }

    private static RoundEntry entry(JsonField line) {
        int first = numberedFrom(line);
        Position at = new Position(
                line.at("round").count() + 1 - first,
                line.at("epoch").count() + 1 - first,
                line.find("examples").map(JsonField::whole).orElse(0L),
                line.find("seconds")
                        .flatMap(seconds -> seconds.find("total"))
                        .map(JsonField::number)
                        .orElse(0.0));
        List<String> order =
                line.find("tasks").map(field -> field.list(JsonField::text)).orElse(List.of());
        return new RoundEntry(
                at,
                inOrder(order, finite(line.at("losses"))),
                inOrder(order, finite(line.at("taskWeights"))),
                line.find("cosines").map(RoundLogReader::matrix).orElse(List.of()),
                new Changes(
                        inOrder(order, losses(line, "predictedChange")),
                        differences(order, losses(line, "probeLosses"), losses(line, "probeLossesAfter"))),
                groups(line, "method"),
                NetworkEntry.of(line),
                groups(line, "validation"));
    }

    /** Returns the number of the first round and epoch in the schema of a line. */
    private static int numberedFrom(JsonField line) {
        int schema = line.find("schema").map(JsonField::count).orElse(NUMBERED_FROM_ZERO);
        if (schema < NUMBERED_FROM_ZERO || schema > SCHEMA) {
            line.at("schema").refuse("at most " + SCHEMA + ", the newest that this version reads");
        }
        return schema == NUMBERED_FROM_ZERO ? 0 : 1;
    }

    /**
     * Puts the log's tasks first, in the order of its matrices; a log that does not tell it has its maps in that
     * order.
     */
    private static Map<String, Double> inOrder(List<String> tasks, Map<String, Double> values) {
        Map<String, Double> ordered = new LinkedHashMap<>();
        tasks.stream().filter(values::containsKey).forEach(task -> ordered.put(task, values.get(task)));
        values.forEach(ordered::putIfAbsent);
        return ordered;
    }

    static Map<String, Double> finite(JsonField field) {
        Map<String, Double> values = field.map(RoundLogReader::numberOrNan);
        values.values().removeIf(value -> !Double.isFinite(value));
        return values;
    }

    private static List<List<Double>> matrix(JsonField field) {
        return field.list(row -> row.list(RoundLogReader::numberOrNan));
    }

    private static double numberOrNan(JsonField field) {
        boolean notFinite = field.node().isNull() || field.node().isTextual();
        return notFinite ? Double.NaN : field.number();
    }
}
