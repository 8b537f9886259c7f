package io.fulcrum.train.exchange;

import io.fulcrum.model.embedding.RowRecords;

/**
 * Some embedding rows as a checkpoint holds them.
 *
 * @param lastSeen [table][entry] round in which each changed row was last seen, -1 where rows are never evicted
 */
public record SavedRows(RowRecords change, int[][] lastSeen) {}
