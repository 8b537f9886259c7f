package io.fulcrum.train.exchange;

import io.fulcrum.model.embedding.EmbeddingSpec;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.embedding.RowRecords;
import java.io.Serializable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The exchange of a driver whose tasks run in its own JVM: references pass, and nothing is copied. */
public final class LocalExchange implements Exchange {
    @Override
    public <T> Sent<T> send(T value) {
        return SameProcess.of(value);
    }

    @Override
    public <T extends Serializable> ResultDesk<T> desk(T placeholder) {
        return new Desk<>(SameProcess.of(new ConcurrentHashMap<>()), placeholder);
    }

    @Override
    public RowChannel rows(EmbeddingTables tables) {
        return new Channel(SameProcess.of(tables));
    }

    /**
     * A desk that keeps results until the driver collects them.
     *
     * @param results by shard
     * @param placeholder what tasks return instead
     */
    private record Desk<T extends Serializable>(Sent<Map<Integer, T>> results, T placeholder) implements ResultDesk<T> {
        @Override
        public T submit(int shard, T result) {
            results.value().put(shard, result);
            return placeholder;
        }

        @Override
        public T collect(int shard, T returned) {
            return results.value().remove(shard);
        }

        @Override
        public void close() {
            results.destroy();
        }
    }

    /** Tasks read the driver's tables themselves. */
    private record Channel(Sent<EmbeddingTables> tables) implements RowChannel, TableSource {
        @Override
        public TableSource source() {
            return this;
        }

        @Override
        public EmbeddingTables at(String run, EmbeddingSpec spec, long version) {
            return tables.value();
        }

        @Override
        public void add(long version, RowRecords change) {
            // The tables have it.
        }

        @Override
        public void restart(long version) {
            // The tables are what all read.
        }

        @Override
        public void close() {
            tables.destroy();
        }
    }
}
