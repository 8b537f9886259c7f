package io.fulcrum.train;

import java.util.Map;

/**
 * What the judge of epochs remembers.
 *
 * @param first task → metric → value of the first epoch; empty before there is one
 * @param best score of the best epoch, negative infinity before there is one
 */
public record StoppingState(Map<String, Map<String, Double>> first, double best, int epochsSinceBest) {
    static final StoppingState START = new StoppingState(Map.of(), Double.NEGATIVE_INFINITY, 0);
}
