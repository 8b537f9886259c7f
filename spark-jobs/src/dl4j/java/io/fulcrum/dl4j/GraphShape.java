package io.fulcrum.dl4j;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * The shape of one row of a plain graph's data.
 *
 * @param inputs number of features arrays
 * @param arrays [array][dimension]: features, labels, masks of features, masks of labels; empty for an absent mask
 */
@DefaultSerializer(JavaSerializer.class)
public record GraphShape(int inputs, int[][] arrays) implements Serializable {

    /** Numbers of one row in an array; 0 in an absent mask. */
    int stride(int array) {
        return isAbsent(array) ? 0 : Arrays.stream(arrays[array]).reduce(1, Math::multiplyExact);
    }

    boolean isAbsent(int array) {
        return arrays[array].length == 0;
    }

    int outputs() {
        return arrays.length / 2 - inputs;
    }

    /**
     * Returns the shape of rows of both kinds, with every mask that either has.
     *
     * @throws IllegalArgumentException if rows of both cannot be in one batch
     */
    public GraphShape merge(GraphShape other) {
        if (inputs != other.inputs || arrays.length != other.arrays.length) {
            throw new IllegalArgumentException("The RDD holds data sets with " + told() + " and with " + other.told()
                    + " arrays: all must fill the inputs and outputs of one graph. Filter out those of other graphs.");
        }
        int[][] merged = new int[arrays.length][];
        for (int array = 0; array < merged.length; array++) {
            merged[array] = isAbsent(array) ? other.arrays[array] : arrays[array];
            if (!other.isAbsent(array) && !Arrays.equals(merged[array], other.arrays[array])) {
                throw new IllegalArgumentException("The RDD's " + name(array) + " have rows of shapes "
                        + Arrays.toString(arrays[array]) + " and " + Arrays.toString(other.arrays[array])
                        + ": rows are mixed into new batches and must have one shape. Pad them to one length and mask"
                        + " the padding.");
            }
        }
        return new GraphShape(inputs, merged);
    }

    /** Refuses rows that do not fill a graph's inputs and outputs. */
    public GraphShape requireFits(List<String> inputNames, List<String> outputNames) {
        if (inputs != inputNames.size() || outputs() != outputNames.size()) {
            throw new IllegalArgumentException("The RDD's data sets have " + told() + " arrays, the graph has inputs "
                    + inputNames + " and outputs " + outputNames + ": each needs one."
                    + " Give one features array per input and one labels array per output, in the graph's order.");
        }
        return this;
    }

    private String told() {
        return inputs + " features and " + outputs() + " labels";
    }

    private String name(int array) {
        int half = arrays.length / 2;
        int place = array % half;
        return (place < inputs ? "features " + place : "labels " + (place - inputs)) + (array < half ? "" : " masks");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GraphShape shape && inputs == shape.inputs && Arrays.deepEquals(arrays, shape.arrays);
    }

    @Override
    public int hashCode() {
        return 31 * inputs + Arrays.deepHashCode(arrays);
    }
}
