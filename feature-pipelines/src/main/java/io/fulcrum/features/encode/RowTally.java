package io.fulcrum.features.encode;

import io.fulcrum.contract.encoder.EncodedRow;
import io.fulcrum.contract.encoder.SourceRow;
import java.io.Serializable;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/** Sees every source row together with what was encoded of it. */
public interface RowTally extends Serializable {
    /** Sees nothing. */
    RowTally NONE = schema -> Partition.NONE;

    /** Returns what sees the rows of one partition, whose encoded rows have this schema. */
    Partition open(StructType schema);

    /** Sees the rows of one partition; for one thread. */
    interface Partition {
        /** Sees nothing. */
        Partition NONE = (source, encoded, output) -> {};

        /**
         * Sees a row.
         *
         * @param output the encoded row with the columns that are carried through
         */
        void add(SourceRow source, EncodedRow encoded, InternalRow output);

        /** Is called once, after the last row. */
        default void close() {}
    }
}
