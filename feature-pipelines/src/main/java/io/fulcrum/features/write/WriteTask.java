package io.fulcrum.features.write;

import io.fulcrum.features.encode.EncodedBatch;
import java.io.Serializable;

/**
 * What every task writes.
 *
 * @param staging directory for files that are not complete
 * @param split where each row goes
 */
record WriteTask(String staging, ParquetForm form, PreparedFields fields, RowSplit split) implements Serializable {
    /** Returns the ordinal of a row's split. */
    interface RowSplit extends Serializable {
        int of(EncodedBatch batch, int row);
    }

    /** Finds the rows of a split and returns how many they are. */
    int choose(EncodedBatch batch, int ofSplit, int[] chosen) {
        int count = 0;
        for (int row = 0; row < batch.rows(); row++) {
            if (split.of(batch, row) == ofSplit) {
                chosen[count++] = row;
            }
        }
        return count;
    }
}
