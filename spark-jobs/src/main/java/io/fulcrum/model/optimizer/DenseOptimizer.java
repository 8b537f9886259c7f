package io.fulcrum.model.optimizer;

import java.util.Arrays;

/**
 * The dense parameters under their update rule. Their states lie in arrays of their own, so that a step is one plain
 * loop over all parameters; embedding rows, which are short, keep their states beside them and are copied for a step.
 */
public final class DenseOptimizer {
    private final UpdateRule.Move move;
    private final UpdateLanes lanes;
    private final float[] own; // what the row of all parameters has besides the states of each

    /**
     * An optimiser whose states are zeros.
     *
     * @param parameters which a step moves in place
     * @param gradients which a step reads
     */
    public DenseOptimizer(UpdateRule rule, float[] parameters, float[] gradients) {
        move = rule.moves();
        lanes = UpdateLanes.ofRow(parameters, gradients, rule.statesOfParameter());
        own = new float[rule.stateWidth(parameters.length) - rule.statesOfParameter() * parameters.length];
    }

    /** Takes over [state][parameter], then the row's own, as {@link UpdateRule#stateWidth} counts them. */
    public void load(float[] state) {
        System.arraycopy(state, 0, lanes.first, 0, lanes.first.length);
        System.arraycopy(state, lanes.first.length, lanes.second, 0, lanes.second.length);
        System.arraycopy(state, lanes.first.length + lanes.second.length, own, 0, own.length);
    }

    /** Returns a copy of what {@link #load} takes. */
    public float[] state() {
        int states = lanes.first.length + lanes.second.length;
        float[] state = Arrays.copyOf(lanes.first, states + own.length);
        System.arraycopy(lanes.second, 0, state, lanes.first.length, lanes.second.length);
        System.arraycopy(own, 0, state, states, own.length);
        return state;
    }

    /** Moves all parameters against their gradients. */
    public void step(double learningRate, long step) {
        move.start(learningRate, step);
        move.arrive(own, 0, lanes, 0, lanes.values.length);
        move.move(lanes, lanes.values.length);
    }
}
