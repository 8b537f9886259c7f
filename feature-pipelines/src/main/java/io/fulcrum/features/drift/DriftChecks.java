package io.fulcrum.features.drift;

import io.fulcrum.contract.drift.Drift;
import io.fulcrum.contract.drift.DriftLimits;
import io.fulcrum.contract.drift.FeatureDrift;
import java.util.List;
import java.util.Locale;

/** What the drift of features means for rows: warnings and failures. */
public final class DriftChecks {
    private final Drift drift;
    private final DriftLimits limits;

    public DriftChecks(Drift drift, DriftLimits limits) {
        this.drift = drift;
        this.limits = limits;
    }

    /** Returns a sentence for each feature that drifts so far that nothing may be published. */
    public List<String> failures() {
        return drift.features().stream()
                .filter(this::fails)
                .map(feature -> found(feature) + ", but encode.drift-fail = "
                        + limits.fail().orElseThrow()
                        + " is the limit. Prepare and train with newer rows, or raise encode.drift-fail.")
                .toList();
    }

    /** Returns a sentence for each other feature that drifts noticeably. */
    public List<String> warnings() {
        return drift.features().stream()
                .filter(feature -> feature.divergence().reaches(limits.warn()) && !fails(feature))
                .map(feature -> found(feature) + ". Look at its plot in the report of fulcrum evaluate, or prepare and"
                        + " train with newer rows.")
                .toList();
    }

    private boolean fails(FeatureDrift feature) {
        return limits.fail().stream().anyMatch(limit -> feature.divergence().reaches(limit));
    }

    private static String found(FeatureDrift feature) {
        return String.format(
                Locale.ROOT,
                "Feature \"%s\" drifts from its training split: PSI %.3f, of which %.3f is expected by chance",
                feature.feature(),
                feature.divergence().psi(),
                feature.divergence().expectedPsi());
    }
}
