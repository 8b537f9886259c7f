package io.fulcrum.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fulcrum.balance.TaskSignals;
import io.fulcrum.job.JobFailure;
import io.fulcrum.train.RoundRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a round measured, from a line of {@code rounds.jsonl} or from a file with a Gram matrix alone.
 *
 * @param tasks in the order of every array
 * @param gramOf what the Gram matrix is of
 */
record RecordedRound(TaskSignals signals, List<String> tasks, GramOf gramOf) {
    /** By what the gradients of a Gram matrix are. */
    enum GramOf {
        PARAMETERS,
        REPRESENTATION,
        /** A file does not say. */
        UNKNOWN
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Finds a round by its number in a log. */
    static RecordedRound inLog(String file, List<String> lines, int round) {
        List<Integer> found = new ArrayList<>();
        for (String line : lines) {
            Optional<JsonNode> node = parsed(line).filter(JsonNode::isObject);
            int base = node.isPresent() && node.get().has("schema") ? 0 : 1; // lines without it number rounds from 0
            int number =
                    node.map(record -> record.path("round").asInt(-1) + base).orElse(-1);
            if (number == round && node.isPresent()) {
                return of(file + ", round " + round, node.get(), round);
            }
            found.add(number);
        }
        int last = found.stream().mapToInt(number -> number).max().orElse(0);
        throw JobFailure.invalid(file + ": has no round " + round
                + (last < 1 ? ", because it has no rounds at all." : ". Its last round is " + last + "; name another.")
                + (last < 1 ? " Name the rounds.jsonl of a training." : ""));
    }

    /** Reads a file that holds a list of rows. Tasks are t1, t2 …, and their losses 1. */
    static RecordedRound ofGram(String file, String text) {
        double[][] gram = parsed(text).flatMap(RecordedRound::matrix).orElseThrow(() -> notSquare(file));
        double[] losses = new double[gram.length];
        Arrays.fill(losses, 1);
        long[] labelled = new long[gram.length];
        Arrays.fill(labelled, 1);
        List<String> names =
                IntStream.rangeClosed(1, gram.length).mapToObj(i -> "t" + i).toList();
        return new RecordedRound(new TaskSignals(1, gram, losses, labelled), names, GramOf.UNKNOWN);
    }

    private static RecordedRound of(String place, JsonNode record, int round) {
        List<String> names = new ArrayList<>();
        record.path("tasks").forEach(name -> names.add(name.asText()));
        double[][] gram = matrix(record.path("gram")).orElseThrow(() -> notSquare(place));
        if (names.size() != gram.length) {
            throw JobFailure.invalid(place + ": names " + names.size() + " tasks, but its Gram matrix has "
                    + gram.length + " rows. Name the rounds.jsonl of a training.");
        }
        double[] losses = new double[gram.length];
        long[] labelled = new long[gram.length];
        for (int i = 0; i < losses.length; i++) {
            JsonNode loss = record.path("probeLosses").path(names.get(i));
            losses[i] = loss.asDouble(Double.NaN);
            labelled[i] = loss.isNumber() ? 1 : 0;
        }
        GramOf gramOf = record.path("gramOf").asText().equals(RoundRecord.REPRESENTATION)
                ? GramOf.REPRESENTATION
                : GramOf.PARAMETERS;
        return new RecordedRound(new TaskSignals(round, gram, losses, labelled), names, gramOf);
    }

    private static Optional<JsonNode> parsed(String text) {
        try {
            return Optional.ofNullable(JSON.readTree(text));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static Optional<double[][]> matrix(JsonNode rows) {
        double[][] matrix = new double[rows.size()][rows.size()];
        boolean square = rows.isArray() && !rows.isEmpty();
        for (int i = 0; i < matrix.length && square; i++) {
            square = rows.get(i).isArray() && rows.get(i).size() == matrix.length;
            for (int j = 0; j < matrix.length && square; j++) {
                square = rows.get(i).get(j).isNumber();
                matrix[i][j] = rows.get(i).get(j).asDouble();
            }
        }
        return square ? Optional.of(matrix) : Optional.empty();
    }

    private static JobFailure notSquare(String place) {
        return JobFailure.invalid(place + ": has no Gram matrix, which must be a list of as many rows of numbers as"
                + " there are tasks. Write it as [[4, 1], [1, 9]], or name a rounds.jsonl.");
    }
}
