package io.fulcrum.model;

import java.util.Arrays;

/**
 * A dense layer of a served network: one, or equal blocks side by side, each on its own columns below. The sums are
 * those of {@link FixedOrderProduct}.
 */
final class ServedDense implements ServedLayer {
    private static final int INPUT_BLOCK = 12; // lines of a block, which stay in the first-level cache

    private final Place below;
    private final int output;
    private final int blocks;
    private final int inputs; // of a block
    private final int outputs; // of a block
    private final boolean rectifies;
    private final float[] parameters; // of the network
    private final int at; // of the weights, [output][input], then the biases
    private final float[][][] byInput; // [block][input][output]

    /** Some columns of an output. */
    record Place(int output, int column) {}

    /** Widths of a layer of equal blocks. */
    record Form(int blocks, int inputs, int outputs, boolean rectifies) {
        int parameters() {
            return blocks * outputs * (inputs + 1);
        }
    }

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
        rectifies = form.rectifies();
        byInput = new float[blocks][inputs][outputs];
        for (int column = 0; column < blocks * outputs; column++) {
            for (int input = 0; input < inputs; input++) {
                byInput[column / outputs][input][column % outputs] = parameters[at + column * inputs + input];
            }
        }
    }

    private float bias(int column) {
        return parameters[at + blocks * outputs * inputs + column];
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
        float[] from = room.vectors()[below.output()];
        float[] to = room.vectors()[output];
        float[] sum = room.scratch()[output];
        room.sums().resize(outputs);
        for (int block = 0; block < blocks; block++) {
            Arrays.fill(sum, 0);
            addInputs(from, below.column() + block * inputs, byInput[block], sum, room.sums());
            for (int i = 0; i < outputs; i++) {
                float value = sum[i] + bias(block * outputs + i);
                to[block * outputs + i] = rectifies ? Math.max(0f, value) : value;
            }
        }
    }

    private void addInputs(float[] from, int first, float[][] weights, float[] sum, OrderedSums sums) {
        int input = 0;
        for (; input + OrderedSums.AT_ONCE <= inputs; input += OrderedSums.AT_ONCE) {
            sums.addFour(weights, input, from, first + input, sum);
        }
        for (; input < inputs; input++) {
            sums.addOne(weights[input], from[first + input], sum);
        }
    }

    @Override
    public void some(Room room, int rows) {
        float[][] to = room.lines()[output];
        room.sums().resize(rows);
        for (int column = 0; column < blocks * outputs; column++) {
            Arrays.fill(to[column], 0, rows, 0);
        }
        for (int block = 0; block < blocks; block++) {
            for (int input = 0; input < inputs; input += INPUT_BLOCK) {
                addInputs(room, block, input);
            }
        }
        finish(to, rows);
    }

    /** Adds the inputs of a block of lines to all its outputs. */
    private void addInputs(Room room, int block, int first) {
        float[][] from = room.lines()[below.output()];
        float[][] to = room.lines()[output];
        int line = below.column() + block * inputs;
        int end = Math.min(first + INPUT_BLOCK, inputs);
        for (int column = block * outputs; column < (block + 1) * outputs; column++) {
            int weights = at + column * inputs;
            int input = first;
            for (; input + OrderedSums.AT_ONCE <= end; input += OrderedSums.AT_ONCE) {
                room.sums().addFour(from, line + input, parameters, weights + input, to[column]);
            }
            for (; input < end; input++) {
                room.sums().addOne(from[line + input], parameters[weights + input], to[column]);
            }
        }
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
