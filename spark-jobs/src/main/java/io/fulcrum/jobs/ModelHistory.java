package io.fulcrum.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import io.fulcrum.contract.Json;
import io.fulcrum.contract.TaskSettings;
import io.fulcrum.evaluate.ReportFormatException;
import io.fulcrum.evaluate.RoundLogReader;
import io.fulcrum.evaluate.TrainingHistory;
import io.fulcrum.job.JobFailure;
import io.fulcrum.job.RunRecord;
import io.fulcrum.job.Storage;
import io.fulcrum.train.RoundLog;
import java.util.LinkedHashMap;
import java.util.Map;

/** The training that made a model, as far as its directory still tells it. */
final class ModelHistory {
    private static final int LOG_LIMIT = 256 << 20;

    private ModelHistory() {}

    /** Returns the rounds, the floors in force and the epoch that was kept; nothing for a model without its log. */
    static TrainingHistory read(JobContext job, String modelDirectory) {
        String log = modelDirectory + "/" + RoundLog.FILE;
        try {
            return Storage.readText(log, LOG_LIMIT)
                    .map(text -> kept(RoundLogReader.parse(text, log).withFloors(floors(job)), modelDirectory))
                    .orElse(TrainingHistory.NONE);
        } catch (ReportFormatException | IllegalArgumentException e) {
            throw JobFailure.invalid(e.getMessage());
        }
    }

    private static Map<String, Double> floors(JobContext job) {
        Map<String, Double> floors = new LinkedHashMap<>();
        double factor = job.settings()
                .train()
                .balance()
                .sum()
                .factor(job.settings().features().tasks().size());
        for (TaskSettings task : job.settings().features().tasks()) {
            if (task.floor() > 0) {
                floors.put(task.spec().name(), task.floor() * factor);
            }
        }
        return floors;
    }

    private static TrainingHistory kept(TrainingHistory history, String modelDirectory) {
        String file = modelDirectory + "/" + RunRecord.FILE;
        return Storage.readText(file)
                .map(text -> Json.parse(text, JsonNode.class, "run record " + file)
                        .path("result")
                        .path("epoch"))
                .filter(JsonNode::isInt)
                .map(epoch -> history.withChosenEpoch(epoch.intValue()))
                .orElse(history);
    }
}
