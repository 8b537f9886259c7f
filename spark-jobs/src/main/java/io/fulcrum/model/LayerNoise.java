package io.fulcrum.model;

import io.fulcrum.data.Seeds;

/** The random numbers of a network's forward passes: of one address a step and layer, or none when it scores. */
final class LayerNoise {
    private boolean active;
    private long step; // address of the step

    /** Starts a forward pass that scores. */
    void stop() {
        active = false;
    }

    /**
     * Starts a forward pass of a training step.
     *
     * @param address of its random numbers
     */
    void start(long address) {
        active = true;
        step = address;
    }

    boolean isActive() {
        return active;
    }

    /** Returns where the random numbers of the layer that makes a value come from in this step. */
    long address(int value) {
        return Seeds.of(step, -1L - value); // those of a blend have a place among the parameters, at least 0
    }

    /** Returns a uniform number between 0 and 1, both excluded: a function of step, layer and place. */
    double uniform(int layer, int place) {
        long bits = Seeds.of(Seeds.of(step, layer), place) >>> 11;
        return (bits + 0.5) * 0x1.0p-53;
    }
}
