package io.fulcrum.train;

import io.fulcrum.model.EmbeddingTables;
import io.fulcrum.model.RowRecords;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/** Where a replica of the embedding tables gets the rows from that changed since its version. */
public interface RowFeed extends Serializable {
  /** A feed of a model without embeddings. */
  RowFeed NONE = version -> List.of();

  /**
   * Returns the driver's own tables where a task can read them, and needs no replica: they are at the plan's version
   * and do not change until the round is over.
   */
  default Optional<EmbeddingTables> driversTables() {
    return Optional.empty();
  }

  /** Returns changes to apply in this order to a replica of {@code version}, to reach the version of the plan. */
  Iterable<RowRecords> after(long version);
}
