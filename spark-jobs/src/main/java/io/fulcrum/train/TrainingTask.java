package io.fulcrum.train;

import io.fulcrum.model.TrainableModel;
import io.fulcrum.train.exchange.TableSource;
import java.io.Serializable;
import java.util.List;

/**
 * How a shard of type {@code S} is trained on an executor. Sent once a run: small, and without state.
 *
 * @param <B> batches of the shard
 */
public interface TrainingTask<S, B> extends Serializable {
    /** Lends a model, not yet loaded; closing it gives it back. */
    TrainableModel<B> open(RoundPlan plan, TableSource tables);

    /** Cuts the shard, in an order of its own for every epoch, into the batches of the local steps. */
    List<B> stepBatches(RoundPlan plan, int shardId, S shard);

    /**
     * Returns how many of the first batches of the steps the probe measures gradients on, 1 or more: in a random order
     * they are as good a sample as any, and the first step takes over the forward pass of the first.
     */
    int probeBatches(RoundPlan plan);

    /** Returns the learning rate of a counted step, from 1; NaN if the optimiser has none. */
    double learningRate(long step);

    /** Returns the learning rate of embedding rows at a counted step. */
    default double rowLearningRate(long step) {
        return learningRate(step);
    }

    /** Returns what becomes of a batch whose losses or gradients are not finite. */
    BadNumbers onBadNumbers();

    /** Returns how workers send back their dense part. */
    default Delta delta() {
        return Delta.EXACT;
    }

    /** Returns how the user bounds gradients, as advice in messages. */
    String clipping();
}
