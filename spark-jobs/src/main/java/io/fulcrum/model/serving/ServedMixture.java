package io.fulcrum.model.serving;

import io.fulcrum.model.graph.Operation;
import io.fulcrum.model.kernel.ColumnLoops;
import io.fulcrum.model.layer.SoftmaxMixture;
import java.util.Arrays;
import java.util.List;

/** A mixture of blocks by a softmax over scores in a served network, with the sums of {@link SoftmaxMixture}. */
final class ServedMixture implements ServedLayer {
    private final Place scores;
    private final Operation.Scores kind;
    private final List<Place> sources;
    private final int output;
    private final int parts;
    private final int width;

    /**
     * A mixture.
     *
     * @param sources blocks, each {@code width} wide
     */
    ServedMixture(Place scores, Operation.Scores kind, List<Place> sources, int output, int width) {
        this.scores = scores;
        this.kind = kind;
        this.sources = List.copyOf(sources);
        this.output = output;
        this.parts = scores.width();
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
        float[] mixed = room.vectors()[output];
        Arrays.fill(mixed, 0);
        int part = 0;
        for (int source = 0; source < sources.size(); source++) {
            Place place = sources.get(source);
            float[] blocks = room.vectors()[place.output()];
            for (int at = place.column(); at < place.column() + place.width(); at += width, part++) {
                for (int column = 0; column < width; column++) {
                    mixed[column] += shares[part] * blocks[at + column];
                }
            }
        }
    }

    @Override
    public void some(Room room, int rows) {
        float[][] lines = room.lines()[scores.output()];
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
            int part = scores.column();
            for (int source = 0; source < sources.size(); source++) {
                Place place = sources.get(source);
                float[][] blocks = room.lines()[place.output()];
                for (int at = place.column() + column; at < place.column() + place.width(); at += width) {
                    ColumnLoops.addProducts(lines[part++], blocks[at], mixed[column], rows);
                }
            }
        }
    }

    private void softmax(float[] shares) {
        if (kind == Operation.Scores.SHARES) {
            return;
        }
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
