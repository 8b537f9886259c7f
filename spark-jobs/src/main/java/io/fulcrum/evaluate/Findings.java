package io.fulcrum.evaluate;

import io.fulcrum.contract.drift.Drift;
import java.util.List;
import java.util.Optional;

/**
 * What an evaluation found besides metrics.
 *
 * @param notes remarks, one sentence or two each
 * @param drift of the features from the training split, where both were counted
 */
public record Findings(List<String> notes, Optional<Drift> drift) {
    public Findings {
        notes = List.copyOf(notes);
    }
}
