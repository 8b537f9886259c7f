package io.fulcrum.bench;

/**
 * How long the trainings of a benchmark are.
 *
 * @param localSteps of a round
 * @param epochs of a training
 */
public record RoundSize(int localSteps, int batchSize, int epochs) {

    /** Returns the plan of so many workers on as many cores. */
    TrainPlan plan(int workers) {
        return new TrainPlan("local[" + workers + "]", workers, localSteps, batchSize, epochs);
    }
}
