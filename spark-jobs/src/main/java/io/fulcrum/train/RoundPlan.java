package io.fulcrum.train;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import io.fulcrum.data.ArrayBytes;
import io.fulcrum.model.graph.ParameterLayout;
import java.io.Serializable;

/**
 * What the driver sends out at the start of a round; with a shard it decides a worker's result to the bit. Kryo cannot
 * write records, so it leaves them to Java.
 *
 * @param round number of the round in the run, from 0
 * @param epoch number of the epoch, from 0
 * @param step steps counted before this round
 * @param runSeed seed of the run, from which every seed of the round is made
 * @param parameters [parameter] dense parameters at which all workers start
 * @param optimizerState state of the dense optimiser, empty if it has none
 * @param taskWeights [task] for the local steps of this round
 * @param rowVersion version of the embedding rows that the round starts from
 */
@DefaultSerializer(JavaSerializer.class)
public record RoundPlan(
        int round,
        int epoch,
        long step,
        long runSeed,
        float[] parameters,
        float[] optimizerState,
        double[] taskWeights,
        long rowVersion)
        implements Serializable {

    /** Refuses a plan that does not fit the network's layout. */
    RoundPlan checked(ParameterLayout layout) {
        if (parameters.length != layout.size()) {
            throw new IllegalArgumentException(
                    "Round " + round + ": plan has " + parameters.length + " parameters, the network has "
                            + layout.size() + ". The run and the model are of different shapes.");
        }
        return this;
    }

    /** Bytes of the dense part on the wire. */
    long bytes() {
        return (long) Float.BYTES * (parameters.length + optimizerState.length)
                + (long) Double.BYTES * taskWeights.length;
    }

    private Object writeReplace() {
        return new Wire(
                round,
                epoch,
                step,
                runSeed,
                ArrayBytes.of(parameters),
                ArrayBytes.of(optimizerState),
                taskWeights,
                rowVersion);
    }

    /** How a plan travels. */
    private record Wire(
            int round,
            int epoch,
            long step,
            long runSeed,
            byte[] parameters,
            byte[] optimizerState,
            double[] taskWeights,
            long rowVersion)
            implements Serializable {
        private Object readResolve() {
            return new RoundPlan(
                    round,
                    epoch,
                    step,
                    runSeed,
                    ArrayBytes.floats(parameters),
                    ArrayBytes.floats(optimizerState),
                    taskWeights,
                    rowVersion);
        }
    }
}
