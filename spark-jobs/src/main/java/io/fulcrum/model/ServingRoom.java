package io.fulcrum.model;

import java.util.Arrays;
import java.util.List;

/**
 * What one thread needs to score with a {@link ServedModel}; allocated once, so that scoring allocates nothing. Not
 * thread-safe.
 *
 * <p>One row or a few are computed row by row, with loops over outputs. More are computed in blocks, with loops over
 * rows: each column of a layer is then a line.
 */
public final class ServingRoom {
    /** Rows of a block at most: with the array's header a line takes a multiple of 64 bytes. */
    private static final int BLOCK = 396;

    private static final int TILE = 16; // rows of the first layer that are computed together
    private static final int FEW = 4; // rows that are computed one by one

    private final ServedModel model;
    private final List<ServedLayer> layers;
    private final int[] logits; // [task]
    private final ServedLayer.Room room;
    private final ServedFirst.Shared shared;
    private final ServedFirst.Tile tile;

    /** Room for a model. */
    public ServingRoom(ServedModel model) {
        this.model = model;
        layers = model.layers();
        logits = new int[model.spec().tasks().size()];
        Arrays.setAll(logits, model::logit);
        int[] widths = model.widths();
        float[][] vectors = new float[widths.length][];
        float[][] scratch = new float[widths.length][];
        float[][][] lines = new float[widths.length][][];
        for (int output = 0; output < widths.length; output++) {
            vectors[output] = new float[widths[output]];
            lines[output] = new float[widths[output]][BLOCK];
        }
        model.layers().forEach(layer -> scratch[layer.output()] = new float[layer.scratch()]);
        room = new ServedLayer.Room(vectors, lines, scratch, new OrderedSums(BLOCK));
        shared = model.first().new Shared();
        tile = new ServedFirst.Tile(
                new float[TILE][model.first().inputWidth()],
                new float[TILE][model.first().width()],
                new OrderedSums(model.first().width()));
    }

    /** Number of predictions of a row. */
    public int tasks() {
        return logits.length;
    }

    /**
     * Computes predictions: the probability of a binary task, the value in the label's unit of a regression.
     *
     * @param target [row][task], filled
     */
    public void score(RequestRows rows, double[][] target) {
        if (rows.size() <= FEW) {
            for (int row = 0; row < rows.size(); row++) {
                one(rows, row, target[row]);
            }
            return;
        }
        shared.find(rows, tile);
        int blocks = (rows.size() + BLOCK - 1) / BLOCK;
        for (int block = 0; block < blocks; block++) {
            int from = (int) ((long) rows.size() * block / blocks);
            int to = (int) ((long) rows.size() * (block + 1) / blocks);
            block(rows, from, to, target);
        }
    }

    private void one(RequestRows rows, int row, double[] target) {
        model.first().one(rows, row, tile, room.vectors()[0]);
        for (int layer = 0; layer < layers.size(); layer++) {
            layers.get(layer).one(room);
        }
        for (int task = 0; task < logits.length; task++) {
            target[task] = model.prediction(task, room.vectors()[logits[task]][0]);
        }
    }

    private void block(RequestRows rows, int from, int to, double[][] target) {
        int count = to - from;
        for (int at = 0; at < count; at += TILE) {
            int some = Math.min(TILE, count - at);
            model.first().some(rows, from + at, some, shared, tile);
            turn(at, some);
        }
        for (int layer = 0; layer < layers.size(); layer++) {
            layers.get(layer).some(room, count);
        }
        for (int task = 0; task < logits.length; task++) {
            float[] outputs = room.lines()[logits[task]][0];
            for (int row = 0; row < count; row++) {
                target[from + row][task] = model.prediction(task, outputs[row]);
            }
        }
    }

    /** Copies the tile's sums into a line per column. */
    private void turn(int at, int count) {
        float[][] sums = tile.sums();
        float[][] lines = room.lines()[0];
        for (int column = 0; column < lines.length; column++) {
            float[] line = lines[column];
            for (int row = 0; row < count; row++) {
                line[at + row] = sums[row][column];
            }
        }
    }
}
