package io.fulcrum.jobs;

import io.fulcrum.contract.encoder.TextTable;
import io.fulcrum.contract.encoder.Utf8;
import io.fulcrum.model.embedding.EmbeddingSpec;
import io.fulcrum.train.WarmStart.RowsTaken;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;

/**
 * Which embedding rows of two models mean the same value: those whose value both vocabularies know, the missing value,
 * the shared rows of unknown values if there are as many, and every row of a table hashed into as many buckets.
 */
record VocabularyMatch(Map<String, KnownValues> before, Map<String, KnownValues> now) {
    /** Compares the vocabularies that two directories hold. */
    static VocabularyMatch of(SparkSession spark, String oldDirectory, String newDirectory) {
        return new VocabularyMatch(KnownValues.read(spark, oldDirectory), KnownValues.read(spark, newDirectory));
    }

    /** Returns the rows of a new table that an old one of the same name can give. */
    RowsTaken rows(EmbeddingSpec.Table old, EmbeddingSpec.Table fresh) {
        KnownValues oldValues = before.get(old.name());
        KnownValues newValues = now.get(fresh.name());
        if (oldValues == null && newValues == null) { // hashed
            return first(old.rows() == fresh.rows() ? fresh.rows() : 1);
        }
        if (oldValues == null || newValues == null) {
            return first(1);
        }
        return known(oldValues, newValues);
    }

    private static RowsTaken first(int rows) {
        int[] same = IntStream.range(0, rows).toArray();
        return new RowsTaken(same, same);
    }

    private static RowsTaken known(KnownValues old, KnownValues fresh) {
        int shared = old.firstId() == fresh.firstId() ? fresh.firstId() : 1;
        TextTable values = fresh.values();
        int[] rows = new int[shared + values.size()];
        int[] from = new int[rows.length];
        for (int row = 0; row < shared; row++) {
            rows[row] = row;
            from[row] = row;
        }
        int taken = shared;
        Utf8 text = new Utf8();
        for (int value = 0; value < values.size(); value++) {
            values.read(value, text);
            int found = old.values().find(text.bytes(), text.offset(), text.length());
            if (found >= 0) {
                rows[taken] = fresh.firstId() + value;
                from[taken++] = old.firstId() + found;
            }
        }
        return new RowsTaken(Arrays.copyOf(rows, taken), Arrays.copyOf(from, taken));
    }
}
