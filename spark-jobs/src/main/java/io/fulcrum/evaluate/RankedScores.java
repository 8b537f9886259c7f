package io.fulcrum.evaluate;

import java.util.Locale;

/**
 * The distinct scores of a binary task in rising order with the examples of each class at each score: tie blocks.
 *
 * <p>All metrics here treat a tie block as one, so no answer depends on the order of equal scores.
 */
public final class RankedScores {
    private final float[] scores; // [block], rising
    private final int[] negatives; // [block]
    private final int[] positives; // [block]
    private final long negativeCount;
    private final long positiveCount;
    private int blocks;

    private RankedScores(long negativeCount, long positiveCount) {
        int capacity = Math.toIntExact(negativeCount + positiveCount);
        this.scores = new float[capacity];
        this.negatives = new int[capacity];
        this.positives = new int[capacity];
        this.negativeCount = negativeCount;
        this.positiveCount = positiveCount;
    }

    /** Both arrays sorted in rising order. */
    static RankedScores ofSorted(float[] negative, float[] positive) {
        RankedScores ranked = new RankedScores(negative.length, positive.length);
        int n = 0;
        int p = 0;
        while (n < negative.length || p < positive.length) {
            float score = smallest(negative, n, positive, p);
            int nEnd = endOf(score, negative, n);
            int pEnd = endOf(score, positive, p);
            ranked.append(score, nEnd - n, pEnd - p);
            n = nEnd;
            p = pEnd;
        }
        return ranked;
    }

    private void append(float score, int negativesHere, int positivesHere) {
        scores[blocks] = score;
        negatives[blocks] = negativesHere;
        positives[blocks++] = positivesHere;
    }

    private static float smallest(float[] negative, int n, float[] positive, int p) {
        if (n == negative.length) {
            return positive[p];
        }
        return p == positive.length ? negative[n] : Math.min(negative[n], positive[p]);
    }

    private static int endOf(float score, float[] sorted, int from) {
        int end = from;
        while (end < sorted.length && sorted[end] == score) {
            end++;
        }
        return end;
    }

    int blocks() {
        return blocks;
    }

    float score(int block) {
        return scores[block];
    }

    int negatives(int block) {
        return negatives[block];
    }

    int positives(int block) {
        return positives[block];
    }

    public long negativeCount() {
        return negativeCount;
    }

    public long positiveCount() {
        return positiveCount;
    }

    /** The chance that a random positive outranks a random negative, a tie counting one half (Mann-Whitney). */
    public MetricValue auc() {
        if (positiveCount == 0 || negativeCount == 0) {
            return oneClass();
        }
        return MetricValue.of(exactAuc());
    }

    private double exactAuc() {
        long twiceWins = 0;
        long below = 0;
        for (int b = 0; b < blocks; b++) {
            twiceWins += positives[b] * (2 * below + negatives[b]);
            below += negatives[b];
        }
        return twiceWins / 2.0 / positiveCount / negativeCount;
    }

    /**
     * Standard error of the AUC (DeLong, DeLong and Clarke-Pearson 1988): the variance of each positive's share of
     * negatives beaten over the positives, plus that of each negative's share of positives lost to over the negatives.
     */
    public MetricValue aucStandardError() {
        if (positiveCount < 2 || negativeCount < 2) {
            return MetricValue.undefined(String.format(
                    Locale.ROOT, "needs two positives and two negatives, has %d and %d", positiveCount, negativeCount));
        }
        double auc = exactAuc();
        double positiveSquares = 0;
        double negativeSquares = 0;
        long negativesBelow = 0;
        long positivesBelow = 0;
        for (int b = 0; b < blocks; b++) {
            double beaten = (negativesBelow + negatives[b] / 2.0) / negativeCount - auc;
            double lostTo = (positiveCount - positivesBelow - positives[b] / 2.0) / positiveCount - auc;
            positiveSquares += positives[b] * beaten * beaten;
            negativeSquares += negatives[b] * lostTo * lostTo;
            negativesBelow += negatives[b];
            positivesBelow += positives[b];
        }
        return MetricValue.of(Math.sqrt(positiveSquares / (positiveCount - 1.0) / positiveCount
                + negativeSquares / (negativeCount - 1.0) / negativeCount));
    }

    /** Area under the precision-recall steps, Σ (R_i - R_{i-1}) P_i over falling distinct scores: average precision. */
    public MetricValue averagePrecision() {
        if (positiveCount == 0) {
            return MetricValue.undefined(String.format(Locale.ROOT, "no positive among %d examples", negativeCount));
        }
        double area = 0;
        long truePositives = 0;
        long taken = 0;
        for (int b = blocks - 1; b >= 0; b--) {
            truePositives += positives[b];
            taken += positives[b] + negatives[b];
            area += (double) positives[b] / positiveCount * truePositives / taken;
        }
        return MetricValue.of(area);
    }

    private MetricValue oneClass() {
        return MetricValue.undefined(
                positiveCount == 0
                        ? String.format(Locale.ROOT, "no positive among %d examples", negativeCount)
                        : String.format(Locale.ROOT, "no negative among %d examples", positiveCount));
    }
}
