package io.fulcrum.model.serving;

import io.fulcrum.model.graph.HiddenOperation;
import io.fulcrum.model.graph.Normalisation;
import io.fulcrum.model.graph.ParameterLayout;
import io.fulcrum.model.kernel.ColumnLoops;
import io.fulcrum.model.layer.NormColumns;
import java.util.Arrays;

/** A normalisation of blocks of columns in a served network, with the sums of {@link NormColumns}. */
final class ServedNorm implements ServedLayer {
    private final Place below;
    private final HiddenOperation.Norm norm;
    private final int output;
    private final float[] parameters;
    private final int gains;
    private final int shifts;

    /**
     * A normalisation.
     *
     * @param output the number of what it puts out, with two further columns for the layer's own use
     */
    ServedNorm(Place below, HiddenOperation.Norm norm, int output, float[] parameters, ParameterLayout layout) {
        this.below = below;
        this.norm = norm;
        this.output = output;
        this.parameters = parameters;
        gains = norm.gains(layout);
        shifts = norm.kind().centres() ? norm.shifts(layout) : -1;
    }

    @Override
    public int output() {
        return output;
    }

    @Override
    public int scratch() {
        return 0;
    }

    @Override
    public void one(Room room) {
        float[] from = room.vectors()[below.output()];
        float[] to = room.vectors()[output];
        float share = 1f / norm.width();
        for (int first = 0; first < below.width(); first += norm.width()) {
            float mean = 0;
            for (int column = first; shifts >= 0 && column < first + norm.width(); column++) {
                mean += from[below.column() + column];
            }
            mean *= share;
            float squares = 0;
            for (int column = first; column < first + norm.width(); column++) {
                to[column] = from[below.column() + column] - mean;
                squares += to[column] * to[column];
            }
            float scale = Normalisation.scale(squares, share);
            for (int column = first; column < first + norm.width(); column++) {
                float scaled = to[column] * scale * parameters[gains + column];
                to[column] = shifts >= 0 ? scaled + parameters[shifts + column] : scaled;
            }
        }
    }

    @Override
    public void some(Room room, int rows) {
        float[][] to = room.lines()[output];
        float[] mean = to[below.width()];
        float[] scale = to[below.width() + 1];
        float share = 1f / norm.width();
        for (int first = 0; first < below.width(); first += norm.width()) {
            Arrays.fill(mean, 0, rows, 0);
            for (int column = first; shifts >= 0 && column < first + norm.width(); column++) {
                ColumnLoops.add(below.line(room.lines(), column), mean, rows);
            }
            ColumnLoops.scale(mean, 0, rows, share);
            Arrays.fill(scale, 0, rows, 0);
            for (int column = first; column < first + norm.width(); column++) {
                System.arraycopy(below.line(room.lines(), column), 0, to[column], 0, rows);
                ColumnLoops.subtract(mean, to[column], rows);
                ColumnLoops.addProducts(to[column], to[column], scale, rows);
            }
            for (int row = 0; row < rows; row++) {
                scale[row] = Normalisation.scale(scale[row], share);
            }
            for (int column = first; column < first + norm.width(); column++) {
                finish(to[column], scale, column, rows);
            }
        }
    }

    private void finish(float[] to, float[] scale, int column, int rows) {
        ColumnLoops.setProducts(to, scale, to, rows);
        ColumnLoops.scale(to, 0, rows, parameters[gains + column]);
        if (shifts >= 0) {
            ColumnLoops.add(to, 0, rows, parameters[shifts + column]);
        }
    }
}
