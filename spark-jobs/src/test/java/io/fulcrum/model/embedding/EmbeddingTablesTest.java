package io.fulcrum.model.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.data.Seeds;
import io.fulcrum.model.AllRows;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.commons.lang3.SerializationUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmbeddingTablesTest {
    private static final int WIDTH = 8;

    private static EmbeddingSpec spec(long seed, int stateWidth, int... rows) {
        List<EmbeddingSpec.Table> tables = IntStream.range(0, rows.length)
                .mapToObj(i -> new EmbeddingSpec.Table("t" + i, rows[i]))
                .toList();
        return new EmbeddingSpec(tables, WIDTH, stateWidth, seed);
    }

    @Test
    void initial_sameSpec_hasTheSameBits() {
        EmbeddingTables a = EmbeddingTables.initial(spec(1, 2, 50, 20));
        EmbeddingTables b = EmbeddingTables.initial(spec(1, 2, 50, 20));

        assertThat(AllRows.of(a, 0)).isEqualTo(AllRows.of(b, 0));
        assertThat(AllRows.of(a, 1)).isEqualTo(AllRows.of(b, 1));
        assertThat(AllRows.of(a, 0)).isNotEqualTo(AllRows.of(EmbeddingTables.initial(spec(2, 2, 50, 20)), 0));
    }

    @Test
    void rowRecords_travelling_keepRowsEvictionsAndMeaning() {
        EmbeddingTables tables = EmbeddingTables.initial(spec(1, 2, 50, 20));
        RowRecords sent = tables.recordsOf(new int[][] {{3, 40}, {}}).evicting(new int[][] {{7}, {0, 19}});
        RowRecords change = SerializationUtils.roundtrip(sent);

        assertThat(change.rows(0)).containsExactly(3, 40);
        assertThat(change.records(0)).isEqualTo(sent.records(0));
        assertThat(change.evicted(0)).containsExactly(7);
        assertThat(change.evicted(1)).containsExactly(0, 19);
        assertThat(change.isSnapshot()).isFalse();
        assertThat(SerializationUtils.roundtrip(RowRecords.clearing(2)).isSnapshot())
                .isTrue();
    }

    @Test
    void initial_valuesOfARow_dependOnSeedTableAndRowOnly() {
        float[] small = AllRows.of(EmbeddingTables.initial(spec(1, 0, 5)), 0);
        float[] large = AllRows.of(EmbeddingTables.initial(spec(1, 3, 500, 7)), 0);

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
            for (float value : AllRows.of(tables, table)) {
                seen.add(value);
            }
        }

        // 4800 draws of about 2^24 floats are expected to repeat less than once by chance.
        assertThat(seen.size()).isGreaterThan(4790);
    }

    @Test
    void initial_values_areUniformWithTheStatedDeviation() {
        float[] values = AllRows.of(EmbeddingTables.initial(spec(3, 0, 20_000)), 0);
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
        float[] values = AllRows.of(EmbeddingTables.initial(spec(3, 0, 20_000)), 0);
        for (int shift = 1; shift <= 2 * WIDTH; shift++) {
            double product = 0;
            for (int i = 0; i + shift < values.length; i++) {
                product += values[i] * values[i + shift];
            }
            assertThat(product / values.length / 0.0025)
                    .as("shift %d", shift)
                    .isCloseTo(0, within(0.0125)); // 5 / √160000
        }
    }

    @Test
    void initial_optimiserState_isZero() {
        float[] records = AllRows.of(EmbeddingTables.initial(spec(1, 2, 9)), 0);

        assertThat(IntStream.range(0, records.length)
                        .filter(i -> i % (WIDTH + 2) >= WIDTH)
                        .mapToDouble(i -> records[i]))
                .containsOnly(0.0);
    }

    @Test
    void apply_recordsOfRows_areReadBackAndLeaveOthersAlone() {
        EmbeddingTables tables = EmbeddingTables.initial(spec(1, 1, 6, 3));
        float[] before = AllRows.of(tables, 0).clone();
        float[] records = new float[2 * (WIDTH + 1)];
        Arrays.fill(records, 7);
        RowRecords change = new RowRecords(new int[][] {{1, 4}, {}}, new float[][] {records, {}});

        tables.apply(change);

        assertThat(tables.recordsOf(new int[][] {{1, 4}, {}}).records(0)).isEqualTo(records);
        for (int i = 0; i < before.length; i++) {
            int row = i / (WIDTH + 1);
            assertThat(AllRows.of(tables, 0)[i]).isEqualTo(row == 1 || row == 4 ? 7 : before[i]);
        }
    }

    @Test
    void withoutState_keepsParametersOnly() {
        EmbeddingTables tables = EmbeddingTables.initial(spec(1, 5, 6, 3));
        tables.apply(EmbeddingTables.initial(spec(2, 5, 6, 3)).recordsOf(new int[][] {{2, 5}, {}}));
        EmbeddingTables bare = tables.withoutState();
        float[] row = new float[WIDTH + 5];
        tables.copyRecord(0, 5, row, 0);

        assertThat(bare.spec()).isEqualTo(spec(1, 0, 6, 3));
        assertThat(AllRows.of(bare, 1)).isEqualTo(AllRows.of(EmbeddingTables.initial(spec(1, 0, 6, 3)), 1));
        assertThat(AllRows.of(bare, 0)).endsWith(Arrays.copyOf(row, WIDTH));
        assertThat(bare.storedRows(0)).containsExactly(2, 5);
    }

    @Test
    void withoutState_ofManyRowsSomeEvicted_hasTheRestAndIsACopy() {
        int rows = 100_000; // several pages with state, fewer without
        EmbeddingTables tables = EmbeddingTables.initial(spec(1, 5, rows));
        int[] trained = IntStream.range(0, rows / 2).map(i -> 2 * i).toArray();
        tables.apply(EmbeddingTables.initial(spec(2, 5, rows)).recordsOf(new int[][] {trained}));
        int[] evicted = IntStream.range(0, rows / 8).map(i -> 8 * i).toArray();
        tables.apply(new RowRecords(new int[1][0], new float[1][0]).evicting(new int[][] {evicted}));
        EmbeddingTables bare = tables.withoutState();
        float[] expected = AllRows.of(tables, 0);
        AllRows.set(tables, 0, new float[10 * (WIDTH + 5)]);
        bare.put(0, 8, new float[WIDTH]);
        bare.put(0, 1, new float[WIDTH]);

        float[] copied = AllRows.of(bare, 0);
        for (int row = 0; row < rows; row++) {
            int from = row * (WIDTH + 5);
            assertThat(Arrays.copyOfRange(copied, row * WIDTH, (row + 1) * WIDTH))
                    .as("row %d", row)
                    .isEqualTo(
                            row == 8 || row == 1 ? new float[WIDTH] : Arrays.copyOfRange(expected, from, from + WIDTH));
        }
        assertThat(bare.storedRows(0)).hasSize(trained.length - evicted.length + 2);
    }

    @Test
    void addToAndCopyTo_ofARow_useItsParameters() {
        EmbeddingTables tables = EmbeddingTables.initial(spec(1, 2, 4));
        float[] row = new float[WIDTH + 1];
        float[] twice = new float[WIDTH + 1];
        tables.copyTo(0, 2, row, 1);
        tables.addTo(0, 2, twice, 1, 2f);

        for (int i = 0; i < WIDTH; i++) {
            assertThat(row[i + 1]).isEqualTo(AllRows.of(tables, 0)[2 * (WIDTH + 2) + i]);
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
    void initial_values_areTheDrawsOfASplittableRandomAtTheRowsSeed() {
        float[] values = AllRows.of(EmbeddingTables.initial(spec(3, 0, 5, 40)), 1);
        for (int row = 0; row < 40; row++) {
            SplittableRandom random = new SplittableRandom(Seeds.of(3, Seeds.Purpose.EMBEDDING_ROWS, 1, row));
            for (int i = 0; i < WIDTH; i++) {
                float expected = (float) ((2 * random.nextDouble() - 1) * (0.05f * Math.sqrt(3)));
                assertThat(values[row * WIDTH + i]).isEqualTo(expected);
            }
        }
    }

    /** The pages against a plain array of all records, through changes, evictions and snapshots, over page borders. */
    @ParameterizedTest
    @CsvSource({"1, 9", "3, 5000", "33, 20000"})
    void apply_randomChanges_equalsAPlainArrayToTheBit(int stateWidth, int rows) {
        EmbeddingSpec spec = spec(4, stateWidth, rows, 7);
        EmbeddingTables tables = EmbeddingTables.initial(spec);
        float[] first = AllRows.of(tables, 0);
        float[] plain = first.clone();
        int stride = spec.stride(0);
        SplittableRandom random = new SplittableRandom(rows);
        for (int round = 0; round < 12; round++) {
            int share = 2 + random.nextInt(6);
            int[] changed = IntStream.range(0, rows)
                    .filter(row -> random.nextInt(share) == 0)
                    .toArray();
            int[] evicted = IntStream.range(0, rows)
                    .filter(row -> Arrays.binarySearch(changed, row) < 0 && random.nextInt(3) == 0)
                    .toArray();
            float[] records = new float[changed.length * stride];
            for (int i = 0; i < records.length; i++) {
                records[i] = (float) random.nextDouble();
            }
            tables.apply(new RowRecords(new int[][] {changed, {}}, new float[][] {records, {}})
                    .evicting(new int[][] {evicted, {}}));
            for (int i = 0; i < changed.length; i++) {
                System.arraycopy(records, i * stride, plain, changed[i] * stride, stride);
            }
            for (int row : evicted) {
                System.arraycopy(first, row * stride, plain, row * stride, stride);
            }
            assertThat(AllRows.of(tables, 0)).isEqualTo(plain);
        }
        EmbeddingTables follower = EmbeddingTables.initial(spec);
        follower.apply(EmbeddingTables.initial(spec(5, stateWidth, rows, 7)).recordsOf(new int[][] {{0, 3, 8}, {1}}));
        tables.snapshot().forEach(follower::apply);
        assertThat(AllRows.of(follower, 0)).isEqualTo(plain);
        assertThat(AllRows.of(follower, 1)).isEqualTo(AllRows.of(EmbeddingTables.initial(spec), 1));
        assertThat(follower.storedRows(0)).isEqualTo(tables.storedRows(0));
    }

    @Test
    void apply_rowsOfAHugeTable_takesMemoryOfThoseRows() {
        EmbeddingSpec spec = new EmbeddingSpec(List.of(new EmbeddingSpec.Table("t", 2_000_000_000)), 16, 33, 1);
        EmbeddingTables tables = EmbeddingTables.initial(spec);
        int[] rows = {0, 5, 1_234_567_890, 1_999_999_999};
        EmbeddingTables other = EmbeddingTables.initial(new EmbeddingSpec(spec.tables(), 16, 33, 2));
        tables.apply(other.recordsOf(new int[][] {rows}));

        assertThat(tables.recordsOf(new int[][] {rows}).records(0))
                .isEqualTo(other.recordsOf(new int[][] {rows}).records(0));
        assertThat(tables.storedRows(0)).containsExactly(rows);
        assertThat(tables.recordsOf(new int[][] {{7, 1_999_999_998}}).records(0))
                .isEqualTo(EmbeddingTables.initial(spec)
                        .recordsOf(new int[][] {{7, 1_999_999_998}})
                        .records(0));
        assertThat(tables.bytes()).isLessThan(2 << 20);
    }

    @Test
    void apply_evictedRows_leaveTheirPlacesToLaterOnes() {
        EmbeddingSpec spec = spec(1, 0, 1_000_000);
        EmbeddingTables tables = EmbeddingTables.initial(spec);
        long after = 0;
        for (int round = 0; round < 200; round++) {
            int from = round * 64 % 4096;
            int[] rows = IntStream.range(from, from + 64).toArray();
            int[] gone = round == 0
                    ? new int[0]
                    : IntStream.range((round - 1) * 64 % 4096, (round - 1) * 64 % 4096 + 64)
                            .toArray();
            tables.apply(tables.recordsOf(new int[][] {rows}).evicting(new int[][] {gone}));
            after = round == 2 ? tables.bytes() : after;
        }
        assertThat(tables.storedRows(0)).hasSize(64);
        assertThat(tables.bytes()).isEqualTo(after);
    }
}
