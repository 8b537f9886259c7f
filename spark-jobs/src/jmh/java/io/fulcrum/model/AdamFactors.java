package io.fulcrum.model;

import io.fulcrum.model.optimizer.UpdateRule;

/** The numbers of one step of Adam, as {@link UpdateRule.Adam} works them out. */
record AdamFactors(float decay1, float decay2, float rate, float scale, float epsilon) {

    static AdamFactors of(UpdateRule.Adam rule, double learningRate, long step) {
        return new AdamFactors(
                (float) rule.beta1(),
                (float) rule.beta2(),
                (float) (learningRate / (1 - Math.pow(rule.beta1(), step))),
                (float) (1 / Math.sqrt(1 - Math.pow(rule.beta2(), step))),
                (float) rule.epsilon());
    }
}
