package io.fulcrum.model.graph;

/**
 * Gates σ(number) that are driven to 0 or 1 by their entropy (Gao et al., MTL-NAS, CVPR 2020, section 4): {@code
 * strength} times it is added to the loss, ramped up from nothing in the first round. Scoring opens the gates that are
 * at least 0.5 and closes the others.
 *
 * @param strength factor of the entropy once it is at its full weight
 * @param ramp rounds until then; 0 gives it its full weight from the start
 */
public record EntropyGate(double strength, int ramp) implements Factors {
    @Override
    public double scored(double number) {
        return number >= 0 ? 1 : 0;
    }

    @Override
    public double trained(double number, double uniform, int round) {
        return Factors.sigmoid(number);
    }

    @Override
    public double slope(double number, double uniform, int round) {
        double gate = Factors.sigmoid(number);
        return gate * (1 - gate);
    }

    /** -g log g - (1 - g) log(1 - g) is log(1 + exp x) - g x for g = σ(x). */
    @Override
    public double penalty(double number, int round) {
        return weight(round) * (Factors.softplus(number) - number * Factors.sigmoid(number));
    }

    @Override
    public double penaltySlope(double number, int round) {
        double gate = Factors.sigmoid(number);
        return -weight(round) * number * gate * (1 - gate);
    }

    @Override
    public boolean isRandom() {
        return false;
    }

    private double weight(int round) {
        return round >= ramp ? strength : strength * round / ramp;
    }
}
