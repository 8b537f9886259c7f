package io.fulcrum.features.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.contract.drift.Bins;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChosenBinsTest {
    @Test
    void ranges_manyEqualOnes_becomeTwentyAndTheOuterTwo() {
        Bins.Ranges fine = new Bins.Ranges(
                IntStream.rangeClosed(0, 100).mapToObj(i -> (double) i).toList());
        long[] training = new long[103];
        Arrays.fill(training, 2, 102, 7);
        training[0] = 3;

        ChosenBins chosen = ChosenBins.ranges(fine, training);

        assertThat(((Bins.Ranges) chosen.bins()).edges())
                .isEqualTo(IntStream.rangeClosed(0, 20).mapToObj(i -> 5.0 * i).toList());
        assertThat(chosen.join(training).get(0)).isEqualTo(3);
        assertThat(chosen.join(training).get(1)).isZero();
        assertThat(chosen.join(training).subList(2, 22)).containsOnly(35L);
        assertThat(chosen.join(training).get(22)).isZero();
    }

    @Test
    void ranges_oneFullRange_standsAlone() {
        Bins.Ranges fine = new Bins.Ranges(List.of(-1.0, 0.0, 1.0, 2.0, 3.0));
        long[] training = {0, 0, 900, 10, 20, 70, 0};

        ChosenBins chosen = ChosenBins.ranges(fine, training);

        // Twentieths are full at 900 (18) and at 930 (18.6, none); so the rest is one range.
        assertThat(((Bins.Ranges) chosen.bins()).edges()).containsExactly(-1.0, 0.0, 3.0);
        assertThat(chosen.join(training)).containsExactly(0L, 0L, 900L, 100L, 0L);
    }

    @Test
    void ranges_missingValuesOnly_haveTheOuterEdges() {
        Bins.Ranges none = new Bins.Ranges(List.of());
        assertThat(ChosenBins.ranges(none, new long[] {5, 0}).join(new long[] {5, 0}))
                .containsExactly(5L, 0L);
    }

    @Test
    void ids_mostFrequentCells_haveBinsOfTheirOwnInTheOrderOfCounts() {
        List<Integer> cells = IntStream.range(2, 102).boxed().toList();
        Bins.Ids fine =
                new Bins.Ids(102, 1, cells, cells.stream().map(String::valueOf).toList());
        long[] training = new long[104];
        Arrays.setAll(training, i -> i);

        ChosenBins chosen = ChosenBins.ids(fine, training, ChosenBins.Order.COUNTS, cell -> "v" + cell);

        Bins.Ids bins = (Bins.Ids) chosen.bins();
        // Cell c is in fine bin c with c values: 101, 100, … are the most frequent.
        assertThat(bins.cells()).hasSize(50).startsWith(101, 100, 99).endsWith(52);
        assertThat(bins.names()).startsWith("v101", "v100");
        List<Long> joined = chosen.join(training);
        assertThat(joined.subList(0, 4)).containsExactly(0L, 1L, 101L, 100L);
        assertThat(joined.get(52)).isEqualTo(IntStream.rangeClosed(2, 51).sum() + 102);
        assertThat(joined.get(53)).isEqualTo(103);
        assertThat(joined.stream().mapToLong(Long::longValue).sum())
                .isEqualTo(Arrays.stream(training).sum());
    }

    @Test
    void ids_partsOfTimes_stayInTheirOrder() {
        List<Integer> cells = List.of(1, 2, 3);
        Bins.Ids fine = new Bins.Ids(4, 0, cells, List.of("1", "2", "3"));

        ChosenBins chosen =
                ChosenBins.ids(fine, new long[] {0, 0, 5, 0, 9, 0, 0}, ChosenBins.Order.VALUES, String::valueOf);

        assertThat(((Bins.Ids) chosen.bins()).cells()).containsExactly(1, 2, 3);
    }
}
