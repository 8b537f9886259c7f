package io.fulcrum.dl4j;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Counts the rows of a DL4J label mask that carry a label. */
final class LabelMask {

    private LabelMask() {}

    /**
     * Rows with at least one labelled column.
     *
     * @param mask [row][column] of ones and zeros; a fraction would be applied squared to gradients of one-column
     * labels
     */
    static long labelledRows(INDArray mask, String output) {
        long rows = mask.size(0);
        int columns = Math.toIntExact(mask.length() / rows);
        float[] values = new float[Math.toIntExact(mask.length())];
        NativeFloats.read(mask.dup('c'), values, 0);
        long labelled = 0;
        for (int row = 0; row < rows; row++) {
            labelled += anyLabel(values, row * columns, columns, output) ? 1 : 0;
        }
        return labelled;
    }

    private static boolean anyLabel(float[] values, int from, int columns, String output) {
        boolean any = false;
        for (int i = from; i < from + columns; i++) {
            if (values[i] != 0 && values[i] != 1) {
                throw new IllegalArgumentException("Label mask of output \"" + output + "\" holds " + values[i]
                        + " in row "
                        + from / columns + ": label masks must be 0 or 1, because DL4J applies them twice."
                        + " Use task weights to weight tasks.");
            }
            any |= values[i] == 1;
        }
        return any;
    }
}
