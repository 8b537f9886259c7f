package io.fulcrum.model.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.MergeLaw;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.commons.lang3.SerializationUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A mergeable state against a map from (table, row) to sums. */
class EmbeddingGradientsTest {
    private static final int TASKS = 2;
    private static final int[] WIDTHS = {3, 1, 2};

    /** [table, row] → [task][position] */
    private static Map<List<Integer>, double[][]> read(EmbeddingGradients gradients) {
        Map<List<Integer>, double[][]> read = new TreeMap<>((a, b) -> Arrays.compare(
                a.stream().mapToInt(x -> x).toArray(),
                b.stream().mapToInt(x -> x).toArray()));
        gradients.forEach((table, row, width, sums, at) -> read.put(
                List.of(table, row),
                Arrays.stream(sums)
                        .map(sum -> Arrays.copyOfRange(sum, at, at + width))
                        .toArray(double[][]::new)));
        return read;
    }

    private static void assertSame(EmbeddingGradients a, EmbeddingGradients b) {
        Map<List<Integer>, double[][]> mine = read(a);
        Map<List<Integer>, double[][]> theirs = read(b);
        assertThat(mine.keySet()).isEqualTo(theirs.keySet());
        mine.forEach((key, sums) -> assertThat(bits(sums)).isEqualTo(bits(theirs.get(key))));
    }

    private static List<Long> bits(double[][] sums) {
        return Arrays.stream(sums)
                .flatMapToDouble(Arrays::stream)
                .mapToObj(Double::doubleToRawLongBits)
                .toList();
    }

