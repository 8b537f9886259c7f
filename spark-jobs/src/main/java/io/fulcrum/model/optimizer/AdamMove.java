package io.fulcrum.model.optimizer;

import java.util.Arrays;

/**
 * Steps of Adam: the bias corrections of each, and decays by how many steps a row was away, each worked out once. A row
 * that is the mean of several workers' may have been away for a broken number of steps: such decays are not kept.
 */
final class AdamMove implements UpdateRule.Move {
    private static final int REMEMBERED = 1 << 10;

    private final UpdateRule.Adam rule;
    private long step;
    private float rate;
    private float scale;
    private final float[] decays1 = new float[REMEMBERED]; // [steps away], NaN until asked for
    private final float[] decays2 = new float[REMEMBERED];

    AdamMove(UpdateRule.Adam rule) {
        this.rule = rule;
        Arrays.fill(decays1, Float.NaN);
        Arrays.fill(decays2, Float.NaN);
    }

    @Override
    public void start(double learningRate, long newStep) {
        step = newStep;
        rate = (float) (learningRate / (1 - Math.pow(rule.beta1(), step)));
        scale = (float) (1 / Math.sqrt(1 - Math.pow(rule.beta2(), step)));
    }

    @Override
    public void arrive(float[] state, int last, UpdateLanes lanes, int lane, int width) {
        double away = state[last] == 0 ? 1 : Math.max(1, step - state[last]);
        state[last] = step;
        lanes.decay(lane, width, decay(decays1, rule.beta1(), away), decay(decays2, rule.beta2(), away));
    }

    @Override
    public void move(UpdateLanes lanes, int size) {
        if (lanes.decayAlike) {
            moveAlike(lanes, size);
        } else {
            moveEach(lanes, size);
        }
    }

    private void moveEach(UpdateLanes lanes, int size) {
        float[] values = lanes.values;
        float[] gradients = lanes.gradients;
        float[] first = lanes.first;
        float[] second = lanes.second;
        float[] decay1 = lanes.firstDecay;
        float[] decay2 = lanes.secondDecay;
        float fresh1 = (float) (1 - rule.beta1());
        float fresh2 = (float) (1 - rule.beta2());
        float small = (float) rule.epsilon();
        for (int i = 0; i < size; i++) {
            float gradient = gradients[i];
            float m = first[i] * decay1[i] + fresh1 * gradient;
            float v = second[i] * decay2[i] + fresh2 * gradient * gradient;
            first[i] = m;
            second[i] = v;
            values[i] -= rate * m / ((float) Math.sqrt(v) * scale + small);
        }
    }

    /** The same with one decay for all, which saves reading two arrays of six. */
    private void moveAlike(UpdateLanes lanes, int size) {
        float[] values = lanes.values;
        float[] gradients = lanes.gradients;
        float[] first = lanes.first;
        float[] second = lanes.second;
        float decay1 = lanes.firstDecay[0];
        float decay2 = lanes.secondDecay[0];
        float fresh1 = (float) (1 - rule.beta1());
        float fresh2 = (float) (1 - rule.beta2());
        float small = (float) rule.epsilon();
        for (int i = 0; i < size; i++) {
            float gradient = gradients[i];
            float m = first[i] * decay1 + fresh1 * gradient;
            float v = second[i] * decay2 + fresh2 * gradient * gradient;
            first[i] = m;
            second[i] = v;
            values[i] -= rate * m / ((float) Math.sqrt(v) * scale + small);
        }
    }

    private static float decay(float[] remembered, double beta, double away) {
        int index = (int) Math.min(REMEMBERED, away);
        if (index == REMEMBERED || index != away) {
            return (float) Math.pow(beta, away);
        }
        if (Float.isNaN(remembered[index])) {
            remembered[index] = (float) (index == 1 ? beta : Math.pow(beta, away));
        }
        return remembered[index];
    }
}
