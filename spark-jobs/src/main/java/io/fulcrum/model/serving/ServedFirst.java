package io.fulcrum.model.serving;

import io.fulcrum.model.Recommender;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.graph.ColumnOperation.Range;
import io.fulcrum.model.graph.InputLayout;
import io.fulcrum.model.graph.KeptFields;
import io.fulcrum.model.graph.Rectified;
import io.fulcrum.model.kernel.ColumnLoops;
import io.fulcrum.model.kernel.FixedOrderProduct;
import io.fulcrum.model.kernel.OrderedSums;
import io.fulcrum.model.layer.FirstLayer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The dense layer on the input of a served network, packed once: its weights, and the products of small tables' rows
 * and weights, which all threads share. Sums are those of {@link FirstLayer} in the order of {@link FixedOrderProduct}:
 * the written columns one by one, then the kept fields in groups of four.
 */
final class ServedFirst {
    private static final int GROUP = 4; // kept fields that are summed before they are added

    private final ServedInput input;
    private final int width;
    private final Rectified rectified;
    private final float[][] byInput; // [written column][output]
    private final float[] byOutput; // [output × written columns + written column]
    private final float[] biases; // [output]
    private final int[] kept; // fields
    private final float[][][] products; // [kept field][id][output]

    /**
     * Packs the layer.
     *
     * @param width outputs
     * @param rectified which outputs pass a ReLU
     * @param written columns that are written out, because layers above the first read them too
     */
    ServedFirst(Recommender model, int width, Rectified rectified, List<Range> written) {
        InputLayout layout = model.spec().inputLayout();
        EmbeddingTables tables = model.tables();
        boolean[] keeps = KeptFields.of(layout, tables.spec(), written, width);
        this.width = width;
        this.rectified = rectified;
        input = new ServedInput(layout, tables, keeps);
        float[][] all = packed(model.parameters(), layout.inputWidth(), width);
        byInput = IntStream.range(0, input.width())
                .mapToObj(column -> all[input.column(column)])
                .toArray(float[][]::new);
        byOutput = new float[input.width() * width];
        for (int i = 0; i < byOutput.length; i++) {
            byOutput[i] = byInput[i % input.width()][i / input.width()];
        }
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
        float[] row = new float[layout.fieldWidth(field)];
        OrderedSums sums = new OrderedSums(weights[0].length).of(weights, row, 0);
        float[][] made = new float[tables.spec().tables().get(table).rows()][weights[0].length];
        for (int id = 0; id < made.length; id++) {
            tables.copyTo(table, id, row, 0);
            sums.addToOne(layout.field(field), row.length, 0, made[id]);
        }
        return made;
    }

    ServedInput input() {
        return input;
    }

    int width() {
        return width;
    }

    Rectified rectified() {
        return rectified;
    }

    /** Returns [written column][output] the weights. */
    float[][] byInput() {
        return byInput;
    }

    /** Returns [output × written columns + written column] the weights. */
    float[] byOutput() {
        return byOutput;
    }

    float[] biases() {
        return biases;
    }

    /** Number of groups of kept fields. */
    int groups() {
        return kept.length / GROUP + kept.length % GROUP;
    }

    /** Whether all rows have the same ids in the fields of a group. */
    boolean isShared(RequestRows rows, int group) {
        for (int field = first(group); field < first(group + 1); field++) {
            if (!ServedInput.isShared(rows.ids()[kept[field]], rows.size())) {
                return false;
            }
        }
        return true;
    }

    /** Adds the products of a group of fields to a row's sum, [output]. */
    void addGroup(RequestRows rows, int row, int group, float[] sum) {
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

    /** Adds the biases to a row's sum and rectifies it. */
    void finish(float[] sum) {
        ColumnLoops.add(biases, sum, width);
        rectified.rectify(sum);
    }

    /** Returns the first kept field of a group: four each, then those that are left, one by one. */
    private int first(int group) {
        int fours = kept.length / GROUP;
        return group <= fours ? GROUP * group : GROUP * fours + group - fours;
    }

    private float[] product(RequestRows rows, int row, int field) {
        return products[field][rows.ids()[kept[field]][row]];
    }
}
