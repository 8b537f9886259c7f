package io.fulcrum.model.layer;

import io.fulcrum.data.Seeds;
import io.fulcrum.data.StepAddress;

/** What layers read of the step of a forward pass: its round and its random numbers; none when it scores. */
public final class LayerNoise {
    private boolean active;
    private StepAddress step = StepAddress.NONE;

    /** Starts a forward pass that scores. */
    public void stop() {
        active = false;
    }

    /** Starts a forward pass of a training step. */
    public void start(StepAddress address) {
        active = true;
        step = address;
    }

    public boolean isActive() {
        return active;
    }

    /** Returns where the random numbers of the layer that makes a value come from in this step. */
    public long address(int value) {
        return Seeds.of(step.noise(), -1L - value); // those of a blend have a place among the parameters, at least 0
    }

    /** The round of the step, from 0. */
    public int round() {
        return step.round();
    }

    /** Returns a uniform number between 0 and 1, both excluded: a function of step, layer and place. */
    public double uniform(int layer, int place) {
        long bits = Seeds.of(Seeds.of(step.noise(), layer), place) >>> 11;
        return (bits + 0.5) * 0x1.0p-53;
    }
}
