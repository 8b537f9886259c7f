package io.fulcrum.jobs;

import io.fulcrum.contract.Split;
import io.fulcrum.contract.drift.Drift;
import io.fulcrum.contract.drift.FeatureDistributions;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.data.PreparedData;
import io.fulcrum.features.drift.DistributionFile;
import io.fulcrum.job.Storage;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How the features of a split differ from those of a model's training split, by the distributions that both have.
 *
 * @param missing why there is no drift, empty if there is
 */
record StoredDrift(Optional<Drift> drift, List<String> missing) {
    /** Compares a split of prepared data with what a model was trained on. */
    static StoredDrift of(EvaluateJob.Inputs inputs, FeatureManifest data) {
        Optional<FeatureDistributions> model = model(inputs.model());
        if (model.isEmpty()) {
            return missing(inputs.model(), "Prepare and train again with this version.");
        }
        Optional<FeatureDistributions> rows = DistributionFile.read(inputs.data(), data);
        return rows.map(found -> between(model.get(), found, inputs.split(), inputs.data()))
                .orElseGet(() -> missing(inputs.data(), "Prepare or encode the rows again with this version."));
    }

    /** Compares rows that were counted in the bins of a model or of data with its training split. */
    static StoredDrift of(
            Optional<FeatureDistributions> like, Optional<FeatureDistributions> rows, Split split, String directory) {
        return rows.map(found -> between(like.orElseThrow(), found, split, directory))
                .orElseGet(() -> missing(directory, "Prepare and train again with this version."));
    }

    private static StoredDrift between(
            FeatureDistributions model, FeatureDistributions rows, Split split, String directory) {
        Optional<Drift> drift = Drift.of(model, rows, split.folder());
        return new StoredDrift(
                drift,
                drift.isPresent()
                        ? List.of()
                        : List.of("Drift is not reported: split " + split.folder() + " of " + directory
                                + " was not counted in the bins of the model's training split. Evaluate the raw rows"
                                + " with --input."));
    }

    private static StoredDrift missing(String directory, String advice) {
        return new StoredDrift(
                Optional.empty(),
                List.of("Drift is not reported: " + directory + " has no " + FeatureDistributions.FILE + ". "
                        + advice));
    }

    private static Optional<FeatureDistributions> model(String directory) {
        return Storage.exists(directory + "/" + FeatureManifest.FILE)
                ? DistributionFile.read(directory, PreparedData.manifest(directory))
                : Optional.empty();
    }

    /** Returns a line on the feature that drifts most. */
    List<String> lines() {
        return drift.stream()
                .map(found -> found.features().get(0))
                .map(most -> String.format(
                        Locale.ROOT,
                        "Drift from the training split: PSI at most %.3f, of feature %s (%.3f expected by chance)",
                        most.divergence().psi(),
                        most.feature(),
                        most.divergence().expectedPsi()))
                .toList();
    }
}
