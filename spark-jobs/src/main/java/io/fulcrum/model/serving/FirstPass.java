package io.fulcrum.model.serving;

import io.fulcrum.model.kernel.ColumnLoops;
import io.fulcrum.model.kernel.OrderedSums;
import java.util.Arrays;

/**
 * The first layer of a served network at work, for one thread.
 *
 * <p>Where all rows of a request have the same values, as the user's side of its candidates has, their part of the sum
 * is computed once: the leading columns as far as they are shared, then each group of kept fields that is. Few other
 * columns are added row by row; many are added by lines, one for each column of the input and of the output.
 */
final class FirstPass {
    private static final int TILE = 8; // rows that are computed together; so many sums stay in the first-level cache
    private static final int FEW = 16; // columns that are added row by row

    private final ServedFirst layer;
    private final OrderedSums byOutputs; // over the outputs
    private final OrderedSums byRows; // over the rows of a block
    private final float[] values; // [row of a tile × written columns + written column]
    private final float[][] sums; // [row of a tile][output]
    private final int block; // rows at most
    private float[][] columns = new float[0][]; // [written column][row], for many columns
    private final float[] start; // [output] of every sum
    private final float[][] groups; // [group][output] the sum of fields that all rows share
    private final boolean[] isShared; // [group]
    private int firstColumn; // not in the start
    private int firstGroup; // not in the start

    /**
     * Room for a layer.
     *
     * @param block rows of a block at most
     */
    FirstPass(ServedFirst layer, int block) {
        this.layer = layer;
        this.block = block;
        byOutputs = new OrderedSums(layer.width());
        byRows = new OrderedSums(block);
        values = new float[TILE * layer.input().width()];
        sums = new float[TILE][layer.width()];
        start = new float[layer.width()];
        groups = new float[layer.groups()][layer.width()];
        isShared = new boolean[layer.groups()];
    }

    /** Computes one row; [output]. */
    void one(RequestRows rows, int row, float[] sum) {
        layer.input().read(rows, row, values, 0);
        Arrays.fill(sum, 0);
        byOutputs.of(layer.byInput(), values, 0).addToOne(0, layer.input().width(), 0, sum);
        for (int group = 0; group < isShared.length; group++) {
            layer.addGroup(rows, row, group, sum);
        }
        layer.finish(sum);
    }

    /** Looks for what all rows of a request share. */
    void share(RequestRows rows) {
        Arrays.fill(start, 0);
        firstColumn = layer.input().sharedColumns(rows);
        layer.input().read(rows, 0, values, 0);
        byOutputs.of(layer.byInput(), values, 0).addToOne(0, firstColumn, 0, start);
        for (int group = 0; group < isShared.length; group++) {
            isShared[group] = layer.isShared(rows, group);
        }
        firstGroup = 0;
        while (firstColumn == layer.input().width() && firstGroup < isShared.length && isShared[firstGroup]) {
            layer.addGroup(rows, 0, firstGroup++, start);
        }
        for (int group = firstGroup; group < isShared.length; group++) {
            if (isShared[group]) {
                Arrays.fill(groups[group], 0);
                layer.addGroup(rows, 0, group, groups[group]);
            }
        }
    }

    /** Computes neighbouring rows of a request of which {@link #share} was told; [output][row]. */
    void some(RequestRows rows, int from, int size, float[][] lines) {
        boolean byLines = layer.input().width() - firstColumn > FEW;
        if (byLines) {
            readColumns(rows, from, size);
            addColumns(size, lines);
            if (allShared()) {
                finish(size, lines);
                return;
            }
        }
        for (int at = 0; at < size; at += TILE) {
            int count = Math.min(TILE, size - at);
            if (byLines) {
                take(lines, at, count);
            } else {
                addColumns(rows, from + at, count);
            }
            addGroups(rows, from + at, count);
            give(lines, at, count);
        }
    }

    private boolean allShared() {
        for (int group = firstGroup; group < isShared.length; group++) {
            if (!isShared[group]) {
                return false;
            }
        }
        return true;
    }

    /** Writes the columns that are not shared as lines. */
    private void readColumns(RequestRows rows, int from, int size) {
        int width = layer.input().width();
        if (columns.length == 0) {
            columns = new float[width][block];
        }
        for (int at = 0; at < size; at += TILE) {
            int count = Math.min(TILE, size - at);
            for (int row = 0; row < count; row++) {
                layer.input().read(rows, from + at + row, values, row * width);
            }
            for (int column = firstColumn; column < width; column++) {
                float[] line = columns[column];
                for (int row = 0; row < count; row++) {
                    line[at + row] = values[row * width + column];
                }
            }
        }
    }

    private void addColumns(int count, float[][] lines) {
        int width = layer.input().width();
        for (int output = 0; output < start.length; output++) {
            Arrays.fill(lines[output], 0, count, start[output]);
        }
        byRows.resize(count);
        byRows.of(columns, layer.byOutput(), width)
                .to(lines, 0)
                .add(firstColumn, width - firstColumn, firstColumn, start.length);
    }

    private void finish(int count, float[][] lines) {
        for (int output = 0; output < start.length; output++) {
            for (int group = firstGroup; group < isShared.length; group++) {
                ColumnLoops.add(lines[output], 0, count, groups[group][output]);
            }
            if (layer.rectified().has(output)) {
                ColumnLoops.addThenRectify(lines[output], 0, count, layer.biases()[output]);
            } else {
                ColumnLoops.add(lines[output], 0, count, layer.biases()[output]);
            }
        }
    }

    private void addColumns(RequestRows rows, int from, int count) {
        int width = layer.input().width();
        for (int row = 0; row < count; row++) {
            layer.input().read(rows, from + row, values, row * width);
            System.arraycopy(start, 0, sums[row], 0, start.length);
        }
        byOutputs
                .of(layer.byInput(), values, width)
                .to(sums, 0)
                .add(firstColumn, width - firstColumn, firstColumn, count);
    }

    private void addGroups(RequestRows rows, int from, int count) {
        for (int row = 0; row < count; row++) {
            for (int group = firstGroup; group < isShared.length; group++) {
                if (isShared[group]) {
                    ColumnLoops.add(groups[group], sums[row], start.length);
                } else {
                    layer.addGroup(rows, from + row, group, sums[row]);
                }
            }
            layer.finish(sums[row]);
        }
    }

    /** Copies lines into the tile. */
    private void take(float[][] lines, int at, int count) {
        for (int output = 0; output < start.length; output++) {
            float[] line = lines[output];
            for (int row = 0; row < count; row++) {
                sums[row][output] = line[at + row];
            }
        }
    }

    /** Copies the tile into lines. */
    private void give(float[][] lines, int at, int count) {
        for (int output = 0; output < start.length; output++) {
            float[] line = lines[output];
            for (int row = 0; row < count; row++) {
                line[at + row] = sums[row][output];
            }
        }
    }
}
