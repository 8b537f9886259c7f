package io.fulcrum.model.serving;

import io.fulcrum.model.kernel.ColumnLoops;
import io.fulcrum.model.kernel.FixedOrderProduct;
import java.util.Arrays;

/**
 * A dense layer of a served network: one, or equal blocks side by side, each on its own columns below. The sums are
 * those of {@link FixedOrderProduct}.
 */
final class ServedDense implements ServedLayer {
    private final Place below;
    private final int output;
    private final int blocks;
    private final int inputs; // of a block
    private final int outputs; // of a block
    private final int distinct; // blocks with parameters of their own
    private final boolean rectifies;
    private final float[] parameters; // of the network
    private final int at; // of the weights, [output][input], then the biases
    private final float[][][] byInput; // [distinct block][input][output]

    /**
     * Widths of a layer of equal blocks.
     *
     * @param distinct blocks with parameters of their own
     */
    record Form(int blocks, int distinct, int inputs, int outputs, boolean rectifies) {}

    /**
     * Packs a layer.
     *
     * @param at where its parameters begin
     */
    ServedDense(Place below, int output, Form form, float[] parameters, int at) {
        this.below = below;
        this.output = output;
        this.parameters = parameters;
        this.at = at;
        blocks = form.blocks();
        inputs = form.inputs();
        outputs = form.outputs();
        distinct = form.distinct();
        rectifies = form.rectifies();
        byInput = new float[distinct][inputs][outputs];
        for (int column = 0; column < distinct * outputs; column++) {
            for (int input = 0; input < inputs; input++) {
                byInput[column / outputs][input][column % outputs] = parameters[at + column * inputs + input];
            }
        }
    }

    private float bias(int column) {
        return parameters[at + distinct * outputs * inputs + column % (distinct * outputs)];
    }

    @Override
    public int output() {
        return output;
    }

    @Override
    public int scratch() {
        return outputs;
    }

    @Override
    public void one(Room room) {
        float[] to = room.vectors()[output];
        float[] sum = room.scratch()[output];
        room.sums().resize(outputs);
        for (int block = 0; block < blocks; block++) {
            Arrays.fill(sum, 0);
            room.sums()
                    .of(byInput[block % distinct], room.vectors()[below.output()], 0)
                    .addToOne(0, inputs, below.column() + block * inputs, sum);
            for (int i = 0; i < outputs; i++) {
                float value = sum[i] + bias(block * outputs + i);
                to[block * outputs + i] = rectifies ? Math.max(0f, value) : value;
            }
        }
    }

    @Override
    public void some(Room room, int rows) {
        float[][] to = room.lines()[output];
        for (int column = 0; column < blocks * outputs; column++) {
            Arrays.fill(to[column], 0, rows, 0);
        }
        room.sums().resize(rows);
        room.sums().of(room.lines()[below.output()], parameters, inputs);
        for (int block = 0; block < blocks; block++) {
            int first = block * outputs;
            int weights = at + block % distinct * outputs * inputs;
            room.sums().to(to, first).add(below.column() + block * inputs, inputs, weights, outputs);
        }
        finish(to, rows);
    }

    private void finish(float[][] to, int rows) {
        for (int column = 0; column < blocks * outputs; column++) {
            if (rectifies) {
                ColumnLoops.addThenRectify(to[column], 0, rows, bias(column));
            } else {
                ColumnLoops.add(to[column], 0, rows, bias(column));
            }
        }
    }
}
