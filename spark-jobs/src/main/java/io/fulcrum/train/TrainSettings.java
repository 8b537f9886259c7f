package io.fulcrum.train;

import io.fulcrum.balance.BalanceSettings;
import io.fulcrum.contract.LossSettings;
import io.fulcrum.model.architecture.NetworkSettings;
import io.fulcrum.model.optimizer.OptimizerSettings;
import java.util.List;

/**
 * All settings of a training, each from the section of its name.
 *
 * @param losses per task, from the section tasks; empty for the default losses
 */
public record TrainSettings(
        NetworkSettings network,
        RoundSettings rounds,
        OptimizerSettings optimizer,
        BalanceSettings balance,
        StoppingSettings stopping,
        List<LossSettings> losses) {

    public TrainSettings {
        losses = List.copyOf(losses);
    }

    /** Settings of a training with the default losses. */
    public TrainSettings(
            NetworkSettings network,
            RoundSettings rounds,
            OptimizerSettings optimizer,
            BalanceSettings balance,
            StoppingSettings stopping) {
        this(network, rounds, optimizer, balance, stopping, List.of());
    }

    /** Returns settings that train all epochs and keep the last, however they are judged. */
    public TrainSettings toTheLastEpoch() {
        return new TrainSettings(network, rounds, optimizer, balance, stopping.lastOf(rounds.epochs()), losses);
    }
}
