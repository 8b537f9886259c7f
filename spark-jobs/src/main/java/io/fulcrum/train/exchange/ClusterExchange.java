package io.fulcrum.train.exchange;

import io.fulcrum.model.embedding.EmbeddingTables;
import java.io.Serializable;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** The exchange of a driver whose executors are other processes: broadcasts down, task results up. */
record ClusterExchange(JavaSparkContext spark) implements Exchange {
    @Override
    public <T> Sent<T> send(T value) {
        return new Sending<>(spark.broadcast(value));
    }

    @Override
    public <T extends Serializable> ResultDesk<T> desk(T placeholder) {
        return new Returned<>();
    }

    @Override
    public RowChannel rows(EmbeddingTables tables) {
        return new RowJournal(spark, tables);
    }

    /** A desk for tasks that return their results to the driver through Spark. */
    private record Returned<T extends Serializable>() implements ResultDesk<T> {
        @Override
        public T submit(int shard, T result) {
            return result;
        }

        @Override
        public T collect(int shard, T returned) {
            return returned;
        }

        @Override
        public void close() {
            // Nothing is kept.
        }
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
