package io.fulcrum.model;

import io.fulcrum.data.Seeds;

/**
 * The first values of embedding rows: a function of (seed, table, row, position), so that nobody stores or sends the
 * rows that training never changed. Uniform around zero with a small deviation against the network's other inputs, as
 * DLRM and DeepCTR start theirs. Each value is one draw of a SplitMix64 stream (Steele, Lea and Flood, OOPSLA 2014)
 * that starts at the row's seed; the stream is counted, so a draw needs no state and costs one mix.
 */
final class FirstValues {
  private static final double DEVIATION = 0.05;
  private static final double SPREAD = (float) DEVIATION * Math.sqrt(3);
  private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

  private FirstValues() {}

  /** Returns the address of a row's values. */
  static long row(long seed, int table, int row) {
    return Seeds.of(seed, Seeds.Purpose.EMBEDDING_ROWS, table, row);
  }

  /** Returns the value at a position of the row at this address. */
  static float at(long row, int position) {
    double unit = (Seeds.mix(row + GOLDEN_RATIO * (position + 1)) >>> 11) * 0x1.0p-53;
    return (float) ((2 * unit - 1) * SPREAD);
  }
}
