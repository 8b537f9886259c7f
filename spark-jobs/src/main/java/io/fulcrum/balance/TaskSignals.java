package io.fulcrum.balance;

import java.util.Arrays;

/**
 * What a round measured. The numbers may be non-finite: judging that is the balancer's task, not this record's.
 *
 * @param round number of the round they were measured in, from 1
 * @param gram [task][task] inner products of the summed gradients; empty if they were not measured. The row of a task
 *     without labels is ignored
 * @param losses [task] mean losses at the round's start point; that of a task without labels is ignored
 * @param labelledExamples [task] how many examples had a label
 * @param training what happened besides
 * @param detail what the probe measured besides
 */
public record TaskSignals(
        int round, double[][] gram, double[] losses, long[] labelledExamples, LocalSteps training, ProbeDetail detail) {

    /**
     * The local steps of the round.
     *
     * @param epoch number of the epoch, from 1
     * @param seed the address of the round's random numbers
     * @param losses [task] mean losses over the local steps; NaN without labels
     */
    public record LocalSteps(int epoch, long seed, double[] losses) {
        public LocalSteps {
            losses = losses.clone();
        }

        @Override
        public double[] losses() {
            return losses.clone();
        }
    }

    public TaskSignals {
        int tasks = losses.length;
        boolean square = gram.length == 0 || gram.length == tasks;
        for (double[] row : gram) {
            square &= row.length == tasks;
        }
        if (tasks == 0 || !square || labelledExamples.length != tasks || training.losses.length != tasks) {
            throw new IllegalArgumentException("Round " + round + ": length mismatch: " + tasks + " losses, "
                    + training.losses.length + " of the local steps, "
                    + labelledExamples.length + " example counts and a Gram matrix of " + gram.length
                    + " rows; all must have one entry per task. Measure every task, or leave the Gram matrix empty.");
        }
        for (long count : labelledExamples) {
            if (count < 0) {
                throw new IllegalArgumentException(
                        "Round " + round + ": example counts " + Arrays.toString(labelledExamples)
                                + " must be at least 0. Look for an overflow where they are summed.");
            }
        }
        gram = gram.clone();
        for (int i = 0; i < gram.length; i++) {
            gram[i] = gram[i].clone();
        }
        losses = losses.clone();
        labelledExamples = labelledExamples.clone();
    }

    /** Signals without further detail of the probe. */
    public TaskSignals(int round, double[][] gram, double[] losses, long[] labelledExamples, LocalSteps training) {
        this(round, gram, losses, labelledExamples, training, ProbeDetail.NONE);
    }

    /** Signals of a first epoch whose losses stay as the probe found them; only the round addresses random numbers. */
    public TaskSignals(int round, double[][] gram, double[] losses, long[] labelledExamples) {
        this(round, gram, losses, labelledExamples, unchanged(round, losses, labelledExamples));
    }

    public int tasks() {
        return losses.length;
    }

    /** The signals that a method of losses reads: those of the local steps, and no Gram matrix. */
    TaskSignals ofLocalSteps() {
        double[] means = training.losses();
        long[] labelled = new long[means.length];
        Arrays.setAll(labelled, i -> Double.isNaN(means[i]) ? 0 : 1);
        return new TaskSignals(round, new double[0][], means, labelled, training, detail);
    }

    /** The signals of the probe without its Gram matrix. */
    TaskSignals withoutGram() {
        return new TaskSignals(round, new double[0][], losses, labelledExamples, training, detail);
    }

    private static LocalSteps unchanged(int round, double[] losses, long[] labelledExamples) {
        double[] means = losses.clone();
        for (int i = 0; i < Math.min(means.length, labelledExamples.length); i++) {
            means[i] = labelledExamples[i] > 0 ? means[i] : Double.NaN;
        }
        return new LocalSteps(1, round, means);
    }

    public boolean isLabelled(int task) {
        return labelledExamples[task] > 0;
    }

    @Override
    public double[][] gram() {
        double[][] copy = gram.clone();
        for (int i = 0; i < copy.length; i++) {
            copy[i] = gram[i].clone();
        }
        return copy;
    }

    @Override
    public double[] losses() {
        return losses.clone();
    }

    @Override
    public long[] labelledExamples() {
        return labelledExamples.clone();
    }

    /** The Gram matrix with zero rows and columns for tasks without labels: they have no gradient. */
    double[][] labelledGram() {
        double[][] labelled = gram();
        for (int i = 0; i < labelled.length; i++) {
            for (int j = 0; j < labelled.length; j++) {
                labelled[i][j] = isLabelled(i) && isLabelled(j) ? labelled[i][j] : 0;
            }
        }
        return labelled;
    }
}
