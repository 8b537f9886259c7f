package io.fulcrum.features.encode;

import java.io.Serializable;
import org.apache.spark.sql.types.StructType;

/** Sees every source row together with what was encoded of it. */
public interface RowTally {
    /** Returns what sees the rows of each partition; called on the driver, with the schema of the encoded rows. */
    Partitions of(StructType schema);

    /** Sees the rows of all partitions. */
    interface Partitions extends Serializable {
        /** Returns what sees the rows of one partition. */
        Partition open();
    }

    /** Sees the rows of one partition; for one thread. */
    interface Partition {
        /** Sees the rows of a batch. */
        void add(EncodedBatch batch);

        /** Is called once, after the last row. */
        void close();
    }
}
