package io.fulcrum.train.exchange;

import io.fulcrum.model.embedding.EmbeddingSpec;
import io.fulcrum.model.embedding.EmbeddingTables;
import java.io.Serializable;

/** Where a task gets the embedding tables from that its round starts with. */
public interface TableSource extends Serializable {
    /**
     * Returns a run's tables, which are only read and do not change until the round is over.
     *
     * @param version of the plan
     */
    EmbeddingTables at(String run, EmbeddingSpec spec, long version);
}
