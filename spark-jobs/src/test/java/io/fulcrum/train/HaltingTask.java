package io.fulcrum.train;

import io.fulcrum.ClusterClasspath;
import io.fulcrum.data.Batch;
import io.fulcrum.data.Shard;
import io.fulcrum.model.TrainableModel;
import io.fulcrum.train.exchange.RowFeed;
import io.fulcrum.train.exchange.TableSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A training task that halts once, in one phase of one round, after it has written its process id into a folder: for
 * tests that kill it there. The attempt after it finds the id and goes on.
 */
record HaltingTask(RecommenderTask task, String folder, Phase phase, int round) implements TrainingTask<Shard, Batch> {
    static final String PROCESS = "process";
    private static final int BOUND_SECONDS = 120;

    /** Where a task halts; MERGE is on the driver, between collecting the states and planning the next round. */
    enum Phase {
        REPLICA,
        PROBE,
        STEPS,
        MERGE,
        NONE
    }

    @Override
    public TrainableModel<Batch> open(RoundPlan plan, TableSource tables) {
        return task.open(plan, tables instanceof RowFeed rows ? halting(plan, rows) : tables);
    }

    private RowFeed halting(RoundPlan plan, RowFeed rows) {
        return version -> {
            halt(Phase.REPLICA, plan.round());
            return rows.after(version);
        };
    }

    @Override
    public List<Batch> stepBatches(RoundPlan plan, int shardId, Shard shard) {
        List<Batch> batches = task.stepBatches(plan, shardId, shard);
        return new AbstractList<>() {
            @Override
            public Batch get(int i) {
                if (i == batches.size() - 1) {
                    halt(Phase.STEPS, plan.round());
                }
                return batches.get(i);
            }

            @Override
            public int size() {
                return batches.size();
            }
        };
    }

    @Override
    public int probeBatches(RoundPlan plan) {
        halt(Phase.PROBE, plan.round());
        return task.probeBatches(plan);
    }

    /** SlowMo asks for it on the driver, once a round's states are merged. */
    @Override
    public double learningRate(long step) {
        if (phase == Phase.MERGE && step > 1 && isFirst()) {
            ClusterClasspath.killOneExecutor();
        }
        return task.learningRate(step);
    }

    @Override
    public Delta delta() {
        return task.delta();
    }

    @Override
    public BadNumbers onBadNumbers() {
        return task.onBadNumbers();
    }

    @Override
    public String clipping() {
        return task.clipping();
    }

    private void halt(Phase at, int now) {
        if (at == phase && now == round && isFirst()) {
            try {
                if (!new CountDownLatch(1).await(BOUND_SECONDS, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("Nobody ended this task within " + BOUND_SECONDS + " s");
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException("Ended, for another attempt was faster", e);
            }
        }
    }

    /** Written whole beside, then linked: whoever sees the file reads the whole id. */
    private boolean isFirst() {
        try {
            Path beside = Files.createTempFile(Path.of(folder), "id", "");
            Files.writeString(beside, Long.toString(ProcessHandle.current().pid()));
            Files.createLink(Path.of(folder, PROCESS), beside);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
