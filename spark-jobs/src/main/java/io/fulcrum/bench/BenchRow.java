package io.fulcrum.bench;

import java.util.Arrays;

/**
 * One result of a benchmark.
 *
 * @param name benchmark/what
 * @param value the result: the median
 * @param runs number of measurements
 * @param median of the runs; of a ratio, the ratio of the medians
 * @param spread from the least to the largest run, as a part of the median
 * @param machine what it ran on
 */
public record BenchRow(String name, double value, String unit, int runs, double median, double spread, String machine) {

    /** Sums up the measurements of some runs. */
    public static BenchRow of(String name, String unit, double[] measured) {
        double[] sorted = measured.clone();
        Arrays.sort(sorted);
        int runs = sorted.length;
        double median = (sorted[(runs - 1) / 2] + sorted[runs / 2]) / 2;
        return new BenchRow(
                name, median, unit, runs, median, (sorted[runs - 1] - sorted[0]) / median, Machine.description());
    }

    /**
     * Divides the medians of two things measured by turns; the spread is that of the single turns' ratios.
     *
     * @param upper [run]
     * @param lower [run], of the same length
     */
    public static BenchRow ratio(String name, String unit, double[] upper, double[] lower) {
        double[] ratios = new double[upper.length];
        Arrays.setAll(ratios, run -> upper[run] / lower[run]);
        double ratio = of(name, unit, upper).median / of(name, unit, lower).median;
        BenchRow turns = of(name, unit, ratios);
        return new BenchRow(name, ratio, unit, turns.runs, ratio, turns.spread * turns.median / ratio, turns.machine);
    }
}
