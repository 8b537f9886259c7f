package io.fulcrum.train.outer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.train.outer.OuterSettings.Method;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class OuterOptimizerTest {
    private static final DoubleSupplier UNASKED = () -> {
        throw new AssertionError("nobody asks for the learning rate");
    };

    static List<OuterOptimizer> moving() {
        return List.of(new BlockMomentum(0.5, 0.5), new NesterovMomentum(0.5, 0.5), new SlowMomentum(0.5, 0.5));
    }

    private static float[] sample(long seed, int size) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) ((2 * random.nextDouble() - 1) * Math.pow(10, random.nextInt(-20, 20)));
        }
        return values;
    }

    private static float[] parameters(OuterOptimizer optimizer, float start, float mean, float velocity) {
        return optimizer
                .next(new float[] {start}, new float[] {mean}, new float[] {velocity}, () -> 0.25)
                .parameters();
    }

    /** Two rounds of one parameter: from 1 to the mean 3, then by 1 more from wherever that led. */
    private static float[] twoRounds(OuterOptimizer optimizer, double firstRate, double secondRate) {
        OuterOptimizer.Start first =
                optimizer.next(new float[] {1}, new float[] {3}, optimizer.still(1), () -> firstRate);
        float start = first.parameters()[0];
        OuterOptimizer.Start second =
                optimizer.next(first.parameters(), new float[] {start + 1}, first.velocity(), () -> secondRate);
        float[] speeds = {
            first.velocity().length == 0 ? 0 : first.velocity()[0],
            second.velocity().length == 0 ? 0 : second.velocity()[0]
        };
        return new float[] {start, speeds[0], second.parameters()[0], speeds[1]};
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void next_rateOneNoMomentum_isTheMeanToTheBit(Method method) {
        OuterOptimizer optimizer = new OuterSettings(method, 1, 0).optimizer();
        float[] start = sample(1, 500);
        float[] mean = sample(2, 500);
        mean[0] = -0f;
        mean[1] = Float.MIN_VALUE;
        OuterOptimizer.Start next = optimizer.next(start, mean, optimizer.still(500), UNASKED);

        assertThat(next.parameters()).isSameAs(mean);
        assertThat(next.velocity()).as("nothing to keep").isEmpty();
    }

    /** Every method's velocity is still before the first round, so at rate 1 all but Nesterov end it in the mean. */
    @Test
    void next_firstRoundAtRateOne_isTheMean() {
        float[] start = sample(3, 500);
        float[] mean = sample(4, 500);

        for (OuterOptimizer optimizer : List.of(new BlockMomentum(1, 0.9), new SlowMomentum(1, 0.9))) {
            assertThat(optimizer
                            .next(start, mean, optimizer.still(500), () -> 0.1)
                            .parameters())
                    .isEqualTo(mean);
        }
    }

    @Test
    void next_average_isTheMean() {
        assertThat(twoRounds(new PlainAveraging(), 1, 1)).containsExactly(3, 0, 4, 0);
    }

    /** v = ½·2 = 1, start 1 + 1 = 2; v = ½·1 + ½·1 = 1, start 2 + 1 = 3. */
    @Test
    void next_classicalBmuf_isTheHandComputedTable() {
        assertThat(twoRounds(new BlockMomentum(0.5, 0.5), 1, 1)).containsExactly(2, 1, 3, 1);
    }

    /** v = 2, start 1 + ½ (2 + ½·2) = 2.5; v = ½·2 + 1 = 2, start 2.5 + ½ (1 + ½·2) = 3.5. */
    @Test
    void next_nesterov_isTheHandComputedTable() {
        assertThat(twoRounds(new NesterovMomentum(0.5, 0.5), 1, 1)).containsExactly(2.5f, 2, 3.5f, 2);
    }

    /** u = 2 / ¼ = 8, start 1 + ½·¼·8 = 2; at half the learning rate u = ½·8 + 1 / ⅛ = 12, start 2 + ½·⅛·12 = 2.75. */
    @Test
    void next_slowMo_isTheHandComputedTable() {
        assertThat(twoRounds(new SlowMomentum(0.5, 0.5), 0.25, 0.125)).containsExactly(2, 8, 2.75f, 12);
    }

    /** The mistake that is easy to make is the sign of the outer gradient. */
    @ParameterizedTest
    @MethodSource("moving")
    void next_changeOrVelocity_movesAlongIt(OuterOptimizer optimizer) {
        assertThat(parameters(optimizer, 1, 3, 0)[0]).isGreaterThan(1);
        assertThat(parameters(optimizer, 1, -3, 0)[0]).isLessThan(1);
        assertThat(parameters(optimizer, 1, 1, 2)[0]).isGreaterThan(1);
        assertThat(parameters(optimizer, 1, 1, -2)[0]).isLessThan(1);
    }

    @ParameterizedTest
    @EnumSource(value = Method.class, names = "AVERAGE", mode = EnumSource.Mode.EXCLUDE)
    void next_noMomentum_goesTheRateOfTheWay(Method method) {
        for (double rate : new double[] {0.25, 0.7, 1.5}) {
            OuterOptimizer optimizer = new OuterSettings(method, rate, 0).optimizer();
            assertThat((double) parameters(optimizer, 2, 10, 5)[0]).isCloseTo(2 + rate * 8, within(1e-6));
        }
    }

    @ParameterizedTest
    @MethodSource("moving")
    void next_arguments_areLeftAsTheyWere(OuterOptimizer optimizer) {
        float[] start = sample(5, 20);
        float[] mean = sample(6, 20);
        float[] velocity = sample(7, 20);
        optimizer.next(start, mean, velocity, () -> 0.1);

        assertThat(start).isEqualTo(sample(5, 20));
        assertThat(mean).isEqualTo(sample(6, 20));
        assertThat(velocity).isEqualTo(sample(7, 20));
    }

    /** Chen and Huo write W and a broadcast point W + momentum v; with v' = rate v our start is that point. */
    @Test
    void next_nesterov_isBmufsBroadcastPoint() {
        double rate = 0.8;
        double momentum = 0.6;
        OuterOptimizer optimizer = new NesterovMomentum(rate, momentum);
        OuterOptimizer.Start at = new OuterOptimizer.Start(new float[] {1}, optimizer.still(1));
        double w = 1;
        double v = 0;
        for (int round = 0; round < 20; round++) {
            float mean = at.parameters()[0] + (float) Math.sin(round);
            double broadcast = w + momentum * v;
            v = momentum * v + rate * (mean - broadcast);
            w += v;
            at = optimizer.next(at.parameters(), new float[] {mean}, at.velocity(), UNASKED);
            assertThat((double) at.parameters()[0]).isCloseTo(w + momentum * v, within(1e-5));
        }
    }

    @Test
    void next_slowMoAtAConstantLearningRate_isClassicalBmuf() {
        OuterOptimizer.Start slow = new OuterOptimizer.Start(new float[] {1}, new float[1]);
        OuterOptimizer.Start block = slow;
        for (int round = 0; round < 20; round++) {
            float change = (float) Math.cos(round);
            slow = new SlowMomentum(0.8, 0.6)
                    .next(slow.parameters(), new float[] {slow.parameters()[0] + change}, slow.velocity(), () -> 0.01);
            block = new BlockMomentum(0.8, 0.6)
                    .next(block.parameters(), new float[] {block.parameters()[0] + change}, block.velocity(), UNASKED);
            assertThat((double) slow.parameters()[0]).isCloseTo(block.parameters()[0], within(1e-5));
        }
    }

    @Test
    void next_slowMoAtLearningRateZero_staysAndSlowsDown() {
        OuterOptimizer.Start next =
                new SlowMomentum(1, 0.5).next(new float[] {2}, new float[] {2}, new float[] {8}, () -> 0);

        assertThat(next.parameters()).containsExactly(2);
        assertThat(next.velocity()).containsExactly(4);
    }

    @Test
    void next_slowMoWithoutALearningRate_isRefused() {
        assertThatThrownBy(
                        () -> new SlowMomentum(1, 0.5).next(new float[1], new float[1], new float[1], () -> Double.NaN))
                .hasMessage(
                        "SlowMo: learning rate of the round's local steps = NaN must be a number of at least 0, because the"
                                + " velocity is in units of it. Choose an optimiser that has a learning rate, or another rounds.outer,"
                                + " such as bmuf.");
    }

    @Test
    void checked_velocityOfOtherSettings_isRefused() {
        OuterOptimizer optimizer = new BlockMomentum(1, 0.5);
        float[] velocity = new float[4];

        assertThat(optimizer.checked(velocity, 4)).isSameAs(velocity);
        assertThatThrownBy(() -> optimizer.checked(new float[0], 4))
                .hasMessage("Outer velocity: 0 numbers to resume from,"
                        + " but 4 parameters with BlockMomentum[rate=1.0, momentum=0.5] need 4: they come from another network or other"
                        + " rounds.outer settings. Resume with the settings that they were made with, or restart.");
        assertThatThrownBy(() -> new PlainAveraging().checked(velocity, 4)).hasMessageContaining("need 0");
    }
}
