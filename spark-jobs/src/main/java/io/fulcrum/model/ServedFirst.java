package io.fulcrum.model;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The dense layer on the input of a served network, packed once: its weights by inputs, and the products of small
 * tables' rows and weights, which all threads share. Sums are those of {@link FirstLayer} in the order of
 * {@link FixedOrderProduct}: the written columns one by one, then the kept fields in groups of four.
 *
 * <p>Where all rows of a request have the same values, as the user's side of its candidates has, their part of the sum
 * is computed once: the leading columns as far as they are shared, then each group of fields that is.
 */
final class ServedFirst {
    private static final int GROUP = 4; // kept fields that are summed before they are added

    private final ServedInput input;
    private final int width;
    private final int rectified;
    private final float[][] weights; // [written column][output]
    private final float[] biases; // [output]
    private final int[] kept; // fields
    private final float[][][] products; // [kept field][id][output]

    /**
     * Packs the layer.
     *
     * @param width outputs
     * @param rectified how many of the first outputs pass a ReLU
     */
    ServedFirst(Recommender model, int width, int rectified) {
        InputLayout layout = model.spec().inputLayout();
        EmbeddingTables tables = model.tables();
        boolean[] keeps = KeptFields.of(layout, tables.spec(), width);
        this.width = width;
        this.rectified = rectified;
        input = new ServedInput(layout, tables, keeps);
        float[][] all = packed(model.parameters(), layout.inputWidth(), width);
        weights = IntStream.range(0, input.width())
                .mapToObj(written -> all[input.column(written)])
                .toArray(float[][]::new);
        int at = layout.inputWidth() * width;
        biases = Arrays.copyOfRange(model.parameters(), at, at + width);
        kept = IntStream.range(0, keeps.length).filter(field -> keeps[field]).toArray();
        products = Arrays.stream(kept)
                .mapToObj(field -> products(layout, tables, field, all))
                .toArray(float[][][]::new);
    }

    /** Turns [output][input], as parameters have it, into [input][output]. */
    private static float[][] packed(float[] parameters, int inputs, int outputs) {
        float[][] packed = new float[inputs][outputs];
        for (int output = 0; output < outputs; output++) {
            for (int column = 0; column < inputs; column++) {
                packed[column][output] = parameters[output * inputs + column];
            }
        }
        return packed;
    }

    private static float[][] products(InputLayout layout, EmbeddingTables tables, int field, float[][] weights) {
        int table = layout.fieldTables()[field];
        int from = field * layout.width();
        float[][] lines = Arrays.copyOfRange(weights, from, from + layout.width());
        float[] row = new float[layout.width()];
        OrderedSums sums = new OrderedSums(weights[0].length);
        float[][] made = new float[tables.spec().tables().get(table).rows()][weights[0].length];
        for (int id = 0; id < made.length; id++) {
            tables.copyTo(table, id, row, 0);
            sums.add(row, lines, 0, lines.length, made[id]);
        }
        return made;
    }

    int width() {
        return width;
    }

    /** Number of columns that are written out. */
    int inputWidth() {
        return input.width();
    }

    /** Number of groups of kept fields. */
    int groups() {
        return kept.length / GROUP + kept.length % GROUP;
    }

    /** Computes one row. */
    void one(RequestRows rows, int row, Tile tile, float[] sum) {
        float[] values = tile.values()[0];
        input.read(rows, row, values);
        Arrays.fill(sum, 0);
        tile.ordered().add(values, weights, 0, input.width(), sum);
        for (int group = 0; group < groups(); group++) {
            addGroup(rows, row, group, sum);
        }
        finish(sum);
    }

    /** What the rows of a request have in common. */
    final class Shared {
        private final float[] start = new float[width]; // of every sum
        private final float[][] sums = new float[groups()][width]; // [group] of fields that all rows share
        private final boolean[] isShared = new boolean[groups()];
        private int columns; // in the start
        private int firstGroup; // not in the start

        /** Looks for it; nothing is shared by a single row. */
        void find(RequestRows rows, Tile tile) {
            Arrays.fill(start, 0);
            columns = input.sharedColumns(rows);
            input.read(rows, 0, tile.values()[0]);
            tile.ordered().add(tile.values()[0], weights, 0, columns, start);
            for (int group = 0; group < isShared.length; group++) {
                isShared[group] = isShared(rows, group);
            }
            firstGroup = 0;
            while (columns == input.width() && firstGroup < isShared.length && isShared[firstGroup]) {
                addGroup(rows, 0, firstGroup++, start);
            }
            for (int group = firstGroup; group < isShared.length; group++) {
                if (isShared[group]) {
                    Arrays.fill(sums[group], 0);
                    addGroup(rows, 0, group, sums[group]);
                }
            }
        }
    }

    /**
     * Computes neighbouring rows.
     *
     * @param tile its first {@code count} rows are set
     */
    void some(RequestRows rows, int from, int count, Shared shared, Tile tile) {
        for (int row = 0; row < count; row++) {
            input.read(rows, from + row, tile.values()[row]);
            System.arraycopy(shared.start, 0, tile.sums()[row], 0, width);
        }
        addColumns(count, shared.columns, tile);
        for (int row = 0; row < count; row++) {
            float[] sum = tile.sums()[row];
            for (int group = shared.firstGroup; group < shared.isShared.length; group++) {
                if (shared.isShared[group]) {
                    ColumnLoops.add(shared.sums[group], sum, width);
                } else {
                    addGroup(rows, from + row, group, sum);
                }
            }
            finish(sum);
        }
    }

    /** Input after input outside and row after row inside, so that four lines of weights serve all rows of the tile. */
    private void addColumns(int count, int from, Tile tile) {
        int column = from;
        for (; column + OrderedSums.AT_ONCE <= input.width(); column += OrderedSums.AT_ONCE) {
            for (int row = 0; row < count; row++) {
                tile.ordered().addFour(weights, column, tile.values()[row], column, tile.sums()[row]);
            }
        }
        for (; column < input.width(); column++) {
            for (int row = 0; row < count; row++) {
                tile.ordered().addOne(weights[column], tile.values()[row][column], tile.sums()[row]);
            }
        }
    }

    private boolean isShared(RequestRows rows, int group) {
        for (int field = first(group); field < first(group + 1); field++) {
            if (!ServedInput.isShared(rows.ids()[kept[field]], rows.size())) {
                return false;
            }
        }
        return true;
    }

    private void addGroup(RequestRows rows, int row, int group, float[] sum) {
        int field = first(group);
        if (first(group + 1) - field == GROUP) {
            ColumnLoops.addFour(
                    product(rows, row, field),
                    product(rows, row, field + 1),
                    product(rows, row, field + 2),
                    product(rows, row, field + 3),
                    sum);
        } else {
            ColumnLoops.add(product(rows, row, field), sum, width);
        }
    }

    /** Returns the first kept field of a group: four each, then those that are left, one by one. */
    private int first(int group) {
        int fours = kept.length / GROUP;
        return group <= fours ? GROUP * group : GROUP * fours + group - fours;
    }

    private float[] product(RequestRows rows, int row, int field) {
        return products[field][rows.ids()[kept[field]][row]];
    }

    private void finish(float[] sum) {
        ColumnLoops.add(biases, sum, width);
        ColumnLoops.rectify(sum, rectified);
    }

    /**
     * Room for the rows that are computed together.
     *
     * @param values [row][written column]
     * @param sums [row][output]
     * @param ordered over all outputs
     */
    record Tile(float[][] values, float[][] sums, OrderedSums ordered) {}
}
