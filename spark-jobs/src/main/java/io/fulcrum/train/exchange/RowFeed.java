package io.fulcrum.train.exchange;

import io.fulcrum.model.embedding.EmbeddingSpec;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.embedding.RowRecords;
import java.util.List;

/** Where a replica of the embedding tables gets the rows from that changed since its version. */
public interface RowFeed extends TableSource {
    /** A feed of a model without embeddings. */
    RowFeed NONE = version -> List.of();

    /** Returns changes to apply in this order to a replica of {@code version}, to reach the version of the plan. */
    List<RowRecords> after(long version);

    /** Returns this JVM's replica, brought to the version. */
    @Override
    default EmbeddingTables at(String run, EmbeddingSpec spec, long version) {
        return ReplicaCache.at(run, spec, version, this);
    }
}
