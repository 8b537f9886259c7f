package io.fulcrum.contract.drift;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** How far the features of some rows differ from those that a model was trained on, the largest PSI first. */
public record Drift(List<FeatureDrift> features) {
    private static final String TRAINING = "train";

    public Drift {
        features = features.stream()
                .sorted(Comparator.comparingDouble(
                                (FeatureDrift drift) -> -drift.divergence().psi())
                        .thenComparing(FeatureDrift::feature))
                .toList();
    }

    /**
     * Compares a split with the training split of a model.
     *
     * @param model distributions of the data that the model was trained on
     * @param rows distributions that have the split
     * @return empty if there is nothing to compare with, or the rows were counted in other bins
     */
    public static Optional<Drift> of(FeatureDistributions model, FeatureDistributions rows, String split) {
        List<FeatureDrift> features = new ArrayList<>();
        for (FeatureDistribution before : model.features()) {
            Optional<FeatureDrift> drift = rows.find(before.feature())
                    .filter(after -> after.bins().equals(before.bins()))
                    .flatMap(after -> compare(before, after, split));
            if (drift.isEmpty()) {
                return Optional.empty();
            }
            features.add(drift.get());
        }
        return Optional.of(new Drift(features));
    }

    private static Optional<FeatureDrift> compare(FeatureDistribution before, FeatureDistribution after, String split) {
        return before.counts(TRAINING)
                .flatMap(training -> after.counts(split)
                        .map(now ->
                                FeatureDrift.of(before.feature(), before.bins().bins(), training, now)));
    }
}
