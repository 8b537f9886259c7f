package io.fulcrum.features.drift;

import io.fulcrum.contract.drift.Drift;
import io.fulcrum.contract.drift.DriftLimits;
import io.fulcrum.contract.drift.FeatureDrift;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Compares the drift of features with its limits: one line for a warning and one for a failure. */
public final class DriftChecks {
    private static final int NAMED = 20;

    private final Drift drift;
    private final DriftLimits limits;

    public DriftChecks(Drift drift, DriftLimits limits) {
        this.drift = drift;
        this.limits = limits;
    }

    /** Returns a line that names the features that drift so far that nothing may be published, if there are any. */
    public Optional<String> failure() {
        return line(fails(), "encode.drift-fail = " + limits.fail().orElse(Double.NaN))
                .map(found -> found + " Prepare and train with newer rows, or raise encode.drift-fail.");
    }

    /** Returns a line that names the other features that drift noticeably, if there are any. */
    public Optional<String> warning() {
        Predicate<FeatureDrift> noticeable = feature -> feature.divergence().reaches(limits.warn());
        return line(noticeable.and(fails().negate()), "encode.drift-warn = " + limits.warn())
                .map(found -> found + " Look at the plots in the report of fulcrum evaluate, or prepare and train with"
                        + " newer rows.");
    }

    private Predicate<FeatureDrift> fails() {
        return feature -> limits.fail().stream().anyMatch(feature.divergence()::reaches);
    }

    private Optional<String> line(Predicate<FeatureDrift> chosen, String limit) {
        List<FeatureDrift> found = drift.features().stream().filter(chosen).toList();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        String named = found.stream().limit(NAMED).map(DriftChecks::described).collect(Collectors.joining(", "));
        String more = found.size() > NAMED ? " and " + (found.size() - NAMED) + " more" : "";
        return Optional.of("Drift from the training split above " + limit + ": feature"
                + (found.size() > 1 ? "s " : " ") + named + more + ".");
    }

    private static String described(FeatureDrift feature) {
        return String.format(
                Locale.ROOT,
                "\"%s\" (PSI %.3f, %.3f expected by chance)",
                feature.feature(),
                feature.divergence().psi(),
                feature.divergence().expectedPsi());
    }
}
