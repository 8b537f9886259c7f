package io.fulcrum.jobs;

import io.fulcrum.contract.Split;
import io.fulcrum.data.PreparedData;
import io.fulcrum.data.Shard;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;

/** The splits of prepared data that trainings read, cut once for all trainings that cut them alike. */
final class KeptSplits implements AutoCloseable {
    private final PreparedData prepared;
    private final int kept;
    private final Map<Cut, JavaRDD<Shard>> train = new LinkedHashMap<>(); // the last used last
    private final ScoredSplit validation;

    /**
     * Keeps splits.
     *
     * @param kept cuts of the training split at a time, at most
     */
    KeptSplits(PreparedData prepared, int kept) {
        this.prepared = prepared;
        this.kept = kept;
        this.validation = ScoredSplit.of(prepared, Split.VALIDATION);
    }

    /** What decides which row is where. */
    private record Cut(int shards, long seed) {}

    /** Returns the training split in so many shards; those cut longest ago are freed. */
    JavaRDD<Shard> train(int shards, long seed) {
        Cut cut = new Cut(shards, seed);
        JavaRDD<Shard> known = train.remove(cut);
        while (known == null && train.size() >= kept) {
            train.remove(train.keySet().iterator().next()).unpersist(false);
        }
        train.put(cut, known == null ? prepared.shards(Split.TRAIN, shards, seed) : known);
        return train.get(cut);
    }

    ScoredSplit validation() {
        return validation;
    }

    @Override
    public void close() {
        train.values().forEach(shards -> shards.unpersist(false));
        validation.close();
    }
}
