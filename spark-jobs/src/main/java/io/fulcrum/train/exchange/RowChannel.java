package io.fulcrum.train.exchange;

import io.fulcrum.model.embedding.RowRecords;

/** How tasks come to the driver's embedding tables, which change between rounds. */
interface RowChannel extends AutoCloseable {
    /** Returns where the tasks of the next round get the tables from. */
    TableSource source();

    /** Leads to a version by a change that the driver's tables have taken. */
    void add(long version, RowRecords change);

    /** Leads every replica to the driver's tables as they are now, at a version. */
    void restart(long version);

    @Override
    void close();
}