    /** Whole numbers, so that sums are exact and laws hold to the bit; enough rows that the room grows. */
    private static EmbeddingGradients batches(int from, int to) {
        EmbeddingGradients gradients = new EmbeddingGradients(TASKS);
        for (int batch = from; batch < to; batch++) {
            SplittableRandom random = new SplittableRandom(batch);
            for (int table = 0; table < WIDTHS.length; table++) {
                gradients.table(table, WIDTHS[table]);
                for (int i = 0; i < 40; i++) {
                    float[] gradient = new float[WIDTHS[table]];
                    for (int p = 0; p < gradient.length; p++) {
                        gradient[p] = random.nextInt(-1000, 1000);
                    }
                    int row = random.nextInt(4) == 0 ? Integer.MAX_VALUE - 1 - i : random.nextInt(60);
                    gradients.add(random.nextInt(TASKS), table, row, gradient);
                }
            }
        }
        return gradients;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 5})
    void merge_atAnyCut_isTheUnion(int cut) {
        EmbeddingGradients merged = batches(0, cut);
        merged.merge(batches(cut, 5));
        assertSame(merged, batches(0, 5));
        EmbeddingGradients swapped = batches(cut, 5);
        swapped.merge(batches(0, cut));
        assertSame(swapped, merged);
        assertThat(swapped.bytes()).isEqualTo(merged.bytes());
        assertThat(swapped.products(swapped)).isDeepEqualTo(merged.products(merged));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void merge_anyTwoCuts_isAssociative(int seed) {
        MergeLaw.assertAssociative(
                seed,
                6,
                EmbeddingGradientsTest::batches,
                EmbeddingGradients::merge,
                EmbeddingGradientsTest::assertSame);
        assertThat(read(batches(0, 6))).hasSizeGreaterThan(150);
    }

    private static EmbeddingGradients rowsThreeAndSeven() {
        EmbeddingGradients gradients = new EmbeddingGradients(TASKS);
        gradients.add(0, 0, 7, new float[] {1, 2});
        gradients.add(1, 0, 3, new float[] {5, 0});
        return gradients;
    }

    private static EmbeddingGradients rowSeven() {
        EmbeddingGradients gradients = new EmbeddingGradients(TASKS);
        gradients.add(0, 0, 7, new float[] {10, 20});
        gradients.add(1, 0, 7, new float[] {0, 4});
        return gradients;
    }

    @Test
    void merge_rowsOfBoth_addsEqualRows() {
        EmbeddingGradients a = rowsThreeAndSeven();
        EmbeddingGradients b = rowSeven();
        a.merge(b);
        assertThat(a.size()).isEqualTo(4);
        double[][] target = new double[TASKS][5];
        a.copyTo(target, 1);
        assertThat(target).isDeepEqualTo(new double[][] {{0, 0, 0, 11, 22}, {0, 5, 0, 0, 4}});
    }

    /** Row 7 alone is on both sides: ⟨(1, 2), (10, 20)⟩ = 50, ⟨(1, 2), (0, 4)⟩ = 8; the others add nothing. */
    @Test
    void products_differentRows_areOfThoseInCommon() {
        EmbeddingGradients a = rowsThreeAndSeven();
        EmbeddingGradients b = rowSeven();
        b.add(1, 0, 9, new float[] {3, 3});
        b.add(1, 1, 3, new float[] {8});
        assertThat(a.products(b)).isDeepEqualTo(new double[][] {{50, 8}, {0, 0}});
        assertThat(b.products(a)).isDeepEqualTo(new double[][] {{50, 0}, {8, 0}});
        assertThat(a.products(a)).isDeepEqualTo(new double[][] {{5, 0}, {0, 25}});
        assertThat(b.squared(1)).isEqualTo(16 + 18 + 64);
        assertThat(a.products(new EmbeddingGradients(TASKS))).isDeepEqualTo(new double[2][2]);
    }

    @Test
    void isFinite_aRowThatIsNot_isThatTasks() {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            EmbeddingGradients gradients = batches(0, 1);
            assertThat(gradients.isFinite(0) && gradients.isFinite(1)).isTrue();
            gradients.add(1, 2, 5, new float[] {0, bad});
            assertThat(gradients.isFinite(0)).isTrue();
            assertThat(gradients.isFinite(1)).isFalse();
        }
    }

    /** As one batch brings them, and as several do; with a row whose sum is no float, and bits of all kinds. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void travelled_isTheSameToTheBit(int batches) {
        EmbeddingGradients gradients = batches(0, batches);
        gradients.add(0, 2, 1, new float[] {-0f, Float.MIN_VALUE});
        gradients.add(1, 2, 1, new float[] {Float.NaN, Float.MAX_VALUE});
        if (batches > 1) {
            gradients.add(0, 0, 2, new float[] {0.1f, 1e-30f, 3});
            gradients.add(0, 0, 2, new float[] {1e10f, 1, 3});
        }
        EmbeddingGradients travelled = SerializationUtils.deserialize(SerializationUtils.serialize(gradients));
        assertSame(travelled, gradients);
        travelled.merge(batches(3, 4));
        gradients.merge(batches(3, 4));
        assertSame(travelled, gradients);
    }

    /** An int for a row, then a float a number, or a double where a task's sums of the table are no floats. */
    @Test
    void bytes_areThoseOnTheWire() {
        EmbeddingGradients floats = new EmbeddingGradients(TASKS);
        for (int row = 0; row < 1000; row++) {
            floats.add(0, 0, 3 * row, new float[] {0.1f, 0.2f, row});
        }
        assertThat(floats.bytes()).isEqualTo(1000 * (4 + 2 * 3 * 4));
        assertThat(SerializationUtils.serialize(floats).length - floats.bytes()).isBetween(0L, 700L);
        floats.add(0, 0, 30, new float[] {1e10f, 0, 0});
        assertThat(floats.bytes()).isEqualTo(1000 * (4 + 3 * 8 + 3 * 4));
        assertThat(SerializationUtils.serialize(floats).length - floats.bytes()).isBetween(0L, 700L);
        assertThat(new EmbeddingGradients(TASKS).bytes()).isZero();
    }

    @Test
    void forEach_rowsInAnyOrder_visitsThemByTableAndRow() {
        EmbeddingGradients gradients = batches(0, 3);
        List<List<Integer>> visited = new java.util.ArrayList<>();
        gradients.forEach((table, row, width, sums, at) -> visited.add(List.of(table, row)));
        assertThat(visited).isEqualTo(List.copyOf(read(gradients).keySet()));
        assertThat(IntStream.of(WIDTHS).sum()).isLessThan(gradients.size());
    }
}
