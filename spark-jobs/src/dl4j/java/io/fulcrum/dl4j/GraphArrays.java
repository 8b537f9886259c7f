package io.fulcrum.dl4j;

import io.fulcrum.data.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** The border between DL4J's data sets and rows of primitive arrays. */
public final class GraphArrays {
    private static final int EXACT_INTEGERS = 1 << 24; // as a float

    private GraphArrays() {}

    /**
     * Copies a data set's rows onto the Java heap.
     *
     * @param seed of the rows' keys
     */
    public static GraphRows rows(MultiDataSet data, long seed) {
        INDArray[] arrays = Stream.of(
                        data.getFeatures(),
                        data.getLabels(),
                        masks(data.getFeaturesMaskArrays(), data.getFeatures()),
                        masks(data.getLabelsMaskArrays(), data.getLabels()))
                .flatMap(Arrays::stream)
                .toArray(INDArray[]::new);
        int rows = Math.toIntExact(arrays[0].size(0));
        int[][] shapes = new int[arrays.length][];
        float[][] values = new float[arrays.length][];
        for (int array = 0; array < arrays.length; array++) {
            shapes[array] = arrays[array] == null ? new int[0] : shapeOfRow(arrays[array], rows);
            values[array] = arrays[array] == null ? new float[0] : values(arrays[array]);
        }
        GraphShape shape = new GraphShape(data.getFeatures().length, shapes);
        return new GraphRows(shape, values, keys(shape, values, rows, seed));
    }

    /**
     * Makes a batch's data set.
     *
     * @param memory [array] that the data set lies in, until the next one
     */
    static MultiDataSet dataSet(GraphBatch batch, List<ReusedMatrix> memory) {
        GraphShape shape = batch.shard().shape();
        INDArray[] arrays = IntStream.range(0, shape.arrays().length)
                .mapToObj(array -> shape.isAbsent(array) ? null : array(batch, array, memory.get(array)))
                .toArray(INDArray[]::new);
        int inputs = shape.inputs();
        int half = arrays.length / 2;
        return new org.nd4j.linalg.dataset.MultiDataSet(
                Arrays.copyOfRange(arrays, 0, inputs),
                Arrays.copyOfRange(arrays, inputs, half),
                presentMasks(arrays, half, half + inputs),
                presentMasks(arrays, half + inputs, arrays.length));
    }

    private static INDArray array(GraphBatch batch, int array, ReusedMatrix memory) {
        int[] row = batch.shard().shape().arrays()[array];
        long[] dimensions = new long[row.length + 1];
        dimensions[0] = batch.rows();
        for (int i = 0; i < row.length; i++) {
            dimensions[i + 1] = row[i];
        }
        INDArray copy = memory.of(DataType.FLOAT, dimensions);
        NativeFloats.write(batch.values(array), 0, copy);
        return copy;
    }

    private static INDArray @Nullable [] presentMasks(INDArray[] arrays, int from, int to) {
        INDArray[] masks = Arrays.copyOfRange(arrays, from, to);
        return Arrays.stream(masks).allMatch(mask -> mask == null) ? null : masks;
    }

    private static INDArray[] masks(INDArray[] masks, INDArray[] of) {
        return masks == null ? new INDArray[of.length] : masks;
    }

    private static int[] shapeOfRow(INDArray array, int rows) {
        long[] shape = array.shape();
        if (shape.length < 2 || shape[0] != rows) {
            throw new IllegalArgumentException("A data set of " + rows + " rows has an array of shape "
                    + Arrays.toString(shape) + ": every array needs the rows as the first of at least two dimensions."
                    + " Reshape it to [" + rows + ", …].");
        }
        return Arrays.stream(shape).skip(1).mapToInt(Math::toIntExact).toArray();
    }

    private static float[] values(INDArray array) {
        if (array.dataType().isIntType()
                && array.length() > 0
                && array.amaxNumber().longValue() > EXACT_INTEGERS) {
            throw new IllegalArgumentException("A data set holds the integer " + array.amaxNumber()
                    + ": rows travel as floats, which are exact up to " + EXACT_INTEGERS
                    + ". Hash such ids into fewer buckets.");
        }
        float[] values = new float[Math.toIntExact(array.length())];
        NativeFloats.read(array.dup('c'), values, 0);
        return values;
    }

    private static long[] keys(GraphShape shape, float[][] values, int rows, long seed) {
        long[] keys = new long[rows];
        Arrays.fill(keys, seed);
        for (int array = 0; array < values.length; array++) {
            int stride = shape.stride(array);
            for (int row = 0; row < rows && stride > 0; row++) {
                keys[row] = Seeds.mix(rowKey(keys[row] + array, values[array], row * stride, stride));
            }
        }
        return keys;
    }

    /** Mixes values into a key, each step one to one in both: rows that differ in one value never share a key here. */
    private static long rowKey(long key, float[] values, int at, int count) {
        long mixed = key;
        for (int i = at; i < at + count; i++) {
            mixed = Long.rotateLeft((mixed ^ Float.floatToIntBits(values[i])) * Seeds.GOLDEN_RATIO, 29);
        }
        return mixed;
    }
}
