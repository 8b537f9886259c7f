package io.fulcrum.model.optimizer;

import java.io.Serializable;

/**
 * How an optimiser moves parameters. One rule serves the dense parameters (one long row, {@link DenseOptimizer}) and
 * the embedding rows that a batch touched; its state of {@code stateWidth} floats a row lies wherever the caller keeps
 * it. Rules have no memory of their own.
 */
public sealed interface UpdateRule extends Serializable
        permits UpdateRule.Sgd, UpdateRule.Adagrad, UpdateRule.Adam, UpdateRule.Ftrl {

    /** Returns how many floats of state a parameter has; a row keeps all first ones, then all second ones. */
    int statesOfParameter();

    /** Returns how many floats of state a row of {@code width} parameters needs; they start as zeros. */
    default int stateWidth(int width) {
        return statesOfParameter() * width;
    }

    /** Returns the steps of the rule, one after the other, for one optimiser. */
    Move moves();

    /** A step of a rule; kept from step to step, so that none allocates anything. */
    interface Move {
        /**
         * Begins a step: what depends on the rate and the step alone is worked out once for all its rows.
         *
         * @param step the counted step that is being taken, from 1
         */
        void start(double learningRate, long step);

        /**
         * Notes that a row is about to move at {@code lane} and the next ones; a rule whose states decay sets the
         * lanes' factors.
         *
         * @param own where in {@code state} the row's own number lies, behind the states of its parameters, if it has
         * one
         */
        default void arrive(float[] state, int own, UpdateLanes lanes, int lane, int width) {}

        /** Moves the first {@code size} parameters against their gradients. */
        void move(UpdateLanes lanes, int size);
    }

    /**
     * A cursor over one row: where its parameters, state and gradient lie. Reused, so that a step allocates nothing.
     */
    @SuppressWarnings("NullAway.Init") // a table sets the arrays before a rule reads them
    final class Row {
        public float[] values;
        public int at;
        public float[] state;
        public int stateAt;
        public float[] gradient;
        public int gradientAt;
        public int width;
    }

    /** A way to move parameters that depends on the learning rate alone. */
    interface RateLoop {
        void move(UpdateLanes lanes, int size, double rate);
    }

    /** The steps of a rule whose loop depends on the learning rate alone. */
    final class RateMove implements Move {
        private final RateLoop loop;
        private double rate;

        RateMove(RateLoop loop) {
            this.loop = loop;
        }

        @Override
        public void start(double learningRate, long step) {
            rate = learningRate;
        }

        @Override
        public void move(UpdateLanes lanes, int size) {
            loop.move(lanes, size, rate);
        }
    }

    /** Plain stochastic gradient descent. */
    record Sgd() implements UpdateRule {
        @Override
        public int statesOfParameter() {
            return 0;
        }

        @Override
        public Move moves() {
            return new RateMove((lanes, size, rate) -> move(lanes.values, lanes.gradients, size, (float) rate));
        }

        private static void move(float[] values, float[] gradients, int size, float rate) {
            for (int i = 0; i < size; i++) {
                values[i] -= rate * gradients[i];
            }
        }
    }

    /** Adagrad (Duchi, Hazan and Singer, JMLR 2011), diagonal form: state is the sum of squared gradients. */
    record Adagrad(double epsilon) implements UpdateRule {
        @Override
        public int statesOfParameter() {
            return 1;
        }

        @Override
        public Move moves() {
            return new RateMove(
                    (lanes, size, rate) -> move(lanes.values, lanes.gradients, lanes.first, size, (float) rate));
        }

        private void move(float[] values, float[] gradients, float[] sums, int size, float rate) {
            float small = (float) epsilon;
            for (int i = 0; i < size; i++) {
                float gradient = gradients[i];
                float sum = sums[i] + gradient * gradient;
                sums[i] = sum;
                values[i] -= rate * gradient / ((float) Math.sqrt(sum) + small);
            }
        }
    }

    /**
     * Adam (Kingma and Ba, ICLR 2015). State is the first moments, the second moments, and the step of the last update.
     * A row that was away for some steps first has its moments decayed by as many, which is what dense Adam would have
     * done to them; the moves it would have made meanwhile are left out. Dense parameters are never away.
     */
    record Adam(double beta1, double beta2, double epsilon) implements UpdateRule {
        @Override
        public int statesOfParameter() {
            return 2;
        }

        @Override
        public int stateWidth(int width) {
            return 2 * width + 1;
        }

        @Override
        public Move moves() {
            return new AdamMove(this);
        }
    }

    /**
     * FTRL-proximal (McMahan et al., KDD 2013, algorithm 1) by coordinate, with learning rate α. They keep z, whose
     * sign-thresholded value gives the parameter w = -(z - sign(z) λ1) / ((β + √n) / α + λ2), and n, the sum of squared
     * gradients. Where λ1 = λ2 = 0, z is -w (β + √n) / α, so we keep the rest, z + w (β + √n) / α, which holds only
     * what the penalties did. It is the same in exact arithmetic, and gains three things: state of zeros means first
     * values that need not be zero (they are the centre of the first proximal term, of which the paper's 0 is a case);
     * workers' rows can be merged, for w is not undone by a z of its own; and α may follow a schedule, even to 0, where
     * nothing moves.
     */
    record Ftrl(double beta, double l1, double l2) implements UpdateRule {
        @Override
        public int statesOfParameter() {
            return 2;
        }

        @Override
        public Move moves() {
            return new RateMove((lanes, size, rate) -> {
                if (rate != 0) {
                    move(lanes, size, (float) (1 / rate));
                }
            });
        }

        private void move(UpdateLanes lanes, int size, float perRate) {
            float[] values = lanes.values;
            float[] gradients = lanes.gradients;
            float[] rests = lanes.first;
            float[] sums = lanes.second;
            float start = (float) beta;
            float threshold = (float) l1;
            float decay = (float) l2;
            for (int i = 0; i < size; i++) {
                float gradient = gradients[i];
                float sum = sums[i] + gradient * gradient;
                float pull = (start + (float) Math.sqrt(sum)) * perRate;
                float z = rests[i] + gradient - values[i] * pull;
                float shrunk = Math.max(z - threshold, 0f) + Math.min(z + threshold, 0f);
                float value = (0f - shrunk) / (pull + decay);
                sums[i] = sum;
                rests[i] = z + value * pull;
                values[i] = value;
            }
        }
    }
}
