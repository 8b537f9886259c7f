package io.fulcrum.model;

/**
 * The logit of the product of two probabilities, in log space: with p = σ(a) and q = σ(b), log(pq) - log(1 - pq), where
 * 1 - pq = σ(-a) + σ(a) σ(-b) loses no digits. Its slopes are ∂/∂a = σ(-a) / (1 - pq) and the same with a and b
 * exchanged.
 */
record JointLogitColumns(Columns left, Columns right) implements ColumnFunction {

    /** Returns the logit of one row. */
    static float logit(double a, double b, Arithmetic arithmetic) {
        double logs = logSigmoid(a, arithmetic) + logSigmoid(b, arithmetic);
        return (float) (logs - arithmetic.log(rest(a, b, arithmetic)));
    }

    /** log σ(x) = min(x, 0) - log(1 + e^-|x|). */
    private static double logSigmoid(double x, Arithmetic arithmetic) {
        return Math.min(x, 0) - arithmetic.log(1 + arithmetic.exp(-Math.abs(x)));
    }

    /** 1 - σ(a) σ(b). */
    private static double rest(double a, double b, Arithmetic arithmetic) {
        return Curve.SIGMOID.at(-a, arithmetic) + Curve.SIGMOID.at(a, arithmetic) * Curve.SIGMOID.at(-b, arithmetic);
    }

    @Override
    public void forward(Columns output, Arithmetic arithmetic) {
        for (int i = 0; i < output.entries(); i++) {
            output.valueArray()[i] = logit(left.valueArray()[i], right.valueArray()[i], arithmetic);
        }
    }

    @Override
    public void backward(Columns output, BackwardPass pass) {
        hand(output, left, right, pass);
        hand(output, right, left, pass);
    }

    private void hand(Columns output, Columns to, Columns other, BackwardPass pass) {
        Arithmetic arithmetic = FastArithmetic.SHARED;
        float factor = pass.factor(output.owner(), to.owner());
        float[] gradient = to.gradientToAddTo();
        for (int i = 0; i < output.entries(); i++) {
            double own = to.valueArray()[i];
            double rest = rest(own, other.valueArray()[i], arithmetic);
            double slope = rest == 0 ? 0.5 : Curve.SIGMOID.at(-own, arithmetic) / rest;
            gradient[i] += (float) (factor * output.gradientArray()[i] * slope);
        }
    }
}
