package io.fulcrum.model;

import java.util.Arrays;

/** A mixture of blocks by a softmax over scores in a served network, with the sums of {@link SoftmaxMixture}. */
final class ServedMixture implements ServedLayer {
    private final ServedDense.Place scores;
    private final int values;
    private final int output;
    private final int parts;
    private final int width;

    /**
     * A mixture.
     *
     * @param values the output that the blocks are, each {@code width} wide
     */
    ServedMixture(ServedDense.Place scores, int values, int output, int parts, int width) {
        this.scores = scores;
        this.values = values;
        this.output = output;
        this.parts = parts;
        this.width = width;
    }

    @Override
    public int output() {
        return output;
    }

    @Override
    public int scratch() {
        return parts;
    }

    @Override
    public void one(Room room) {
        float[] from = room.vectors()[scores.output()];
        float[] shares = room.scratch()[output];
        System.arraycopy(from, scores.column(), shares, 0, parts);
        softmax(shares);
        float[] blocks = room.vectors()[values];
        float[] mixed = room.vectors()[output];
        for (int column = 0; column < width; column++) {
            float sum = 0;
            for (int part = 0; part < parts; part++) {
                sum += shares[part] * blocks[part * width + column];
            }
            mixed[column] = sum;
        }
    }

    @Override
    public void some(Room room, int rows) {
        float[][] lines = room.lines()[scores.output()];
        float[][] blocks = room.lines()[values];
        float[][] mixed = room.lines()[output];
        float[] shares = room.scratch()[output];
        for (int row = 0; row < rows; row++) {
            for (int part = 0; part < parts; part++) {
                shares[part] = lines[scores.column() + part][row];
            }
            softmax(shares);
            for (int part = 0; part < parts; part++) {
                lines[scores.column() + part][row] = shares[part];
            }
        }
        for (int column = 0; column < width; column++) {
            Arrays.fill(mixed[column], 0, rows, 0);
            for (int part = 0; part < parts; part++) {
                ColumnLoops.addProducts(
                        lines[scores.column() + part], blocks[part * width + column], mixed[column], rows);
            }
        }
    }

    private void softmax(float[] shares) {
        float largest = shares[0];
        for (int part = 1; part < parts; part++) {
            largest = Math.max(largest, shares[part]);
        }
        double sum = 0;
        for (int part = 0; part < parts; part++) {
            shares[part] = (float) StrictMath.exp(shares[part] - largest);
            sum += shares[part];
        }
        float scale = (float) (1 / sum);
        for (int part = 0; part < parts; part++) {
            shares[part] *= scale;
        }
    }
}
