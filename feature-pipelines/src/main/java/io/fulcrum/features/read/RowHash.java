package io.fulcrum.features.read;

import io.fulcrum.contract.encoder.CodeMemo;
import io.fulcrum.contract.encoder.XxHash64;
import java.util.Arrays;

/**
 * A hash of all source columns of a row. Each column adds the xxHash64 of its value, seeded by the column's name, so that
 * the order of columns does not matter and a value of a dictionary is hashed once; the sum is mixed at the end, for the
 * digest of rows adds hashes again. Prepared data is ordered by these values: golden ones are in a test.
 */
final class RowHash {
    private final ValueHash[] values; // [source]
    private final long[] nulls; // [source] what a null adds
    private final CodeMemo[] known; // [source]

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

    /** Returns the hash of the row at hand. */
    long of(SparkRow row) {
        long sum = 0;
        for (int source = 0; source < values.length; source++) {
            int code = row.code(source);
            sum += code < 0 ? value(row, source) : value(row, source, code);
        }
        return XxHash64.avalanche(sum);
    }

    private long value(SparkRow row, int source, int code) {
        long[] hashes = known[source].longs(row.codes(source));
        if (hashes[code] == 0) {
            hashes[code] = value(row, source);
        }
        return hashes[code];
    }

    private long value(SparkRow row, int source) {
        return row.isNull(source) ? nulls[source] : values[source].of(row.holder(source), row.column(source));
    }
}
