package io.fulcrum.bench;

/**
 * How long the steps of a turn took, in seconds.
 *
 * @param ninetyNinth the 99th percentile
 */
record Latencies(double mean, double median, double ninetyNinth) {}
