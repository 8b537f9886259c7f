package io.fulcrum.train;

import io.fulcrum.model.EmbeddingSpec;
import io.fulcrum.model.EmbeddingTables;
import io.fulcrum.model.RowRecords;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The exchange of a driver whose tasks run in its own JVM: references pass, and nothing is copied. */
final class LocalExchange implements Exchange {
    @Override
    public <T> Sent<T> send(T value) {
        return SameProcess.of(value);
    }

    @Override
    public ResultDesk desk() {
        return new Desk(SameProcess.of(new ConcurrentHashMap<>()));
    }

    @Override
    public RowChannel rows(EmbeddingTables tables) {
        return new Channel(SameProcess.of(tables));
    }

    /**
     * A desk on which states lie until the driver collects them.
     *
     * @param states by shard
     */
    private record Desk(Sent<Map<Integer, RoundState>> states) implements ResultDesk {
        private static final RoundState ELSEWHERE = new RoundState(0, 0);

        @Override
        public RoundState handIn(int shard, RoundState state) {
            states.value().put(shard, state);
            return ELSEWHERE;
        }

        @Override
        public RoundState collect(int shard, RoundState returned) {
            return states.value().remove(shard);
        }

        @Override
        public void close() {
            states.destroy();
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
