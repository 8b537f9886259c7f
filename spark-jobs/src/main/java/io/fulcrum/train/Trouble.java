package io.fulcrum.train;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import java.io.Serializable;

/**
 * A loss, gradient or parameter that is not finite.
 *
 * @param task whose they are; of no meaning for parameters
 * @param localStep step of the round after which it was seen, from 1; 0 for the probe
 * @param loss of the task at that step
 */
@DefaultSerializer(JavaSerializer.class)
public record Trouble(Of of, int shard, int task, int localStep, double loss, double learningRate)
        implements Serializable {
    /** Which numbers. */
    enum Of {
        LOSS,
        GRADIENT,
        PARAMETERS
    }

    public Trouble(int shard, int task, int localStep, double loss, double learningRate) {
        this(Of.LOSS, shard, task, localStep, loss, learningRate);
    }

    /** Returns the message of the failure; rounds are numbered from 1. */
    String message(int round, String taskName, String clipping) {
        String when = localStep == 0 ? "in the probe" : "after local step " + localStep;
        String what = switch (of) {
            case LOSS -> "loss of task \"" + taskName + "\" is " + loss + " " + when;
            case GRADIENT -> "gradient of task \"" + taskName + "\" is not finite " + when + ", its loss is " + loss;
            case PARAMETERS -> "parameters are not finite " + when + ", though every loss and gradient was";
        };
        return "Round " + round + ", shard " + shard + ": " + what + ". " + advice(learningRate, clipping);
    }

    /** What to try: a lower learning rate only where there is one. */
    static String advice(double learningRate, String clipping) {
        return learningRate > 0
                ? "Last learning rate " + learningRate + "; try a lower one, or " + clipping + "."
                : "No parameter was updated before, so the cause is in the data or the initial parameters: check the labels"
                        + " and features for extreme values, or " + clipping + ".";
    }
}
