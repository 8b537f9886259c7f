package io.fulcrum.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

class GraphRowsTest {
    private static final int ROWS = 3000;
    private static final long SEED = 7;

    private static float[][] random(int rows, int columns, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] values = new float[rows][columns];
        for (float[] row : values) {
            IntStream.range(0, columns).forEach(i -> row[i] = random.nextInt(-2, 3));
        }
        return values;
    }

    private static GraphRows rows(float[][] features, float[][] labels, long seed) {
        return GraphArrays.rows(
                new MultiDataSet(
                        new INDArray[] {Nd4j.createFromArray(features)}, new INDArray[] {Nd4j.createFromArray(labels)}),
                seed);
    }

    @Test
    void rows_thatDifferInOneValue_haveOtherKeys() {
        float[] zeros = new float[40];
        List<float[]> features = new ArrayList<>(List.of(zeros));
        for (int place = 0; place < zeros.length; place++) {
            for (float value : new float[] {1, -1, Float.MIN_VALUE, 1e30f, -0f}) {
                float[] row = zeros.clone();
                row[place] = value;
                features.add(row);
            }
        }
        GraphRows rows = rows(features.toArray(float[][]::new), new float[features.size()][1], SEED);

        assertThat(Arrays.stream(rows.keys()).distinct()).hasSize(features.size());
    }

    @Test
    void rows_ofAnotherSeedOrWithValuesInAnotherArray_haveOtherKeys() {
        float[][] ones = {{1}};
        float[][] twos = {{2}};
        long key = rows(ones, twos, SEED).keys()[0];

        assertThat(rows(ones, twos, SEED).keys()[0]).isEqualTo(key);
        assertThat(rows(ones, twos, SEED + 1).keys()[0]).isNotEqualTo(key);
        assertThat(rows(twos, ones, SEED).keys()[0]).isNotEqualTo(key);
    }

    @Test
    void byShard_ofRows_partsThemByKeyInEqualShares() {
        GraphRows rows = rows(random(ROWS, 12, 1), random(ROWS, 1, 2), SEED);
        Map<Integer, GraphRows> parts = rows.byShard(5);

        assertThat(parts.keySet()).containsExactly(0, 1, 2, 3, 4);
        parts.forEach((shard, part) -> {
            assertThat(Arrays.stream(part.keys())).allMatch(key -> Math.floorMod(key, 5L) == shard);
            assertThat(part.rows()).isBetween(500, 700); // 600 ± 22
        });
        GraphRows joined = GraphRows.join(rows.shape(), List.copyOf(parts.values()));
        assertThat(joined.sorted().keys()).isEqualTo(rows.sorted().keys());
        assertThat(joined.sorted().values()).isDeepEqualTo(rows.sorted().values());
        assertThat(rows.byShard(1).get(0).values()).isDeepEqualTo(rows.values());
    }

    @Test
    void sorted_rowsThatCameInAnotherOrder_isTheSame() {
        float[][] features = random(ROWS, 12, 3);
        float[][] labels = random(ROWS, 1, 4);
        float[][] featuresBack =
                IntStream.range(0, ROWS).mapToObj(i -> features[ROWS - 1 - i]).toArray(float[][]::new);
        float[][] labelsBack =
                IntStream.range(0, ROWS).mapToObj(i -> labels[ROWS - 1 - i]).toArray(float[][]::new);

        GraphRows sorted = rows(features, labels, SEED).sorted();

        assertThat(sorted.values())
                .isDeepEqualTo(rows(featuresBack, labelsBack, SEED).sorted().values());
        assertThat(sorted.values()[0]).isNotEqualTo(rows(features, labels, SEED).values()[0]);
    }

    @Test
    void byShardAndSorted_noRows_areEmpty() {
        GraphRows none = new GraphRows(new GraphShape(1, new int[][] {{2}, {1}, {}, {}}), new float[4][0], new long[0]);

        assertThat(none.byShard(3)).isEmpty();
        assertThat(none.sorted().rows()).isZero();
    }
}
