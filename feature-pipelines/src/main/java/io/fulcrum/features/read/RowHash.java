package io.fulcrum.features.read;

import io.fulcrum.contract.encoder.CodeMemo;
import io.fulcrum.contract.encoder.XxHash64;
import java.util.Arrays;

/**
 * A hash of all source columns of a row. Each column adds the xxHash64 of its value, seeded by the column's name, so
 * that the order of columns does not matter and a value of a dictionary is hashed once. The sum is mixed at the end,
 * because the digest of rows adds hashes again. Prepared data is ordered by these values: golden ones are in a test.
 */
final class RowHash {
    private final ValueHash[] values; // [source]
    private final long[] nulls; // [source] what a null adds
    private final CodeMemo[] known; // [source]
    private long[] sums = new long[0]; // [row]

    RowHash(SparkSources sources) {
        int count = sources.types().size();
        values = new ValueHash[count];
        nulls = new long[count];
        known = new CodeMemo[count];
        Arrays.setAll(known, source -> new CodeMemo());
        for (int source = 0; source < count; source++) {
            long seed = XxHash64.hash(sources.columnNames().get(source), XxHash64.SPARK_SEED);
            values[source] = ValueHash.of(sources.types().get(source), seed);
            nulls[source] = XxHash64.avalanche(seed);
        }
    }

    /** Hashes the rows of a batch, one column after another, so that each is a loop over one array. */
    void read(SparkBatch batch) {
        int rows = batch.rows();
        sums = sums.length < rows ? new long[rows] : sums;
        Arrays.fill(sums, 0, rows, 0);
        for (int source = 0; source < values.length; source++) {
            if (batch.hasCodes(source)) {
                addCodes(batch, source);
            } else {
                values[source].add(batch, source, nulls[source], sums);
            }
        }
        for (int row = 0; row < rows; row++) {
            sums[row] = XxHash64.avalanche(sums[row]);
        }
    }

    /** Returns the hashes of the rows that were read last; // [row]. */
    long[] sums() {
        return sums;
    }

    private void addCodes(SparkBatch batch, int source) {
        long[] hashes = known[source].longs(batch.dictionary(source));
        int[] codes = batch.codes(source);
        for (int row = 0; row < batch.rows(); row++) {
            int code = codes[row];
            if (code >= 0 && hashes[code] == 0) {
                hashes[code] = values[source].of(batch, source, row);
            }
            sums[row] += code < 0 ? nulls[source] : hashes[code];
        }
    }
}
