package io.fulcrum.model;

/** A {@link Curve} of every entry, forward and backward. */
record CurveColumns(Columns below, Curve curve) implements ColumnFunction {

    @Override
    public void forward(Columns output, Arithmetic arithmetic) {
        for (int i = 0; i < output.entries(); i++) {
            output.valueArray()[i] = (float) curve.at(below.valueArray()[i], arithmetic);
        }
    }

    @Override
    public void backward(Columns output, BackwardPass pass) {
        float factor = pass.factor(output.owner(), below.owner());
        float[] above = output.gradientArray();
        float[] gradient = below.gradientToAddTo();
        for (int i = 0; i < output.entries(); i++) {
            double slope = curve.slope(below.valueArray()[i], output.valueArray()[i]);
            gradient[i] += (float) (factor * above[i] * slope);
        }
    }
}
