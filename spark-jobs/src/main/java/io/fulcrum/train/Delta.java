package io.fulcrum.train;

import io.fulcrum.data.Seeds;
import io.fulcrum.train.exchange.ByteBlocks;
import io.fulcrum.train.exchange.ExactFloats;
import io.fulcrum.train.exchange.PackedFloats;
import io.fulcrum.train.exchange.ShortFloats;

/**
 * How workers send back their dense part.
 *
 * <p>EXACT sends parameters as they are. The others send how far each moved from the plan's start, rounded by chance so
 * that its expectation is the true move (QSGD, Alistarh et al., NIPS 2017): noise of zero mean, which the mean over
 * workers makes smaller and later rounds see, for all start anew from what was merged. OpenDiLoCo (Jaghouar et al.,
 * 2024) averages moves in half precision without a loss of quality.
 *
 * <p>We deviate from 1-bit SGD (Seide et al., INTERSPEECH 2014) and EF-SGD (Karimireddy et al., ICML 2019), which add
 * what rounding left out to the worker's next message (error feedback). That leftover would be state of a worker from
 * round to round: a killed executor would lose it, a retried attempt would find it already spent, and sent to the
 * driver to be safe it would cost the bytes that were saved. A round would no longer be a function of plan and shard.
 * EF-SGD needs it because it mends biased rounding; here nothing is biased, and the seed is that of run, round and
 * shard, so that every attempt rounds the same way.
 *
 * <p>The optimiser's state goes as the upper halves of its floats, whole and not as moves: signs and zeros stay, second
 * moments are never negative, and their magnitudes, far below 2⁻²⁴, have no place in half precision or in one block.
 * Its last number, the step of Adam's last update, stays exact. So do embedding rows, which follow touched rows
 * already, the probe's gradients, which weigh the tasks, and all that the driver sends out.
 */
public enum Delta {
    EXACT,
    /** Moves in half precision; a worker whose moves exceed it sends exact ones. */
    FLOAT16,
    /** Moves in one byte each and a float for 256 of them. */
    INT8;

    PackedFloats parameters(float[] start, float[] end, long seed) {
        return switch (this) {
            case EXACT -> new ExactFloats(end);
            case FLOAT16 -> ShortFloats.of(moves(start, end), 0, ShortFloats.Layout.HALF, seed);
            case INT8 -> ByteBlocks.of(moves(start, end), seed);
        };
    }

    PackedFloats optimizerState(float[] end, long seed) {
        return switch (this) {
            case EXACT -> new ExactFloats(end);
            case FLOAT16, INT8 -> ShortFloats.of(end, 1, ShortFloats.Layout.UPPER_HALF, Seeds.mix(seed));
        };
    }

    /** Reads a round out, its parameters as points whatever the workers sent. */
    RoundResult read(RoundPlan plan, RoundState merged, ProbeSettings probe) {
        RoundResult sent = RoundResult.of(merged, probe);
        return switch (this) {
            case EXACT -> sent;
            case FLOAT16, INT8 -> sent.movedFrom(plan.parameters());
        };
    }

    private static float[] moves(float[] start, float[] end) {
        float[] moves = new float[end.length];
        for (int i = 0; i < moves.length; i++) {
            moves[i] = end[i] - start[i];
        }
        return moves;
    }
}
