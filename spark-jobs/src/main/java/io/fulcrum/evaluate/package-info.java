/**
 * Scores become metrics here: mergeable states, the report made of them, its comparison with a baseline and its gate.
 *
 * <p>Every state has the same three verbs: local {@code add}, ordered {@code merge}, read-out on the driver. An empty
 * state is neutral in a merge, and reading one is an error. States are plain arrays and sums, so a Spark task can
 * return them; with a fixed merge order the same bits come out.
 */
package io.fulcrum.evaluate;
