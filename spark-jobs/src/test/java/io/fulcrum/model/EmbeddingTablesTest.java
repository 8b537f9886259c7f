package io.fulcrum.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EmbeddingTablesTest {
  private static final int WIDTH = 8;

  private static EmbeddingSpec spec(long seed, int stateWidth, int... rows) {
    List<EmbeddingSpec.Table> tables =
        IntStream.range(0, rows.length).mapToObj(i -> new EmbeddingSpec.Table("t" + i, rows[i])).toList();
    return new EmbeddingSpec(tables, WIDTH, stateWidth, seed);
  }

  @Test
  void initial_sameSpec_hasTheSameBits() {
    EmbeddingTables a = EmbeddingTables.initial(spec(1, 2, 50, 20));
    EmbeddingTables b = EmbeddingTables.initial(spec(1, 2, 50, 20));

    assertThat(a.records(0)).isEqualTo(b.records(0));
    assertThat(a.records(1)).isEqualTo(b.records(1));
    assertThat(a.records(0)).isNotEqualTo(EmbeddingTables.initial(spec(2, 2, 50, 20)).records(0));
  }

  @Test
  void initial_valuesOfARow_dependOnSeedTableAndRowOnly() {
    float[] small = EmbeddingTables.initial(spec(1, 0, 5)).records(0);
    float[] large = EmbeddingTables.initial(spec(1, 3, 500, 7)).records(0);

    for (int row = 0; row < 5; row++) {
      for (int i = 0; i < WIDTH; i++) {
        assertThat(large[row * (WIDTH + 3) + i]).isEqualTo(small[row * WIDTH + i]);
      }
    }
  }

  @Test
  void initial_allRowsOfAllTables_shareNoNumber() {
    EmbeddingTables tables = EmbeddingTables.initial(spec(1, 0, 300, 300));
    Set<Float> seen = new HashSet<>();
    for (int table = 0; table < 2; table++) {
      for (float value : tables.records(table)) {
        seen.add(value);
      }
    }

    // 4800 draws of about 2^24 floats are expected to repeat less than once by chance.
    assertThat(seen.size()).isGreaterThan(4790);
  }

  @Test
  void initial_values_areUniformWithTheStatedDeviation() {
    float[] values = EmbeddingTables.initial(spec(3, 0, 20_000)).records(0);
    double sum = 0;
    double squares = 0;
    float largest = 0;
    for (float value : values) {
      sum += value;
      squares += (double) value * value;
      largest = Math.max(largest, Math.abs(value));
    }

    assertThat(sum / values.length).isCloseTo(0, within(6e-4)); // 5 × 0.05 / √160000
    assertThat(Math.sqrt(squares / values.length)).isCloseTo(0.05, within(4e-4));
    assertThat(largest).isLessThanOrEqualTo((float) (0.05 * Math.sqrt(3)));
  }

  @Test
  void initial_neighbouringRows_areUncorrelated() {
    float[] values = EmbeddingTables.initial(spec(3, 0, 20_000)).records(0);
    for (int shift = 1; shift <= 2 * WIDTH; shift++) {
      double product = 0;
      for (int i = 0; i + shift < values.length; i++) {
        product += values[i] * values[i + shift];
      }
      assertThat(product / values.length / 0.0025).as("shift %d", shift).isCloseTo(0, within(0.0125)); // 5 / √160000
    }
  }

  @Test
  void initial_optimiserState_isZero() {
    float[] records = EmbeddingTables.initial(spec(1, 2, 9)).records(0);

    assertThat(IntStream.range(0, records.length).filter(i -> i % (WIDTH + 2) >= WIDTH).mapToDouble(i -> records[i]))
        .containsOnly(0.0);
  }

  @Test
  void apply_recordsOfRows_areReadBackAndLeaveOthersAlone() {
    EmbeddingTables tables = EmbeddingTables.initial(spec(1, 1, 6, 3));
    float[] before = tables.records(0).clone();
    float[] records = new float[2 * (WIDTH + 1)];
    Arrays.fill(records, 7);
    RowRecords change = new RowRecords(new int[][] {{1, 4}, {}}, new float[][] {records, {}});

    tables.apply(change);

    assertThat(tables.recordsOf(new int[][] {{1, 4}, {}}).records(0)).isEqualTo(records);
    for (int i = 0; i < before.length; i++) {
      int row = i / (WIDTH + 1);
      assertThat(tables.records(0)[i]).isEqualTo(row == 1 || row == 4 ? 7 : before[i]);
    }
  }

  @Test
  void withoutState_keepsParametersOnly() {
    EmbeddingTables tables = EmbeddingTables.initial(spec(1, 5, 6, 3));
    EmbeddingTables bare = tables.withoutState();

    assertThat(bare.spec()).isEqualTo(spec(1, 0, 6, 3));
    assertThat(bare.records(1)).isEqualTo(EmbeddingTables.initial(spec(1, 0, 6, 3)).records(1));
    assertThat(EmbeddingTables.bytes(tables.spec())).isEqualTo(9 * 13 * 4);
  }

  @Test
  void addToAndCopyTo_ofARow_useItsParameters() {
    EmbeddingTables tables = EmbeddingTables.initial(spec(1, 2, 4));
    float[] row = new float[WIDTH + 1];
    float[] twice = new float[WIDTH + 1];
    tables.copyTo(0, 2, row, 1);
    tables.addTo(0, 2, twice, 1, 2f);

    for (int i = 0; i < WIDTH; i++) {
      assertThat(row[i + 1]).isEqualTo(tables.records(0)[2 * (WIDTH + 2) + i]);
      assertThat(twice[i + 1]).isEqualTo(2 * row[i + 1]);
    }
    assertThat(row[0]).isZero();
  }

  @Test
  void rowRecords_countAndBytes_followIdsAndRecords() {
    RowRecords rows = new RowRecords(new int[][] {{1, 4}, {}, {9}}, new float[][] {new float[6], {}, new float[3]});

    assertThat(rows.tables()).isEqualTo(3);
    assertThat(rows.count()).isEqualTo(3);
    assertThat(rows.bytes()).isEqualTo(3 * 4 + 9 * 4);
    assertThat(RowRecords.none().count() + RowRecords.none().bytes()).isZero();
  }

  @Test
  void newSpec_tableBeyondAnArray_isRefused() {
    assertThatThrownBy(() -> spec(1, 17, 200_000_000)).hasMessage("Embedding table \"t0\" of 200000000 rows"
        + " × 25 floats (row and optimiser state) exceeds 2^31. Hash into fewer buckets, narrow"
        + " network.embedding-size, or use"
        + " an optimizer with less state.");
  }
}
