package io.fulcrum.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchTest {
  private static Shard shard(int rows) {
    return new Shard(new int[0][], new Shard.Lists[0], new float[0][], new float[0][], new long[0], rows);
  }

  private static int[] rows(List<Batch> batches) {
    return batches.stream().flatMapToInt(batch -> IntStream.range(0, batch.size()).map(batch::row)).toArray();
  }

  private static List<Batch> inOrder(int rows, int size) {
    List<Batch> batches = new ArrayList<>();
    Batch.inOrder(shard(rows), size).forEachRemaining(batches::add);
    return batches;
  }

  @ParameterizedTest
  @CsvSource({"0, 4, 0, 0", "3, 4, 1, 3", "4, 4, 1, 4", "10, 4, 3, 2"})
  void cut_rowsIntoBatches_lastOneIsShorter(int rows, int size, int batches, int last) {
    for (List<Batch> cut : List.of(inOrder(rows, size), Batch.shuffled(shard(rows), 5, size))) {
      assertThat(cut).hasSize(batches);
      assertThat(cut.stream().limit(Math.max(0, batches - 1))).allMatch(batch -> batch.size() == size);
      assertThat(cut.isEmpty() ? 0 : cut.get(batches - 1).size()).isEqualTo(last);
      assertThat(IntStream.of(rows(cut)).sorted().toArray()).isEqualTo(IntStream.range(0, rows).toArray());
    }
  }

  @Test
  void inOrder_ofAShard_keepsTheStoredOrder() {
    assertThat(rows(inOrder(10, 3))).isEqualTo(IntStream.range(0, 10).toArray());
    assertThat(rows(List.of(shard(10).all()))).isEqualTo(IntStream.range(0, 10).toArray());
  }

  @Test
  void shuffled_bySeed_isItsOwnOrderWhateverTheBatchSize() {
    int[] order = rows(Batch.shuffled(shard(100), 5, 7));

    assertThat(order).isEqualTo(rows(Batch.shuffled(shard(100), 5, 32))).isEqualTo(Seeds.permutation(100, 5))
        .isNotEqualTo(rows(Batch.shuffled(shard(100), 6, 7)));
  }
}
