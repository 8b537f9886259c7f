package io.fulcrum.evaluate;

import java.util.List;

/** How many rules were checked, and a sentence for each that the report breaks. */
public record GateOutcome(int rules, List<String> violations) {

    public GateOutcome {
        violations = List.copyOf(violations);
    }

    public boolean passed() {
        return violations.isEmpty();
    }
}
