package io.fulcrum.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.config.ConfigFiles;
import io.fulcrum.config.Problems;
import io.fulcrum.model.embedding.RowRecords;
import io.fulcrum.model.loss.TaskSums;
import io.fulcrum.train.exchange.ByteBlocks;
import io.fulcrum.train.exchange.ExactFloats;
import io.fulcrum.train.exchange.PackedFloats;
import io.fulcrum.train.exchange.ShortFloats;
import io.fulcrum.train.exchange.ShortFloats.Layout;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import org.apache.commons.lang3.SerializationUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What rounding by chance does to a worker's dense part. */
class DeltaTest {
    private static final int SIZE = 1000;

    /** Returns moves of many magnitudes, both signs, with zeros between. */
    private static float[] moves(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] moves = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            moves[i] = i % 10 == 0 ? 0 : (float) ((random.nextDouble() - 0.5) * Math.pow(10, -random.nextInt(8)));
        }
        return moves;
    }

    private static float[] zeros() {
        return new float[SIZE];
    }

    private static float[] sent(Delta delta, float[] moves, long seed) {
        return delta.parameters(zeros(), moves, seed).floats();
    }

    @Test
    void shorts_anyFloat_becomeOneOfTheirNeighbours() {
        float[] values = moves(1);
        float[] halves = ShortFloats.of(values, 0, Layout.HALF, 2).floats();
        float[] uppers = ShortFloats.of(values, 0, Layout.UPPER_HALF, 2).floats();
        for (int i = 0; i < SIZE; i++) {
            assertThat(Math.abs(halves[i] - values[i])).isLessThan(Math.max(Math.abs(values[i]) * 0x1p-10f, 0x1p-24f));
            assertThat(Math.abs(uppers[i] - values[i])).isLessThanOrEqualTo(Math.abs(values[i]) * 0x1p-7f);
            assertThat(halves[i] * values[i]).isNotNegative();
            assertThat(uppers[i] == 0).isEqualTo(values[i] == 0);
        }
    }

    /** From IEEE 754: largest, one, least normal, least subnormal; for upper halves the least float they hold. */
    @Test
    void shorts_whatTheyHold_staysAsItIs() {
        float[] halves = {65504, -65504, 1, -1.0009765625f, 0x1p-14f, 0x1.ff8p-15f, 0x1p-24f, -0x1p-24f, 0, 3, 0.1f};
        float[] uppers = {0x1.fep127f, -1.0078125f, 0x1p-126f, 0x1p-133f, 5, 0, 0.1f};
        for (long seed = 0; seed < 50; seed++) {
            assertThat(ShortFloats.of(halves, 1, Layout.HALF, seed).floats()).isEqualTo(halves);
            assertThat(ShortFloats.of(uppers, 1, Layout.UPPER_HALF, seed).floats())
                    .isEqualTo(uppers);
        }
    }

    @Test
    void shorts_numbersBeyondThem_travelExact() {
        assertThat(ShortFloats.of(new float[] {1, 65505}, 0, Layout.HALF, 1)).isInstanceOf(ExactFloats.class);
        assertThat(ShortFloats.of(new float[] {1, Float.NaN}, 0, Layout.HALF, 1).isFinite())
                .isFalse();
        assertThat(ShortFloats.of(new float[] {-Float.MAX_VALUE}, 0, Layout.UPPER_HALF, 1))
                .isInstanceOf(ExactFloats.class);
    }

    @Test
    void bytes_anyFloat_isWithinAStepOfItsBlock() {
        float[] values = moves(3);
        values[300] = 1000;
        float[] packed = ByteBlocks.of(values, 4).floats();
        for (int i = 0; i < SIZE; i++) {
            float largest = 0;
            for (int j = i / 256 * 256; j < Math.min(SIZE, i / 256 * 256 + 256); j++) {
                largest = Math.max(largest, Math.abs(values[j]));
            }
            assertThat(Math.abs(packed[i] - values[i])).isLessThan(largest / 127 * 1.00001f);
            assertThat(values[i] != 0 || packed[i] == 0).as("zero stays zero").isTrue();
        }
        assertThat(packed[300]).as("the largest").isCloseTo(1000, within(1000 / 127f));
        assertThat(packed[0]).as("another block").isLessThan(1);
    }

    @Test
    void bytes_numbersThatAreNone_travelExact() {
        for (float bad : new float[] {Float.NaN, Float.NEGATIVE_INFINITY, Float.MAX_VALUE}) {
            assertThat(ByteBlocks.of(new float[] {1, bad}, 1)).isInstanceOf(ExactFloats.class);
        }
        assertThat(ByteBlocks.of(new float[] {0, Float.MIN_VALUE}, 1).isFinite())
                .isTrue();
    }

    /** Rounding up or down a distance d has a standard deviation of d / 2 at most; five errors of the mean of 4,000. */
    private static void assertUnbiased(LongFunction<PackedFloats> packing, float[] values, double[] distances) {
        int seeds = 4000;
        double[] sums = new double[values.length];
        for (long seed = 0; seed < seeds; seed++) {
            float[] floats = packing.apply(seed).floats();
            for (int i = 0; i < sums.length; i++) {
                sums[i] += floats[i];
            }
        }
        for (int i = 0; i < sums.length; i++) {
            assertThat(sums[i] / seeds)
                    .as("mean of %s", values[i])
                    .isCloseTo(values[i], within(5 * distances[i] / 2 / Math.sqrt(seeds)));
        }
    }

    @Test
    void packed_manySeeds_haveTheNumberAsTheirMean() {
        float[] values = {0.3f, -0.01234567f, 1e-5f, -3e-7f, 77.7f, 1e-8f, -1};
        assertUnbiased(seed -> ShortFloats.of(values, 0, Layout.HALF, seed), values, new double[] {
            0x1p-12, 0x1p-17, 0x1p-24, 0x1p-24, 0x1p-4, 0x1p-24, 1e-12
        });
        assertUnbiased(seed -> ShortFloats.of(values, 0, Layout.UPPER_HALF, seed), values, new double[] {
            0x1p-9, 0x1p-14, 0x1p-24, 0x1p-29, 0x1p-1, 0x1p-34, 1e-12
        });
        double step = 77.7 / 127;
        assertUnbiased(
                seed -> ByteBlocks.of(values, seed), values, new double[] {step, step, step, step, 1e-3, step, step});
    }

    @Test
    void parameters_ofEachKind_takeTheirBytes() {
        float[] moves = moves(5);
        assertThat(Delta.EXACT.parameters(zeros(), moves, 1).bytes()).isEqualTo(4 * SIZE);
        assertThat(Delta.FLOAT16.parameters(zeros(), moves, 1).bytes()).isEqualTo(2 * SIZE);
        assertThat(Delta.INT8.parameters(zeros(), moves, 1).bytes()).isEqualTo(SIZE + 4 * 4);
        for (Delta delta : List.of(Delta.FLOAT16, Delta.INT8)) {
            assertThat(delta.optimizerState(moves, 1).bytes()).isEqualTo(2 * (SIZE - 1) + 4);
            assertThat(delta.optimizerState(new float[0], 1).floats()).isEmpty();
        }
    }

    @Test
    void optimizerState_ofAdam_keepsSignsMagnitudesAndTheStep() {
        float[] state = {1e-3f, -1e-9f, 3e-12f, 1e-20f, 0, 123_457};
        for (long seed = 0; seed < 200; seed++) {
            float[] sent = Delta.INT8.optimizerState(state, seed).floats();
            for (int i = 0; i < state.length; i++) {
                assertThat(sent[i]).isCloseTo(state[i], within(Math.abs(state[i]) / 128));
            }
            assertThat(sent[5]).isEqualTo(state[5]);
        }
    }

    @ParameterizedTest
    @EnumSource(Delta.class)
    void parameters_sameSeed_areTheSameBytesAndTravelAsTheyAre(Delta delta) {
        PackedFloats packed = delta.parameters(zeros(), moves(6), 7);
        byte[] wire = SerializationUtils.serialize(packed);
        PackedFloats travelled = SerializationUtils.deserialize(wire);

        assertThat(SerializationUtils.serialize(delta.parameters(zeros(), moves(6), 7)))
                .isEqualTo(wire);
        assertThat(travelled.floats()).isEqualTo(packed.floats());
        assertThat(wire.length - packed.bytes()).isBetween(0L, 500L);
        if (delta != Delta.EXACT) {
            assertThat(sent(delta, moves(6), 8)).isNotEqualTo(packed.floats());
        }
    }

    /** Two workers of 10 and 30 rows end at 0.75 and 1.25 from 0.5: the mean move is (10 · 0.25 + 30 · 0.75) / 40. */
    @ParameterizedTest
    @EnumSource(Delta.class)
    void read_twoWorkers_isWhereTheirMeanMoveLeads(Delta delta) {
        RoundPlan plan = new RoundPlan(0, 0, 0, 1, new float[] {0.5f}, new float[0], new double[] {1}, 0);
        RoundState merged = worker(delta, 10, 0.75f).merge(worker(delta, 30, 1.25f));
        assertThat(delta.read(plan, merged, ProbeSettings.ofGram()).parameters()[0])
                .isCloseTo(0.5f + 0.625f, within(1e-6f));
        assertThat(delta.read(plan, worker(delta, 10, 0.75f), ProbeSettings.ofGram())
                        .parameters()[0])
                .isCloseTo(0.75f, within(1e-6f));
    }

    private static RoundState worker(Delta delta, int rows, float end) {
        RoundState state = new RoundState(1, 1);
        state.addStep(new TaskSums(new double[] {1}, new long[] {rows}, rows));
        state.finish(delta.parameters(new float[] {0.5f}, new float[] {end}, 3), ExactFloats.NONE, RowRecords.none());
        return state;
    }

    private static Delta read(String... overrides) {
        Problems problems = new Problems();
        RoundSettings settings = RoundSettings.read(
                ConfigFiles.load(List.of(), List.of(overrides)).reader(problems));
        problems.throwIfAny();
        return settings.delta();
    }

    @Test
    void read_key_isExactUnlessSet() {
        assertThat(read()).isEqualTo(Delta.EXACT);
        assertThat(read("rounds.delta=float16")).isEqualTo(Delta.FLOAT16);
        assertThat(read("rounds.delta=int8")).isEqualTo(Delta.INT8);
        assertThatThrownBy(() -> read("rounds.delta=fp16"))
                .hasMessageStartingWith(
                        "--set: rounds.delta = fp16 is not one of exact, float16, int8. Set delta: how workers send dense");
    }
}
