package io.fulcrum.features.check;

import io.fulcrum.features.check.CheckSettings.Rule;
import java.util.ArrayList;
import java.util.List;

/** What the checks found: failures, which stop the preparation, and warnings, which are reported. */
final class Findings {
    private final List<String> failures = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    void fail(String message) {
        failures.add(message);
    }

    void warn(String message) {
        warnings.add(message);
    }

    /** Notes a finding as the configuration rules. */
    void note(Rule rule, String message) {
        switch (rule) {
            case REFUSE -> fail(message);
            case WARN -> warn(message);
            case IGNORE -> {}
        }
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }
}
