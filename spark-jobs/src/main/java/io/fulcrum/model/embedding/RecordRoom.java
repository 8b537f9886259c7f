package io.fulcrum.model.embedding;

import io.fulcrum.job.JobFailure;

/** How many records of a number of floats one array can hold. */
final class RecordRoom {
    private static final int MOST = Integer.MAX_VALUE - 8; // floats of the longest array that every JVM makes

    private RecordRoom() {}

    /**
     * Returns the floats that the records of {@code rows} rows take.
     *
     * @param who touched the rows, for the message
     * @throws JobFailure if no array is that long
     */
    static int floats(EmbeddingSpec spec, int table, long rows, String who) {
        long most = MOST / Math.max(1, spec.stride(table));
        if (rows > most) {
            throw JobFailure.invalid(
                    who + " touched " + rows + " rows of embedding table \""
                            + spec.tables().get(table).name() + "\" in one round, but at most " + most + " records of "
                            + spec.stride(table)
                            + " floats fit into one array. Take fewer rounds.local-steps or a smaller rounds.batch-size, narrow"
                            + " network.embedding-size, or set optimizer.embedding.type to a rule with less state (sgd, adagrad).");
        }
        return (int) rows * spec.stride(table);
    }

    /**
     * Returns the records to make room for: twice those there are, or those needed, or as many as an array can hold.
     */
    static int grown(int records, int needed, int floats) {
        return (int) Math.max(needed, Math.min(2L * records, MOST / Math.max(1, floats)));
    }
}
