package io.fulcrum.train.exchange;

import java.io.Serializable;

/**
 * Where the tasks of a round submit their results.
 *
 * @param <T> kind of result
 */
public interface ResultDesk<T extends Serializable> extends Serializable, AutoCloseable {
    /** Takes a task's result and returns what the task is to return; attempts at one shard submit the same bits. */
    T submit(int shard, T result);

    /** Returns the result of a shard on the driver, given what its task returned. */
    T collect(int shard, T returned);

    @Override
    void close();
}
