package io.fulcrum.train;

import io.fulcrum.model.embedding.RowRecords;
import io.fulcrum.model.embedding.SquaredNorm;
import io.fulcrum.model.layer.Measures;
import io.fulcrum.model.loss.TaskSums;
import io.fulcrum.train.exchange.PackedFloats;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What workers bring back from a round: sums and counts, never averages. One task fills it, then it is only merged; an
 * empty state is neutral, and states are merged in the order of the round's shards so that sums have one rounding.
 */
public final class RoundState implements Serializable {
    private static final long serialVersionUID = 1L;

    private final ProbeState probe;
    private final TaskLosses stepLosses;
    private final WeightedSum parameters = new WeightedSum();
    private final WeightedSum optimizerState = new WeightedSum();
    private final List<RowRecords> rows = new ArrayList<>(); // [worker]
    private final Measures measures = new Measures();
    private final List<Trouble> troubles = new ArrayList<>();
    private final long[] skipped; // [task] batches
    private long bytes;
    private long examples;
    private long steps;
    private double probeSeconds;
    private double stepSeconds;

    /** A state whose probe measures gradients in one piece. */
    public RoundState(int tasks, int sharedParameters) {
        this(tasks, new ProbeState(tasks, sharedParameters, 1));
    }

    RoundState(int tasks, ProbeState probe) {
        this.probe = probe;
        stepLosses = new TaskLosses(tasks);
        skipped = new long[tasks];
    }

    public ProbeState probe() {
        return probe;
    }

    /** What was measured of the network. */
    Measures measures() {
        return measures;
    }

    /** Counts a batch that was left out for a task's numbers. */
    void addSkipped(int task) {
        skipped[task]++;
    }

    /** Returns [task] how many batches were left out for its numbers. */
    long[] skipped() {
        return skipped.clone();
    }

    /** Whether every number that a worker ended with is one. */
    boolean isFinite() {
        return parameters.isFinite()
                && optimizerState.isFinite()
                && rows.stream().allMatch(SquaredNorm::isFinite);
    }

    void addStep(TaskSums batch) {
        stepLosses.add(batch);
        examples += batch.rows();
        steps++;
    }

    public void addTrouble(Trouble trouble) {
        troubles.add(trouble);
    }

    void addSeconds(double probe, double localSteps) {
        probeSeconds = Math.max(probeSeconds, probe);
        stepSeconds = Math.max(stepSeconds, localSteps);
    }

    /** Ends the filling of this state with what the steps led to. */
    void finish(PackedFloats endParameters, PackedFloats endOptimizerState, RowRecords touched) {
        parameters.add(endParameters, examples);
        optimizerState.add(endOptimizerState, examples);
        if (examples > 0) {
            rows.add(touched);
            bytes = probe.bytes() + parameters.bytes() + optimizerState.bytes() + touched.bytes() + measures.bytes();
        }
    }

    /** Adds the work of later shards to this state. */
    public RoundState merge(RoundState other) {
        probe.merge(other.probe);
        stepLosses.merge(other.stepLosses);
        parameters.merge(other.parameters);
        optimizerState.merge(other.optimizerState);
        rows.addAll(other.rows);
        measures.merge(other.measures);
        troubles.addAll(other.troubles);
        Arrays.setAll(skipped, task -> skipped[task] + other.skipped[task]);
        bytes += other.bytes;
        examples += other.examples;
        steps = Math.max(steps, other.steps);
        addSeconds(other.probeSeconds, other.stepSeconds);
        return this;
    }

    /** Rows trained on, over all workers. */
    public long examples() {
        return examples;
    }

    /** Steps of the longest worker: by so many the round moves the schedule on. */
    public long steps() {
        return steps;
    }

    /** Seconds of the slowest worker. */
    double probeSeconds() {
        return probeSeconds;
    }

    /** Seconds of the slowest worker. */
    double stepSeconds() {
        return stepSeconds;
    }

    TaskLosses stepLosses() {
        return stepLosses;
    }

    WeightedSum parameters() {
        return parameters;
    }

    WeightedSum optimizerState() {
        return optimizerState;
    }

    List<RowRecords> rows() {
        return rows;
    }

    public Optional<Trouble> trouble() {
        return troubles.stream().findFirst();
    }

    /** Bytes that the merged states took on the wire, all together. */
    long bytes() {
        return bytes;
    }
}
