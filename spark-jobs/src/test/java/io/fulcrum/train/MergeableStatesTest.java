package io.fulcrum.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fulcrum.MergeLaw;
import io.fulcrum.model.embedding.RowRecords;
import io.fulcrum.model.loss.TaskSums;
import io.fulcrum.train.exchange.ExactFloats;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.apache.commons.lang3.SerializationUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The laws of what workers bring back: empty is neutral, merge is union, reading empty is an error or NaN. */
class MergeableStatesTest {
    private static final int SIZE = 7;

    /** [worker] told apart by identity. */
    private static final List<RowRecords> ROWS =
            IntStream.range(0, 5).mapToObj(i -> RowRecords.none()).toList();

    /** Whole numbers, so that sums are exact and laws hold to the bit. */
    private static float[] vector(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] vector = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            vector[i] = random.nextInt(-1000, 1000);
        }
        return vector;
    }

    private static ExactFloats exact(float... vector) {
        return new ExactFloats(vector);
    }

    private static WeightedSum sum(int from, int to) {
        WeightedSum sum = new WeightedSum();
        IntStream.range(from, to).forEach(i -> sum.add(vector(i), i + 1));
        return sum;
    }

    private static TaskSums batch(int seed) {
        return new TaskSums(new double[] {seed, 2 * seed}, new long[] {seed, 0}, seed + 1);
    }

    /** A worker's state of three batches: two steps after a probe. */
    private static RoundState worker(int seed) {
        RoundState state = new RoundState(2, 3);
        for (int task = 0; task < 2; task++) {
            for (int i = 0; i < 3; i++) {
                state.probe().whole().gradients().sums()[task][i] = seed * (task + 1) + i;
            }
        }
        state.probe().add(0, batch(seed), GradientSums.of(new double[2][3]));
        state.addStep(batch(seed));
        state.addStep(batch(seed + 1));
        state.probe().addAfter(batch(seed + 2));
        state.addSeconds(seed, 10 - seed);
        state.finish(exact(vector(seed)), exact(vector(seed + 100)), ROWS.get(seed));
        return state;
    }

    private static void assertSame(RoundState a, RoundState b) {
        assertThat(a.probe().whole().gradients().sums())
                .isDeepEqualTo(b.probe().whole().gradients().sums());
        assertThat(a.probe().after().means()).isEqualTo(b.probe().after().means());
        assertThat(a.parameters().mean()).isEqualTo(b.parameters().mean());
        assertThat(a.optimizerState().mean()).isEqualTo(b.optimizerState().mean());
        assertThat(a.probe().whole().losses().means())
                .isEqualTo(b.probe().whole().losses().means());
        assertThat(a.stepLosses().means()).isEqualTo(b.stepLosses().means());
        assertThat(a.examples()).isEqualTo(b.examples());
        assertThat(a.steps()).isEqualTo(b.steps());
        assertThat(a.rows()).isEqualTo(b.rows());
        assertThat(List.of(a.probeSeconds(), a.stepSeconds(), a.bytes()))
                .isEqualTo(List.of(b.probeSeconds(), b.stepSeconds(), b.bytes()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 5})
    void weightedSum_mergedAtAnyCut_isTheUnion(int cut) {
        WeightedSum merged = sum(0, cut);
        merged.merge(sum(cut, 5));

        assertThat(merged.mean()).isEqualTo(sum(0, 5).mean());
        assertThat(merged.bytes()).isEqualTo(SIZE * 8);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void weightedSum_anyTwoCuts_isAssociative(int seed) {
        MergeLaw.assertAssociative(seed, 12, MergeableStatesTest::sum, WeightedSum::merge, (a, b) -> {
            assertThat(a.mean()).isEqualTo(b.mean());
            assertThat(a.bytes()).isEqualTo(b.bytes());
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void taskLosses_anyTwoCuts_isAssociative(int seed) {
        MergeLaw.assertAssociative(seed, 12, MergeableStatesTest::losses, TaskLosses::merge, (a, b) -> {
            assertThat(a.means()).isEqualTo(b.means());
            assertThat(a.labelled()).isEqualTo(b.labelled());
        });
    }

    private static TaskLosses losses(int from, int to) {
        TaskLosses losses = new TaskLosses(2);
        IntStream.range(from, to).forEach(i -> losses.add(batch(i + 1)));
        return losses;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void roundState_anyTwoCuts_isAssociative(int seed) {
        MergeLaw.assertAssociative(
                seed, 5, MergeableStatesTest::workers, RoundState::merge, MergeableStatesTest::assertSame);
    }

    private static ProbeState products(int from, int to) {
        ProbeState state = ProbeState.ofRepresentation(2);
        IntStream.range(from, to)
                .forEach(i -> state.addRepresentation(batch(i + 1), new double[][] {{i * i, 3 * i}, {3 * i, 9 + i}}));
        return state;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void probeByRepresentation_anyTwoCuts_isAssociativeAndTravels(int seed) {
        BiConsumer<ProbeState, ProbeState> merge = (a, b) -> a.merge(SerializationUtils.clone(b));
        MergeLaw.assertAssociative(seed, 12, MergeableStatesTest::products, merge, (a, b) -> {
            assertThat(a.products()).isDeepEqualTo(b.products());
            assertThat(a.whole().losses().means()).isEqualTo(b.whole().losses().means());
            assertThat(a.bytes()).isEqualTo(2 * 2 * 8);
        });
    }

    private static RoundState workers(int from, int to) {
        RoundState state = new RoundState(2, 3);
        for (int i = from; i < to; i++) {
            state = state.merge(worker(i));
        }
        return state;
    }

    @Test
    void weightedSum_empty_isNeutralOnBothSides() {
        for (int vectors = 1; vectors < 4; vectors++) {
            WeightedSum left = new WeightedSum();
            left.merge(sum(0, vectors));
            WeightedSum right = sum(0, vectors);
            right.merge(new WeightedSum());

            assertThat(left.mean()).isEqualTo(sum(0, vectors).mean()).isEqualTo(right.mean());
            assertThat(left.bytes()).isEqualTo(right.bytes());
        }
    }

    @Test
    void weightedSum_merging_leavesTheOtherAsItWas() {
        WeightedSum other = sum(0, 2);
        float[] before = other.mean();
        WeightedSum sum = new WeightedSum();
        sum.merge(other);
        sum.merge(sum(2, 4));

        assertThat(other.mean()).isEqualTo(before);
    }

    @Test
    void weightedSum_twoVectors_isTheMeanByExamples() {
        WeightedSum sum = new WeightedSum();
        sum.add(new float[] {1, 8}, 3);
        sum.add(new float[] {5, 0}, 1);

        assertThat(sum.mean()).containsExactly(2, 6); // (3·1 + 5) / 4, 3·8 / 4
    }

    @Test
    void weightedSum_single_keepsItsBitsInHalfTheBytes() {
        float[] odd = {0.1f, -0f, Float.MIN_VALUE, 1e38f, Float.NaN};
        WeightedSum sum = new WeightedSum();
        sum.add(odd, 3);
        sum.add(new float[] {9, 9, 9, 9, 9}, 0);

        assertThat(sum.mean())
                .usingComparator((a, b) -> Arrays.compare(bits(a), bits(b)))
                .isEqualTo(odd);
        assertThat(sum.bytes()).isEqualTo(5 * 4);
    }

    private static int[] bits(float[] values) {
        return IntStream.range(0, values.length)
                .map(i -> Float.floatToRawIntBits(values[i]))
                .toArray();
    }

    @Test
    void weightedSum_equalVectors_keepTheirBits() {
        WeightedSum sum = new WeightedSum();
        for (int examples = 1; examples <= 8; examples++) {
            sum.add(new float[] {0.1f, 1e-30f, -3.3333f}, examples);
        }

        assertThat(sum.mean()).containsExactly(0.1f, 1e-30f, -3.3333f);
    }

    @Test
    void weightedSum_emptyRead_isAnError() {
        assertThatThrownBy(() -> new WeightedSum().mean())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("A mean of no vectors: no worker of this round had a row. Use fewer workers.");
    }

    @Test
    void taskLosses_merged_areTheUnionAndUndefinedWithoutLabels() {
        TaskLosses losses = new TaskLosses(2);
        losses.add(batch(3));
        TaskLosses other = new TaskLosses(2);
        other.add(batch(1));
        other.add(batch(2));
        losses.merge(other);
        losses.merge(new TaskLosses(2));

        assertThat(losses.labelled()).containsExactly(6, 0);
        assertThat(losses.means()).containsExactly(1, Double.NaN);
        assertThat(new TaskLosses(1).means()).containsExactly(Double.NaN);
    }

    @Test
    void roundState_empty_isNeutralOnBothSides() {
        assertSame(new RoundState(2, 3).merge(worker(4)), worker(4));
        assertSame(worker(4).merge(new RoundState(2, 3)), worker(4));
    }

    @Test
    void roundState_merge_isAssociative() {
        assertSame(
                worker(1).merge(worker(2)).merge(worker(3)),
                worker(1).merge(worker(2).merge(worker(3))));
    }

    @Test
    void roundState_merge_addsSumsAndTakesTheLongestWorker() {
        RoundState longer = worker(2);
        longer.addStep(batch(9));
        RoundState merged = worker(1).merge(longer);

        assertThat(merged.probe().whole().gradients().sums()).isDeepEqualTo(new double[][] {{3, 5, 7}, {6, 8, 10}});
        assertThat(merged.examples()).isEqualTo((2 + 3) + (3 + 4 + 10));
        assertThat(merged.steps()).isEqualTo(3);
        assertThat(merged.probeSeconds()).isEqualTo(2);
        assertThat(merged.stepSeconds()).isEqualTo(9);
        assertThat(merged.rows()).hasSize(2);
    }

    @Test
    void roundState_workerWithoutRows_countsForNothing() {
        RoundState empty = new RoundState(2, 3);
        empty.finish(exact(vector(9)), exact(vector(9)), RowRecords.none());

        assertSame(worker(1).merge(empty), worker(1));
        assertSame(empty.merge(worker(1)), worker(1));
    }

    @Test
    void roundState_troubles_keepTheOrderOfTheShards() {
        RoundState first = new RoundState(1, 1);
        RoundState second = new RoundState(1, 1);
        second.addTrouble(new Trouble(5, 0, 1, Double.NaN, 0.1));
        RoundState third = new RoundState(1, 1);
        third.addTrouble(new Trouble(2, 0, 1, Double.NaN, 0.1));

        assertThat(first.trouble()).isEmpty();
        assertThat(first.merge(second).merge(third).trouble().orElseThrow().shard())
                .isEqualTo(5);
    }

    @Test
    void roundState_bytes_areAboutWhatItTakesOnTheWire() {
        RoundState state = new RoundState(2, 1000);
        state.probe().whole().gradients().sums()[0][5] = 0.1f;
        state.probe().whole().gradients().sums()[1][5] = 0.1;
        state.addStep(batch(3));
        state.finish(exact(new float[5000]), exact(new float[700]), RowRecords.none());

        assertThat(state.bytes()).isEqualTo(1000 * 4 + 1000 * 8 + 5700 * 4);
        assertThat(wire(state).length - state.bytes()).isBetween(0L, 2400L);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void roundState_travelled_isTheSameToTheBit(int workers) {
        RoundState state = worker(1);
        state.probe().whole().gradients().sums()[0][0] = -0.0;
        state.probe().whole().gradients().sums()[0][1] = 0.1f;
        state.probe().whole().gradients().sums()[1][0] = 0.1;
        state.probe().whole().gradients().sums()[1][1] = Double.NaN;
        if (workers == 2) {
            state.merge(worker(2));
        }
        RoundState travelled = SerializationUtils.deserialize(wire(state));

        for (int task = 0; task < 2; task++) {
            assertThat(Arrays.stream(travelled.probe().whole().gradients().sums()[task])
                            .mapToObj(Double::doubleToRawLongBits))
                    .isEqualTo(Arrays.stream(state.probe().whole().gradients().sums()[task])
                            .mapToObj(Double::doubleToRawLongBits)
                            .toList());
        }
        assertThat(travelled.parameters().mean()).isEqualTo(state.parameters().mean());
        assertThat(travelled.optimizerState().mean())
                .isEqualTo(state.optimizerState().mean());
        assertThat(List.of(
                        travelled.bytes(),
                        travelled.examples(),
                        travelled.steps(),
                        travelled.rows().size()))
                .isEqualTo(List.of(
                        state.bytes(),
                        state.examples(),
                        state.steps(),
                        state.rows().size()));
    }

    private static byte[] wire(RoundState state) {
        return SerializationUtils.serialize(state);
    }
}
