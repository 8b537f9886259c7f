package io.fulcrum.train.exchange;

import io.fulcrum.model.embedding.EmbeddingTables;
import java.io.Serializable;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * How values pass between driver and tasks. On a cluster they are broadcast and returned as Spark does it. With a local
 * master all lie in one JVM and are handed over as they are: Spark would write, compress, copy and read them all the
 * same, which made up most of a round's sync.
 */
public interface Exchange {
    /** Returns the exchange that fits a context's master. */
    static Exchange of(JavaSparkContext spark) {
        return spark.isLocal() ? new LocalExchange() : new ClusterExchange(spark);
    }

    /** Sends a value, which must not change until it is destroyed. */
    <T> Sent<T> send(T value);

    /**
     * Opens a desk for the results of one round.
     *
     * @param placeholder what tasks return to Spark where their results need not travel
     */
    <T extends Serializable> ResultDesk<T> desk(T placeholder);

    /** Opens the way by which replicas follow the driver's tables. */
    RowChannel rows(EmbeddingTables tables);
}
