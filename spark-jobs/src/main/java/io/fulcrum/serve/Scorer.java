package io.fulcrum.serve;

import io.fulcrum.contract.encoder.Source;
import io.fulcrum.job.FileSource;
import io.fulcrum.job.JobFailure;
import io.fulcrum.job.LocalDisk;
import io.fulcrum.model.serving.ServedModel;
import io.fulcrum.model.store.LoadedModel;
import io.fulcrum.model.store.ModelReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Predictions of a model directory for raw records, equal to the bit with those that {@code fulcrum score} writes: the
 * probability of a binary task, the value in the label's unit of a regression, in the order of {@link #tasks}.
 *
 * <p>Immutable but for a pool of scratch memory; any number of threads may call it. A value is a text, a whole number,
 * a number, a boolean, a date ({@link java.time.LocalDate} or {@code "2026-01-31"}), a time ({@link java.time.Instant},
 * or an ISO text, without an offset in UTC) or null, as its column was in training; a list field is a {@link List} of
 * these.
 */
public final class Scorer {
    private static final int POOL = 64;

    private final String fingerprint;
    private final ServedModel model;
    private final ModelEncoders encoders;
    private final RecordFields fields;
    private final AtomicReferenceArray<ScoringLane> pool = new AtomicReferenceArray<>(POOL);

    private Scorer(LoadedModel loaded, ModelEncoders encoders) {
        fingerprint = loaded.fingerprint();
        model = new ServedModel(loaded.model());
        this.encoders = encoders;
        fields = new RecordFields(encoders.manifest());
    }

    /**
     * Opens a model directory as {@code fulcrum train} published it.
     *
     * @throws JobFailure if the directory is no model, incomplete, damaged or of a later version
     */
    public static Scorer open(Path directory) {
        FileSource files = new LocalDisk();
        LoadedModel loaded = new ModelReader(files).read(directory.toString());
        return new Scorer(loaded, ModelEncoders.read(files, directory.toString(), loaded));
    }

    /** Names of the tasks, in the order of predictions. */
    public List<String> tasks() {
        return model.spec().tasks().names();
    }

    /** Fields that records have. */
    public List<String> fields() {
        return fields.sources().stream().map(Source::column).toList();
    }

    /** Fields that a record must have, if only as null: every row of the training data had a value of them. */
    public List<String> requiredFields() {
        return fields.required();
    }

    /** Key columns of the training data: a record may have them, and no prediction depends on them. */
    public List<String> keys() {
        return encoders.manifest().keys();
    }

    /** Fingerprint of the model, as run records and reports state it. */
    public String fingerprint() {
        return fingerprint;
    }

    /**
     * Returns [task] the predictions for a record.
     *
     * @throws RecordException if it has an unknown field, lacks one, or has a value of another type
     */
    public double[] score(Map<String, ?> record) {
        ScoringLane lane = take();
        try {
            lane.clear();
            lane.add(Map.of(), record);
            return lane.predictions()[0];
        } finally {
            give(lane);
        }
    }

    /** Returns [record][task] the predictions for records. */
    public double[][] score(List<? extends Map<String, ?>> records) {
        return score(Map.of(), records);
    }

    /**
     * Returns [candidate][task] the predictions for candidates of one request.
     *
     * @param context fields that all candidates have in common, such as the user's
     * @param candidates their other fields
     */
    public double[][] score(Map<String, ?> context, List<? extends Map<String, ?>> candidates) {
        fields.requireKnown(context);
        ScoringLane lane = take();
        try {
            lane.clear();
            for (int i = 0; i < candidates.size(); i++) {
                add(lane, context, candidates.get(i), i + 1);
            }
            return lane.predictions();
        } finally {
            give(lane);
        }
    }

    private static void add(ScoringLane lane, Map<String, ?> context, Map<String, ?> candidate, int place) {
        try {
            lane.add(context, candidate);
        } catch (RecordException e) {
            throw e.at(place);
        }
    }

    /** A thread looks first where it put its own. */
    private ScoringLane take() {
        int first = place();
        for (int i = 0; i < POOL; i++) {
            ScoringLane lane = pool.getAndSet((first + i) % POOL, null);
            if (lane != null) {
                return lane;
            }
        }
        return new ScoringLane(model, encoders, fields);
    }

    private void give(ScoringLane lane) {
        int first = place();
        for (int i = 0; i < POOL; i++) {
            if (pool.compareAndSet((first + i) % POOL, null, lane)) {
                return;
            }
        }
    }

    private static int place() {
        return (int) (Thread.currentThread().getId() % POOL);
    }
}
