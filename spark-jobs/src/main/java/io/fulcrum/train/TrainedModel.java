package io.fulcrum.train;

import io.fulcrum.model.Recommender;
import java.util.Map;

/**
 * What training leaves: the model of the best epoch.
 *
 * @param epoch number of that epoch, from 1
 * @param validation its metrics by task
 */
public record TrainedModel(Recommender model, int epoch, Map<String, Map<String, Double>> validation) {}
