package io.fulcrum.train.checkpoint;

import io.fulcrum.config.ConfigReader;

/**
 * How a run is kept from being lost.
 *
 * @param everyRounds rounds from one checkpoint to the next; 0 for none at all
 * @param keep newest checkpoints that stay, besides what they and the best epoch are made of
 * @param leaseSeconds seconds without a heartbeat after which another driver may take over the output
 */
public record CheckpointSettings(int everyRounds, int keep, int leaseSeconds) {
    /** Reads the section {@code checkpoint}. */
    public static CheckpointSettings read(ConfigReader root) {
        ConfigReader section = root.section("checkpoint");
        CheckpointSettings settings = new CheckpointSettings(
                section.integer("every-rounds", 0), section.integer("keep", 1), section.integer("lease-seconds", 1));
        section.refuseUnknown();
        return settings;
    }

    public boolean isOff() {
        return everyRounds == 0;
    }
}
