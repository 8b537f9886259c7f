package io.fulcrum.train;

import io.fulcrum.model.RowRecords;
import java.io.Serializable;
import java.util.List;

/** Where a replica of the embedding tables gets the rows from that changed since its version. */
public interface RowFeed extends Serializable {
  /** A feed of a model without embeddings. */
  RowFeed NONE = version -> List.of();

  /** Returns changes to apply in this order to a replica of {@code version}, to reach the version of the plan. */
  Iterable<RowRecords> after(long version);
}
