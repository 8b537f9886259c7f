package io.fulcrum.train;

import io.fulcrum.balance.BalanceSettings;
import io.fulcrum.balance.Evidence;
import io.fulcrum.config.ConfigReader;
import io.fulcrum.model.embedding.RowMerge;
import io.fulcrum.train.outer.OuterSettings;
import java.io.Serializable;

/**
 * How training is cut into rounds.
 *
 * @param workers shards trained side by side in a round
 * @param localSteps steps that a worker takes between averages
 * @param batchSize rows of a step
 * @param epochs passes over the training split, at most
 * @param probeBatches batches per worker on which gradients are measured at the start of a round
 * @param outer how averaged parameters become the next round's start
 * @param rowMerge how embedding rows that several workers changed become one
 * @param optimizerState what becomes of the workers' dense optimiser state at an average
 * @param onBadNumbers what becomes of a batch whose losses or gradients are not finite
 * @param rows what becomes of embedding rows over the run
 * @param delta how workers send back their dense part
 * @param seed of everything random in the run
 */
public record RoundSettings(
        int workers,
        int localSteps,
        int batchSize,
        int epochs,
        int probeBatches,
        OuterSettings outer,
        RowMerge rowMerge,
        OptimizerState optimizerState,
        BadNumbers onBadNumbers,
        RowPolicy rows,
        Delta delta,
        long seed)
        implements Serializable {

    public RoundSettings {
        if (probeBatches < 1) {
            throw new IllegalArgumentException("Rounds with " + probeBatches + " probe batches: the balancer measures"
                    + " gradients on at least 1. Probe 1 or more.");
        }
    }

    /** What becomes of the workers' dense optimiser state when their parameters are averaged. */
    public enum OptimizerState {
        /** Averaged by example counts, like the parameters. */
        AVERAGE,
        /** Zero at the start of each round. */
        RESET
    }

    /**
     * Refuses a balancer whose evidence these rounds cannot measure.
     *
     * @throws IllegalArgumentException if there are too few probe batches for two halves
     */
    public void requireEvidence(BalanceSettings balance) {
        if (balance.own().evidence().contains(Evidence.SPLIT_GRAM) && probeBatches < 2) {
            throw new IllegalArgumentException("balance.method = "
                    + balance.method().key() + " with rounds.probe-batches = "
                    + probeBatches + ": it compares two halves of the probe's batches, so there must be at least 2."
                    + " Set rounds.probe-batches = 2.");
        }
        int batches = workers * probeBatches;
        if (balance.probe().shrink() > 0 && batches < 2) {
            throw new IllegalArgumentException("balance.probe.shrink = "
                    + balance.probe().shrink()
                    + " with one probe batch in a round: a variance needs at least 2 batches."
                    + " Set rounds.probe-batches = 2.");
        }
    }

    /** Returns these settings with another way for workers to send back their dense part. */
    public RoundSettings with(Delta other) {
        return new RoundSettings(
                workers,
                localSteps,
                batchSize,
                epochs,
                probeBatches,
                outer,
                rowMerge,
                optimizerState,
                onBadNumbers,
                rows,
                other,
                seed);
    }

    /** Reads the section {@code rounds}. */
    public static RoundSettings read(ConfigReader root) {
        ConfigReader section = root.section("rounds");
        int workers = section.integer("workers", 1);
        RoundSettings settings = new RoundSettings(
                workers,
                section.integer("local-steps", 1),
                section.integer("batch-size", 1),
                section.integer("epochs", 1),
                section.integer("probe-batches", 1),
                OuterSettings.read(section, workers),
                section.choice("row-merge", RowMerge.class),
                section.choice("optimizer-state", OptimizerState.class),
                section.choice("on-bad-numbers", BadNumbers.class),
                RowPolicy.read(section),
                section.choice("delta", Delta.class),
                section.wholeNumber("seed", Long.MIN_VALUE, Long.MAX_VALUE));
        section.refuseUnknown();
        return settings;
    }
}
