package io.fulcrum.model.layer;

import io.fulcrum.model.graph.ParameterLayout.Head;
import io.fulcrum.model.graph.ParameterLayout.Owner;
import io.fulcrum.model.graph.ParameterLayout.Shared;

/** A walk back through the layers that a gradient comes to: whose parameters it measures, and what it weighs. */
public sealed interface BackwardPass {

    /** Whether a step is taken, so that what parameters add to the loss counts. */
    boolean takesStep();

    /** Whether gradients of the network's inputs are wanted, which are those of the embedding rows. */
    boolean reachesInputs();

    /** Whether gradients of this owner's parameters are wanted. */
    boolean measures(Owner owner);

    /**
     * Factor on what flows back from a layer to one below. Task weights act where the way back enters the shared part,
     * so that heads learn at the same rate whatever the weight of their task.
     */
    float factor(Owner from, Owner to);

    /**
     * All tasks at once, to take a step.
     *
     * @param taskWeights [task]
     */
    record Training(double[] taskWeights) implements BackwardPass {
        @Override
        public boolean takesStep() {
            return true;
        }

        @Override
        public boolean reachesInputs() {
            return true;
        }

        @Override
        public boolean measures(Owner owner) {
            return true;
        }

        @Override
        public float factor(Owner from, Owner to) {
            return from instanceof Head head && to instanceof Shared ? (float) taskWeights[head.task()] : 1;
        }
    }

    /** From one task's logit alone, to measure its gradient. */
    enum Probe implements BackwardPass {
        /** By the shared parameters. */
        SHARED,
        /** By the shared parameters and the network's inputs, for embedding rows. */
        SHARED_AND_INPUTS,
        /** By all parameters and the network's inputs, for a step from the same point. */
        ALL,
        /** By what the task's head reads: no parameters. */
        REPRESENTATION;

        @Override
        public boolean takesStep() {
            return false;
        }

        @Override
        public boolean reachesInputs() {
            return this == SHARED_AND_INPUTS || this == ALL;
        }

        @Override
        public boolean measures(Owner owner) {
            return this == ALL || this != REPRESENTATION && owner instanceof Shared;
        }

        @Override
        public float factor(Owner from, Owner to) {
            return 1;
        }
    }
}
