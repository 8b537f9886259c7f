package io.fulcrum.train.exchange;

import io.fulcrum.model.embedding.EmbeddingSpec;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.embedding.RowRecords;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One replica of the embedding tables per executor JVM and run, shared by its running tasks, who only read it. The
 * first task of a round brings it to the plan's version; tasks of one round all need the same one.
 */
public final class ReplicaCache {
    private static final int RUNS_KEPT = 2;
    private static final Map<String, Replica> REPLICAS = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Replica> eldest) {
            return size() > RUNS_KEPT;
        }
    };

    private ReplicaCache() {}

    /** Returns the run's tables at the wanted version. */
    static EmbeddingTables at(String run, EmbeddingSpec spec, long version, RowFeed rows) {
        Replica replica;
        synchronized (REPLICAS) {
            replica = REPLICAS.computeIfAbsent(run, key -> new Replica());
        }
        return replica.at(spec, version, rows);
    }

    public static void forget(String run) {
        synchronized (REPLICAS) {
            REPLICAS.remove(run);
        }
    }

    /** Tables and the version they are at. */
    private static final class Replica {
        private EmbeddingTables tables;
        private long version;

        synchronized EmbeddingTables at(EmbeddingSpec spec, long wanted, RowFeed rows) {
            if (tables == null) {
                tables = EmbeddingTables.initial(spec);
            }
            if (version > wanted) {
                throw new IllegalStateException("Embedding replica is at version " + version + ", this attempt needs "
                        + wanted + ": it belongs to a round that is over. Its result is not needed.");
            }
            if (version < wanted) {
                for (RowRecords change : rows.after(version)) {
                    tables.apply(change);
                }
                version = wanted;
            }
            return tables;
        }
    }
}
