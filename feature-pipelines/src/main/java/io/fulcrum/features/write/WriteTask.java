package io.fulcrum.features.write;

import io.fulcrum.features.encode.EncodedBatch;
import java.io.Serializable;

/**
 * What every task writes.
 *
 * @param staging directory for files that are not complete
 * @param split carried column with the ordinal of a row's split
 */
record WriteTask(String staging, ParquetForm form, PreparedFields fields, int split) implements Serializable {
    /** Finds the rows of a split and returns how many they are. */
    int choose(EncodedBatch batch, int ofSplit, int[] chosen) {
        int count = 0;
        for (int row = 0; row < batch.rows(); row++) {
            if (batch.carried(row).getInt(split) == ofSplit) {
                chosen[count++] = row;
            }
        }
        return count;
    }
}
