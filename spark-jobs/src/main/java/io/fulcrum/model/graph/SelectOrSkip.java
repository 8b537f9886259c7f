package io.fulcrum.model.graph;

/**
 * Whether a task executes a block, 1 or 0 (Sun et al., AdaShare, NeurIPS 2020, section 3). The number is the log-odds
 * of executing it. A training step draws the choice by the Gumbel maximum, which for two choices is the sign of the
 * number plus logistic noise, and takes for its derivative that of the relaxed choice σ((number + noise) / τ), with a
 * temperature τ that falls from round to round. Scoring executes the block where that is at least as likely as not.
 *
 * @param schedule of temperature and curriculum
 * @param opens the round, from 0, in which choosing begins; before it the block is executed
 * @param sparsity factor of the cross-entropy between the choice and skipping that is added to the loss from then on
 */
public record SelectOrSkip(Schedule schedule, int opens, double sparsity) implements Factors {
    /**
     * The temperatures of rounds.
     *
     * @param first that of the first round
     * @param decay factor from each round to the next
     */
    public record Schedule(double first, double decay) {
        double at(int round) {
            return first * StrictMath.pow(decay, round);
        }
    }

    @Override
    public double scored(double number) {
        return number >= 0 ? 1 : 0;
    }

    @Override
    public double trained(double number, double uniform, int round) {
        return isFixed(round) || number + Factors.logistic(uniform) >= 0 ? 1 : 0;
    }

    @Override
    public double slope(double number, double uniform, int round) {
        if (isFixed(round)) {
            return 0;
        }
        double temperature = schedule.at(round);
        double relaxed = Factors.sigmoid((number + Factors.logistic(uniform)) / temperature);
        return relaxed * (1 - relaxed) / temperature;
    }

    /** -log(1 - σ(x)) is log(1 + exp x). */
    @Override
    public double penalty(double number, int round) {
        return isFixed(round) ? 0 : sparsity * Factors.softplus(number);
    }

    @Override
    public double penaltySlope(double number, int round) {
        return isFixed(round) ? 0 : sparsity * Factors.sigmoid(number);
    }

    @Override
    public boolean isRandom() {
        return true;
    }

    private boolean isFixed(int round) {
        return round < opens;
    }
}
