package io.fulcrum.model.serving;

import io.fulcrum.model.kernel.OrderedSums;
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
    private static final int BLOCK = 780;

    private static final int FEW = 4; // rows that are computed one by one

    private final ServedModel model;
    private final List<ServedLayer> layers;
    private final int[] logits; // [task]
    private final ServedLayer.Room room;
    private final FirstPass first;
    private final boolean readsInput; // above the first layer
    private final int input; // output of the written input, if so

    /** Room for a model. */
    public ServingRoom(ServedModel model) {
        this.model = model;
        layers = model.layers();
        logits = new int[model.spec().tasks().size()];
        Arrays.setAll(logits, model::logit);
        readsInput = model.input().isPresent();
        input = model.input().orElse(0);
        int[] widths = model.widths();
        float[][] vectors = new float[widths.length][];
        float[][] scratch = new float[widths.length][];
        for (int output = 0; output < widths.length; output++) {
            vectors[output] = new float[widths[output]];
        }
        model.layers().forEach(layer -> scratch[layer.output()] = new float[layer.scratch()]);
        int doubles = layers.stream().mapToInt(ServedLayer::doubles).max().orElse(0);
        room = new ServedLayer.Room(
                vectors, new float[widths.length][][], scratch, new double[doubles], new OrderedSums(BLOCK));
        first = new FirstPass(model.first(), BLOCK);
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
        makeLines();
        first.share(rows);
        int blocks = (rows.size() + BLOCK - 1) / BLOCK;
        for (int block = 0; block < blocks; block++) {
            int from = (int) ((long) rows.size() * block / blocks);
            int to = (int) ((long) rows.size() * (block + 1) / blocks);
            block(rows, from, to, target);
        }
    }

    /** Allocated by the first request that needs them: they are the most of the memory. */
    private void makeLines() {
        float[][][] lines = room.lines();
        for (int output = 0; lines[lines.length - 1] == null && output < lines.length; output++) {
            lines[output] = new float[room.vectors()[output].length][BLOCK];
        }
    }

    private void one(RequestRows rows, int row, double[] target) {
        first.one(rows, row, room.vectors()[0]);
        if (readsInput) {
            model.first().input().read(rows, row, room.vectors()[input], 0);
        }
        for (int layer = 0; layer < layers.size(); layer++) {
            layers.get(layer).one(room);
        }
        for (int task = 0; task < logits.length; task++) {
            target[task] = model.prediction(task, room.vectors()[logits[task]][model.column(task)]);
        }
    }

    private void readInput(RequestRows rows, int from, int count) {
        float[] row = room.vectors()[input];
        float[][] lines = room.lines()[input];
        for (int i = 0; i < count; i++) {
            model.first().input().read(rows, from + i, row, 0);
            for (int column = 0; column < row.length; column++) {
                lines[column][i] = row[column];
            }
        }
    }

    private void block(RequestRows rows, int from, int to, double[][] target) {
        int count = to - from;
        first.some(rows, from, count, room.lines()[0]);
        if (readsInput) {
            readInput(rows, from, count);
        }
        for (int layer = 0; layer < layers.size(); layer++) {
            layers.get(layer).some(room, count);
        }
        for (int task = 0; task < logits.length; task++) {
            float[] outputs = room.lines()[logits[task]][model.column(task)];
            for (int row = 0; row < count; row++) {
                target[from + row][task] = model.prediction(task, outputs[row]);
            }
        }
    }
}
