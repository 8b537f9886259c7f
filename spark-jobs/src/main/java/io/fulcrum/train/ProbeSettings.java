package io.fulcrum.train;

import io.fulcrum.balance.Evidence;
import io.fulcrum.balance.ProbeOptions;
import java.io.Serializable;
import java.util.EnumSet;
import java.util.Set;

/**
 * What workers measure in a round, besides the losses at its start point and over its local steps. Sent once a run.
 *
 * @param evidence that the balancer declares
 * @param options which gradients, and how
 */
public record ProbeSettings(Set<Evidence> evidence, ProbeOptions options) implements Serializable {
    public ProbeSettings {
        evidence = Set.copyOf(evidence);
    }

    ProbeSettings(Set<Evidence> evidence) {
        this(evidence, ProbeOptions.DEFAULT);
    }

    /** Measures gradients in one piece. */
    public static ProbeSettings ofGram() {
        return new ProbeSettings(EnumSet.of(Evidence.GRAM));
    }

    boolean needsGradients() {
        return evidence.stream().anyMatch(Evidence::needsGradients);
    }

    boolean needs(Evidence kind) {
        return evidence.contains(kind);
    }

    /** How many parts the probe's batches are dealt out to, in turn. */
    int parts() {
        return needs(Evidence.SPLIT_GRAM) ? 2 : 1;
    }
}
