package io.fulcrum.train;

import io.fulcrum.balance.BalanceSettings;
import io.fulcrum.model.NetworkSettings;
import io.fulcrum.model.OptimizerSettings;

/** All settings of a training, each from the section of its name. */
public record TrainSettings(
        NetworkSettings network,
        RoundSettings rounds,
        OptimizerSettings optimizer,
        BalanceSettings balance,
        StoppingSettings stopping) {

    /** Returns settings that train all epochs and keep the last, however they are judged. */
    public TrainSettings toTheLastEpoch() {
        return new TrainSettings(network, rounds, optimizer, balance, stopping.lastOf(rounds.epochs()));
    }
}
