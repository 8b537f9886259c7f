package io.fulcrum.evaluate;

import java.util.Arrays;
import java.util.Locale;

/**
 * Ranking metrics inside groups, averaged over groups, with how much of the data they cover.
 *
 * <p>Grouped AUC is Σ n_g AUC_g / Σ n_g over groups that hold both classes, n_g the group's examples. NDCG@k has
 * binary gain and discount 1/log2(rank + 1) and is the plain mean over groups with a positive. Rows of equal score
 * share the mean gain of their tie block, the expectation over all orders of the block (McSherry and Najork 2008), so
 * ties are neither luck nor order of arrival. Examples without a group are in no ranking; the coverage of examples
 * counts them as not covered.
 */
public final class GroupedRanking {
    private final int ndcgAt;
    private final long ungrouped;
    private long groups;
    private long examples;
    private long rankedGroups;
    private long rankedExamples;
    private long positiveGroups;
    private double weightedAuc;
    private double ndcgSum;

    private GroupedRanking(long ungrouped, int ndcgAt) {
        this.ungrouped = ungrouped;
        this.ndcgAt = ndcgAt;
    }

    static GroupedRanking of(long[] groups, long[] rows, long ungrouped, int ndcgAt) {
        long[] keys = Arrays.stream(groups).parallel().sorted().distinct().toArray();
        int[] ends = new int[keys.length]; // [group] one past the group's last row
        long[] gathered = gather(groups, rows, keys, ends);
        GroupedRanking ranking = new GroupedRanking(ungrouped, ndcgAt);
        for (int g = 0, from = 0; g < keys.length; from = ends[g++]) {
            Arrays.sort(gathered, from, ends[g]);
            ranking.count(gathered, from, ends[g]);
        }
        return ranking;
    }

    private static long[] gather(long[] groups, long[] rows, long[] keys, int[] ends) {
        int[] dense = new int[groups.length]; // [row] index of the row's group in keys
        int[] next = new int[keys.length + 1];
        for (int i = 0; i < groups.length; i++) {
            dense[i] = Arrays.binarySearch(keys, groups[i]);
            next[dense[i] + 1]++;
        }
        Arrays.parallelPrefix(next, Integer::sum);
        long[] gathered = new long[rows.length];
        for (int i = 0; i < rows.length; i++) {
            gathered[next[dense[i]]++] = rows[i];
        }
        System.arraycopy(next, 0, ends, 0, ends.length);
        return gathered;
    }

    private void count(long[] rows, int from, int to) {
        RankedScores ranked = ranked(rows, from, to);
        groups++;
        examples += to - from;
        ranked.auc().measured().ifPresent(auc -> {
            rankedGroups++;
            rankedExamples += to - from;
            weightedAuc += (to - from) * auc;
        });
        if (ranked.positiveCount() > 0) {
            positiveGroups++;
            ndcgSum += ndcg(ranked, ndcgAt);
        }
    }

    private static RankedScores ranked(long[] rows, int from, int to) {
        int positives = 0;
        for (int i = from; i < to; i++) {
            positives += (int) (rows[i] & 1);
        }
        float[] positive = new float[positives];
        float[] negative = new float[to - from - positives];
        for (int i = from, p = 0, n = 0; i < to; i++) {
            float score = SortableFloat.decode((int) (rows[i] >> 1));
            if ((rows[i] & 1) == 1) {
                positive[p++] = score;
            } else {
                negative[n++] = score;
            }
        }
        return RankedScores.ofSorted(negative, positive);
    }

    static double ndcg(RankedScores ranked, int k) {
        double gain = 0;
        long rank = 0;
        for (int b = ranked.blocks() - 1; b >= 0 && rank < k; b--) {
            long size = (long) ranked.positives(b) + ranked.negatives(b);
            gain += discounts(rank, Math.min(k, rank + size)) * ranked.positives(b) / size;
            rank += size;
        }
        return gain / discounts(0, Math.min(k, ranked.positiveCount()));
    }

    /** Sum of 1/log2(rank + 1) over the one-based ranks from + 1 … to. */
    private static double discounts(long from, long to) {
        double sum = 0;
        for (long rank = from + 1; rank <= to; rank++) {
            sum += StrictMath.log(2) / StrictMath.log(rank + 1.0);
        }
        return sum;
    }

    public long groups() {
        return groups;
    }

    /** Examples without a group. */
    public long ungrouped() {
        return ungrouped;
    }

    public MetricValue groupedAuc() {
        return rankedGroups == 0 ? undefined("both classes") : MetricValue.of(weightedAuc / rankedExamples);
    }

    /** Share of groups that hold both classes. */
    public MetricValue groupCoverage() {
        return shareOfGroups(rankedGroups);
    }

    /** Share of all examples, with a group and without, that are in groups of both classes. */
    public double exampleCoverage() {
        return (double) rankedExamples / (examples + ungrouped);
    }

    public MetricValue ndcg() {
        return positiveGroups == 0 ? undefined("a positive") : MetricValue.of(ndcgSum / positiveGroups);
    }

    /** Share of groups that hold a positive. */
    public MetricValue ndcgCoverage() {
        return shareOfGroups(positiveGroups);
    }

    private MetricValue shareOfGroups(long covered) {
        return groups == 0 ? withoutGroups() : MetricValue.of((double) covered / groups);
    }

    private MetricValue undefined(String needed) {
        return groups == 0
                ? withoutGroups()
                : MetricValue.undefined(String.format(Locale.ROOT, "none of %d groups holds %s", groups, needed));
    }

    private MetricValue withoutGroups() {
        return MetricValue.undefined(String.format(Locale.ROOT, "none of %d examples has a group", ungrouped));
    }
}
