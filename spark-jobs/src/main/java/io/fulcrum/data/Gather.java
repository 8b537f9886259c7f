package io.fulcrum.data;

/** Columns read at given rows. */
final class Gather {
    private Gather() {}

    static int[] ints(int[] column, int[] rows) {
        int[] gathered = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            gathered[i] = column[rows[i]];
        }
        return gathered;
    }

    static float[] floats(float[] column, int[] rows) {
        float[] gathered = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            gathered[i] = column[rows[i]];
        }
        return gathered;
    }

    static long[] longs(long[] column, int[] rows) {
        long[] gathered = new long[rows.length];
        for (int i = 0; i < rows.length; i++) {
            gathered[i] = column[rows[i]];
        }
        return gathered;
    }
}
