package io.fulcrum.train;

import java.io.Serializable;

/** Where the tasks of a round hand in their states. */
interface ResultDesk extends Serializable, AutoCloseable {
    /** A desk for tasks that return their states to the driver through Spark. */
    ResultDesk RETURNED = new ResultDesk() {
        private static final long serialVersionUID = 1L;

        @Override
        public RoundState handIn(int shard, RoundState state) {
            return state;
        }

        @Override
        public RoundState collect(int shard, RoundState returned) {
            return returned;
        }

        @Override
        public void close() {
            // Nothing is kept.
        }
    };

    /** Takes a task's state and returns what the task is to return; attempts at one shard hand in the same bits. */
    RoundState handIn(int shard, RoundState state);

    /** Returns the state of a shard on the driver, given what its task returned. */
    RoundState collect(int shard, RoundState returned);

    @Override
    void close();
}
