package io.fulcrum.train;

import io.fulcrum.model.Recommender;
import java.util.Map;

/** Measures a model on the validation split; what it measures with is the caller's. */
@FunctionalInterface
public interface Validation {
    /** Returns task name → metric name → value, such as income → auc → 0.95. */
    Map<String, Map<String, Double>> measure(Recommender model);
}
