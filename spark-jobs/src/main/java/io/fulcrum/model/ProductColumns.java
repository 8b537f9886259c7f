package io.fulcrum.model;

/** factor · left · right, entry by entry, forward and backward. */
record ProductColumns(Columns left, Columns right, float scale) implements ColumnFunction {

    @Override
    public void forward(Columns output, Arithmetic arithmetic) {
        float[] a = left.valueArray();
        float[] b = right.valueArray();
        float[] product = output.valueArray();
        for (int i = 0; i < output.entries(); i++) {
            product[i] = scale * a[i] * b[i];
        }
    }

    @Override
    public void backward(Columns output, BackwardPass pass) {
        hand(output, left, right.valueArray(), pass);
        hand(output, right, left.valueArray(), pass);
    }

    private void hand(Columns output, Columns to, float[] other, BackwardPass pass) {
        float factor = scale * pass.factor(output.owner(), to.owner());
        float[] above = output.gradientArray();
        float[] gradient = to.gradientToAddTo();
        for (int i = 0; i < output.entries(); i++) {
            gradient[i] += factor * above[i] * other[i];
        }
    }
}
