package io.fulcrum.model.graph;

import io.fulcrum.model.kernel.Transcendentals;
import java.io.Serializable;

/**
 * Shares of experts by selectors (Hazimeh et al., DSelect-k, NeurIPS 2021, eq. 3 to 5). A selector i is a code of
 * digits z_id; it takes expert e with r_ie = Π_d (S(z_id) if bit d of e is 1, else 1 - S(z_id)), where S is a smooth
 * step that is 0 from -γ/2 down, 1 from γ/2 up and cubic between. The share of e is Σ_i w_i r_ie, with w the softmax of
 * the selectors' scores.
 *
 * <p>A row's numbers are [selector][digit] codes, then [selector] scores.
 *
 * @param experts a power of two
 * @param selectors how many experts at most have a share once all digits are decided
 * @param gamma width of the smooth step
 * @param entropy factor of the mean over rows of -Σ_i Σ_e r_ie log r_ie, which is added to the loss
 */
public record Selector(int experts, int selectors, double gamma, double entropy) implements Serializable {
    private static final double LEAST = 1e-6; // added to a share before its logarithm

    public Selector {
        if (experts < 1 || Integer.bitCount(experts) != 1) {
            throw new IllegalArgumentException("experts = " + experts + " must be a power of two, since a selector is a"
                    + " binary code of an expert's number. Set, for example, 8.");
        }
        if (selectors < 1 || selectors > experts) {
            throw new IllegalArgumentException(
                    "selected = " + selectors + " must be between 1 and the number of experts, " + experts
                            + ". Set how many experts a task selects, for example 2.");
        }
        if (!(gamma > 0 && gamma < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "gamma = " + gamma + " must be finite and above 0. Set the width of a smooth step, for example 1.");
        }
        SizeLimits.checkedFactor("entropy", entropy, "1e-4");
    }

    /** Digits of a code. */
    public int digits() {
        return Integer.numberOfTrailingZeros(experts);
    }

    /** Numbers that a row's shares are made of. */
    public int width() {
        return selectors * (digits() + 1);
    }

    /** Returns the smooth step at {@code z}. */
    double step(double z) {
        double t = Math.max(-gamma / 2, Math.min(gamma / 2, z));
        return -2 / (gamma * gamma * gamma) * t * t * t + 3 / (2 * gamma) * t + 0.5;
    }

    private double stepSlope(double z) {
        return Math.abs(z) >= gamma / 2 ? 0 : 1.5 / gamma - 6 / (gamma * gamma * gamma) * z * z;
    }

    /**
     * Returns an expert's share.
     *
     * @param decided a row's numbers after {@link #decide}
     */
    public double share(double[] decided, int expert) {
        double share = 0;
        for (int selector = 0; selector < selectors; selector++) {
            share += decided[selectors * digits() + selector] * taken(decided, selector, expert, -1);
        }
        return share;
    }

    /** Replaces a row's codes by their steps, and its scores by their softmax. */
    public void decide(double[] row, Transcendentals functions) {
        int codes = selectors * digits();
        for (int i = 0; i < codes; i++) {
            row[i] = step(row[i]);
        }
        double largest = row[codes];
        for (int i = codes + 1; i < width(); i++) {
            largest = Math.max(largest, row[i]);
        }
        double sum = 0;
        for (int i = codes; i < width(); i++) {
            row[i] = functions.exp(row[i] - largest);
            sum += row[i];
        }
        for (int i = codes; i < width(); i++) {
            row[i] /= sum;
        }
    }

    /** Returns r_ie of decided numbers, without the factor of one digit unless that is -1. */
    private double taken(double[] decided, int selector, int expert, int without) {
        double product = 1;
        for (int digit = 0; digit < digits(); digit++) {
            if (digit != without) {
                double step = decided[selector * digits() + digit];
                product *= (expert >> digit & 1) == 1 ? step : 1 - step;
            }
        }
        return product;
    }

    /** Arrays that {@link #backward} works in, one row at a time. */
    public static final class Room {
        /** The row's numbers, then the gradient by them. */
        public final double[] row;

        /** [expert] the gradient by the shares. */
        public final double[] above;

        private final double[] decided; // steps and weights
        private final double[] taken; // [expert] r_ie of the selector at hand
        private final double[] byTaken; // [expert] the gradient by it

        public Room(Selector selector) {
            row = new double[selector.width()];
            above = new double[selector.experts()];
            decided = new double[selector.width()];
            taken = new double[selector.experts()];
            byTaken = new double[selector.experts()];
        }
    }

    /**
     * Replaces a row's numbers by the gradient by them.
     *
     * @param room with the numbers and the gradient by the shares
     * @param pull factor of the entropy's gradient
     * @return the entropy, 0 where the factor is 0
     */
    public double backward(Room room, double pull, Transcendentals functions) {
        double[] row = room.row;
        double[] decided = room.decided;
        System.arraycopy(row, 0, decided, 0, width());
        decide(decided, functions);
        int codes = selectors * digits();
        double entropy = 0;
        double mean = 0;
        for (int selector = 0; selector < selectors; selector++) {
            double byWeight = 0;
            for (int expert = 0; expert < experts; expert++) {
                room.taken[expert] = taken(decided, selector, expert, -1);
                byWeight += room.taken[expert] * room.above[expert];
            }
            entropy += byTaken(room, decided[codes + selector], pull);
            codes(room, selector);
            row[codes + selector] = byWeight;
            mean += decided[codes + selector] * byWeight;
        }
        for (int selector = 0; selector < selectors; selector++) {
            row[codes + selector] = decided[codes + selector] * (row[codes + selector] - mean);
        }
        return entropy;
    }

    /** Sets the gradient by what a selector of a weight takes, and returns its entropy. */
    private double byTaken(Room room, double weight, double pull) {
        double entropy = 0;
        for (int expert = 0; expert < experts; expert++) {
            room.byTaken[expert] = weight * room.above[expert];
            if (pull != 0) {
                double taken = room.taken[expert];
                double log = Math.log(taken + LEAST);
                room.byTaken[expert] -= pull * (log + taken / (taken + LEAST));
                entropy -= taken * log;
            }
        }
        return entropy;
    }

    private void codes(Room room, int selector) {
        double[] row = room.row;
        for (int digit = 0; digit < digits(); digit++) {
            double byStep = 0;
            for (int expert = 0; expert < experts; expert++) {
                double sign = (expert >> digit & 1) == 1 ? 1 : -1;
                byStep += room.byTaken[expert] * sign * taken(room.decided, selector, expert, digit);
            }
            row[selector * digits() + digit] = byStep * stepSlope(row[selector * digits() + digit]);
        }
    }
}
