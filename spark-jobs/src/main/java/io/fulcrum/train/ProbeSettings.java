package io.fulcrum.train;

import io.fulcrum.balance.BalanceSettings;
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

    /** Measures what a balancer reads. */
    static ProbeSettings of(BalanceSettings balance) {
        return new ProbeSettings(balance.own().evidence(), balance.probe());
    }

    /** Measures gradients in one piece. */
    public static ProbeSettings ofGram() {
        return new ProbeSettings(EnumSet.of(Evidence.GRAM));
    }

    /** Whether gradients of shared parameters are measured. */
    boolean needsGradients() {
        return comparesGradients() && options.of() != ProbeOptions.Of.REPRESENTATION;
    }

    /** Whether gradients by the common representation are measured. */
    boolean needsRepresentation() {
        return comparesGradients() && options.of() == ProbeOptions.Of.REPRESENTATION;
    }

    /** Whether gradients of embedding rows are measured, beside those of shared parameters. */
    boolean needsEmbeddings() {
        return needsGradients() && options.embeddings();
    }

    /** Whether workers send gradients by embedding row, so that their part of the Gram matrix is known. */
    boolean keepsEmbeddingsApart() {
        return needsEmbeddings() && options.sketch() == 0;
    }

    private boolean comparesGradients() {
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
