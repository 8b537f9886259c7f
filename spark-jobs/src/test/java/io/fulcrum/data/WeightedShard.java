package io.fulcrum.data;

/** Shards with the rows of others and weights of their own. */
public final class WeightedShard {
    private WeightedShard() {}

    /** The shard with these weights of its rows; // [task][row] of length zero for a task without weights */
    public static Shard of(Shard shard, float[][] weights) {
        return new Shard(
                shard.ids(),
                shard.lists(),
                shard.numbers(),
                shard.labels(),
                weights,
                shard.groups(),
                shard.rows(),
                shard.scales());
    }
}
