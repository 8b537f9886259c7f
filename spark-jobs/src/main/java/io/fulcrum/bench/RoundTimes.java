package io.fulcrum.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fulcrum.train.RoundLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The seconds of one round, as its log tells them.
 *
 * @param examples rows trained on
 * @param probe of the slowest worker
 * @param localSteps of the slowest worker
 */
record RoundTimes(long examples, double probe, double localSteps, double total, double bytesUp) {

    /** Reads the rounds of the last training that wrote its log to the directory. */
    static List<RoundTimes> read(Path directory) {
        try {
            List<RoundTimes> rounds = new ArrayList<>();
            ObjectMapper json = new ObjectMapper();
            for (String line : Files.readAllLines(directory.resolve(RoundLog.FILE))) {
                JsonNode round = json.readTree(line);
                JsonNode seconds = round.get("seconds");
                rounds.add(new RoundTimes(
                        round.get("examples").asLong(),
                        seconds.get("probe").asDouble(),
                        seconds.get("localSteps").asDouble(),
                        seconds.get("total").asDouble(),
                        round.get("bytesUp").asDouble()));
            }
            return rounds;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything but probe and local steps: plan, tasks, merge, solve. */
    double sync() {
        return Math.max(0, total - probe - localSteps);
    }
}
