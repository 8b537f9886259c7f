package io.fulcrum.features.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.contract.drift.Divergence;
import io.fulcrum.contract.drift.Drift;
import io.fulcrum.contract.drift.DriftLimits;
import io.fulcrum.contract.drift.FeatureDrift;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DriftChecksTest {
    private static final Drift DRIFT = new Drift(List.of(
            feature("price", 0.3, 9), feature("age", 1.25, 9), feature("place", 0.05, 9), feature("day", 2, 3)));

    @Test
    void lines_betweenAndAboveTheLimits_nameEachFeatureOnceTheLargestPsiFirst() {
        DriftChecks checks = new DriftChecks(DRIFT, new DriftLimits(0.1, OptionalDouble.of(0.5)));

        assertThat(checks.failure())
                .hasValue(
                        "Drift from the training split above encode.drift-fail = 0.5: feature \"age\" (PSI 1.250, 0.010"
                                + " expected by chance). Prepare and train with newer rows, or raise encode.drift-fail.");
        assertThat(checks.warning())
                .hasValue("Drift from the training split above encode.drift-warn = 0.1: feature \"price\" (PSI 0.300,"
                        + " 0.010 expected by chance). Look at the plots in the report of fulcrum evaluate, or prepare"
                        + " and train with newer rows.");
    }

    @Test
    void lines_withoutALimitForFailure_onlyWarn() {
        DriftChecks checks = new DriftChecks(DRIFT, new DriftLimits(0.1, OptionalDouble.empty()));

        assertThat(checks.failure()).isEmpty();
        assertThat(checks.warning().orElseThrow())
                .contains(": features \"age\" (PSI 1.250, ", "), \"price\" (PSI 0.300, ");
    }

    @Test
    void lines_limits_areOfThePsiAboveWhatIsExpected() {
        DriftLimits limits = new DriftLimits(0.24, OptionalDouble.of(1.2401));
        assertThat(new DriftChecks(DRIFT, limits).failure()).isEmpty();
        assertThat(new DriftChecks(DRIFT, new DriftLimits(0.24, OptionalDouble.of(1.2399))).failure())
                .isPresent();
        assertThat(new DriftChecks(DRIFT, new DriftLimits(1.2401, OptionalDouble.empty())).warning())
                .isEmpty();
    }

    @Test
    void lines_manyFeatures_nameTwenty() {
        Drift many = new Drift(IntStream.range(0, 23)
                .mapToObj(i -> feature(String.format("f%02d", i), 1, 9))
                .toList());
        String line = new DriftChecks(many, new DriftLimits(0.1, OptionalDouble.of(0.5)))
                .failure()
                .orElseThrow();

        assertThat(line)
                .contains("\"f19\" (PSI 1.000, 0.010 expected by chance) and 3 more.")
                .doesNotContain("f20");
    }

    private static FeatureDrift feature(String name, double psi, double deviations) {
        return new FeatureDrift(name, new Divergence(psi, 0.01, 0.2, deviations), List.of());
    }
}
