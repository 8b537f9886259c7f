package io.fulcrum.train;

import io.fulcrum.model.EmbeddingTables;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** The exchange of a driver whose executors are other processes: broadcasts down, task results up. */
record ClusterExchange(JavaSparkContext spark) implements Exchange {
    @Override
    public <T> Sent<T> send(T value) {
        return new Sending<>(spark.broadcast(value));
    }

    @Override
    public ResultDesk desk() {
        return ResultDesk.RETURNED;
    }

    @Override
    public RowChannel rows(EmbeddingTables tables) {
        return new RowJournal(spark, tables);
    }

    private record Sending<T>(Broadcast<T> broadcast) implements Sent<T> {
        @Override
        public T value() {
            return broadcast.value();
        }

        @Override
        public void destroy() {
            broadcast.destroy();
        }
    }
}
