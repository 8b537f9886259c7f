package io.fulcrum.jobs.bench;

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
    int[] chosen = Arrays.copyOfRange(
        whole.order(), (int) (rows * shard / shards), (int) (rows * (shard + 1) / shards));
    Shard from = whole.shard();
    return new Shard(
        Arrays.stream(from.ids()).map(column -> Arrays.stream(chosen).map(row -> column[row]).toArray())
            .toArray(int[][]::new),
        from.lists(), columns(from.numbers(), chosen), columns(from.labels(), chosen), from.groups(), chosen.length);
  }

  private static float[][] columns(float[][] from, int[] chosen) {
    float[][] slices = new float[from.length][chosen.length];
    for (int column = 0; column < from.length; column++) {
      for (int i = 0; i < chosen.length; i++) {
        slices[column][i] = from[column][chosen[i]];
      }
    }
    return slices;
  }
}
