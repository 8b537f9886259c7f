package io.fulcrum.data;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How the training rows are cut: {@code rounds × workers} shards, of which round r of an epoch takes {@code workers}.
 *
 * @param workers shards that are trained side by side in one round
 * @param rounds rounds of an epoch
 */
public record ShardPlan(int workers, int rounds) {
    /** Cuts so that a worker takes about {@code localSteps} steps of {@code batchSize} rows in a round. */
    public static ShardPlan of(long rows, int workers, int localSteps, int batchSize) {
        long rowsOfRound = (long) workers * localSteps * batchSize;
        long rounds = Math.max(1, Math.round((double) rows / rowsOfRound));
        return new ShardPlan(workers, Math.toIntExact(rounds));
    }

    public int shards() {
        return workers * rounds;
    }

    /**
     * Returns the shards of each round of an epoch. A round without any row, which few or equal rows can make, is left
     * out.
     *
     * @param rows [shard] number of rows
     */
    public List<int[]> roundsOf(long runSeed, int epoch, int[] rows) {
        return IntStream.range(0, rounds)
                .mapToObj(round -> shardsOfRound(runSeed, epoch, round))
                .filter(shards -> Arrays.stream(shards).anyMatch(shard -> rows[shard] > 0))
                .toList();
    }

    /** Returns the shards of a round; every epoch visits each shard once, in an order of its own. */
    public int[] shardsOfRound(long runSeed, int epoch, int roundOfEpoch) {
        int[] order = Seeds.permutation(shards(), Seeds.of(runSeed, Seeds.Purpose.SHARD_ORDER, epoch, 0));
        return IntStream.range(0, workers)
                .map(worker -> order[roundOfEpoch * workers + worker])
                .toArray();
    }
}
