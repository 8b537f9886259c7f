package io.fulcrum.train;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import java.io.Serializable;

/**
 * A loss that stopped being a number.
 *
 * @param localStep step of the round after which it was seen, from 1; 0 for the probe
 */
@DefaultSerializer(JavaSerializer.class)
record Trouble(int shard, int task, int localStep, double loss, double learningRate) implements Serializable {
  String message(int round, String taskName, String clipping) {
    String when = localStep == 0 ? "in the probe" : "after local step " + localStep;
    return "Round " + round + ", shard " + shard + ": loss of task \"" + taskName + "\" is " + loss + " " + when
        + ". Last learning rate " + learningRate + "; try a lower one, or " + clipping + ".";
  }
}
