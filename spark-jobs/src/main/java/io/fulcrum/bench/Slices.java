package io.fulcrum.bench;

import io.fulcrum.data.Shard;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.api.java.function.Function;

/**
 * A workload cut into shards of equal size, in the order that its rows are visited.
 *
 * @param workload the directory it lies in
 */
record Slices(String workload, int shards) implements Function<Integer, Shard> {
    private static final Map<String, Workload> READ = new ConcurrentHashMap<>();

    @Override
    public Shard call(Integer shard) {
        Workload whole = READ.computeIfAbsent(workload, place -> Workload.read(Path.of(place)));
        long rows = whole.shape().rows();
        int[] chosen =
                Arrays.copyOfRange(whole.order(), (int) (rows * shard / shards), (int) (rows * (shard + 1) / shards));
        return whole.shard().reordered(chosen);
    }
}
