package io.fulcrum.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.fulcrum.contract.Json;
import io.fulcrum.evaluate.ReportFormatException;
import io.fulcrum.evaluate.RoundLogReader;
import io.fulcrum.evaluate.TrainingHints;
import io.fulcrum.evaluate.TrainingHistory;
import io.fulcrum.job.JobFailure;
import io.fulcrum.job.RunRecord;
import io.fulcrum.job.Storage;
import io.fulcrum.train.RoundLog;
import java.util.Optional;
import java.util.OptionalDouble;

/** The training that made a model, as far as its directory still describes it. */
final class ModelHistory {
    /** Result of a training's run record: number of the epoch whose model was kept, from 1. */
    static final String KEPT_EPOCH = "keptEpoch";

    /** As {@link #KEPT_EPOCH} in records of earlier versions, but numbered from 0. */
    private static final String KEPT_EPOCH_FROM_ZERO = "epoch";

    private static final int LOG_LIMIT = 256 << 20;

    private ModelHistory() {}

    /**
     * Returns the rounds with the floors and epochs that were in force in the model's own run, the epoch that was kept,
     * and hints as notes; nothing for a model without its log.
     */
    static TrainingHistory read(String modelDirectory) {
        String log = modelDirectory + "/" + RoundLog.FILE;
        try {
            return Storage.readText(log, LOG_LIMIT)
                    .map(text -> of(RoundLogReader.parse(text, log), modelDirectory))
                    .orElse(TrainingHistory.NONE);
        } catch (ReportFormatException | IllegalArgumentException e) {
            throw JobFailure.invalid(e.getMessage());
        }
    }

    private static TrainingHistory of(TrainingHistory logged, String modelDirectory) {
        Optional<RunSettings> known = RunSettings.read(modelDirectory);
        RunSettings settings = known.orElse(RunSettings.UNKNOWN);
        Optional<JsonNode> record = record(modelDirectory);
        TrainingHistory history = logged.withFloors(settings.floors())
                .of(new TrainingHistory.Run(
                        settings.epochs(),
                        record.map(node -> node.path("seconds"))
                                .filter(JsonNode::isNumber)
                                .map(seconds -> OptionalDouble.of(seconds.doubleValue()))
                                .orElse(OptionalDouble.empty())));
        history = kept(history, record);
        for (String hint : TrainingHints.of(history)) {
            history = history.withNote(hint);
        }
        return known.isPresent()
                ? history
                : history.withNote("Floors are not drawn: the model directory has no readable " + RunRecord.CONFIG_FILE
                        + " of its run.");
    }

    private static Optional<JsonNode> record(String modelDirectory) {
        String file = modelDirectory + "/" + RunRecord.FILE;
        return Storage.readText(file).map(text -> Json.parse(text, JsonNode.class, "run record " + file));
    }

    private static TrainingHistory kept(TrainingHistory history, Optional<JsonNode> record) {
        JsonNode result = record.map(node -> node.path("result")).orElseGet(MissingNode::getInstance);
        if (result.path(KEPT_EPOCH).isInt()) {
            return history.withChosenEpoch(result.path(KEPT_EPOCH).intValue());
        }
        JsonNode old = result.path(KEPT_EPOCH_FROM_ZERO);
        return old.isInt() ? history.withChosenEpoch(old.intValue() + 1) : history;
    }
}
