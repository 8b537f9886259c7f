package io.fulcrum.model;

/** A rule's step on a single row. */
final class OneRow {
  private OneRow() {}

  /** Moves a row of any width against its gradient. */
  static void update(UpdateRule rule, UpdateRule.Row row, double learningRate, long step) {
    new UpdateLanes(rule.statesOfParameter()).moveLong(row, rule.at(learningRate, step));
  }
}
