package io.fulcrum.balance;

/**
 * What a probe measured besides losses and Gram matrix: only what the method declares, the rest is empty. The numbers
 * may be non-finite. Arrays are not copied.
 *
 * @param lossesAfter [task] mean losses of the probe's examples after the local steps; NaN without labels
 * @param splitGram [task][task] inner products of the first half's mean gradients with the second half's; not
 *     symmetric; 0 where a task has no labels in its half
 * @param gradients [task][parameter] mean gradients; zeros without labels
 */
public record ProbeDetail(double[] lossesAfter, double[][] splitGram, double[][] gradients) {
    public static final ProbeDetail NONE = new ProbeDetail(new double[0], new double[0][], new double[0][]);

    /** Whether this has the evidence, if it is one of those that this record holds. */
    boolean has(Evidence evidence) {
        return switch (evidence) {
            case PROBE_AFTER -> lossesAfter.length > 0;
            case SPLIT_GRAM -> splitGram.length > 0;
            case COORDINATES -> gradients.length > 0;
            case LOSSES, GRAM, GRAM_REPRESENTATION, VALIDATION -> true;
        };
    }

    /** The part of some tasks. */
    ProbeDetail of(int[] tasks) {
        double[] after = new double[lossesAfter.length == 0 ? 0 : tasks.length];
        double[][] split = new double[splitGram.length == 0 ? 0 : tasks.length][tasks.length];
        double[][] rows = new double[gradients.length == 0 ? 0 : tasks.length][];
        for (int i = 0; i < tasks.length; i++) {
            if (after.length > 0) {
                after[i] = lossesAfter[tasks[i]];
            }
            if (rows.length > 0) {
                rows[i] = gradients[tasks[i]];
            }
            for (int j = 0; j < tasks.length && split.length > 0; j++) {
                split[i][j] = splitGram[tasks[i]][tasks[j]];
            }
        }
        return new ProbeDetail(after, split, rows);
    }
}
