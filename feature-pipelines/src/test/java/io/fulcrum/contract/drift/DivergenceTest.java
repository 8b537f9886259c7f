package io.fulcrum.contract.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.contract.drift.Divergence.Level;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DivergenceTest {
    private static final double EXACT = 1e-12;

    @Test
    void of_twoBins_isWhatAHandComputes() {
        Divergence found = Divergence.of(new long[] {50, 50}, new long[] {75, 25});

        // One smoothing value in the pooled shares 0.625 and 0.375: p = 50.625 / 101, 50.375 / 101,
        // q = 75.625 / 101, 25.375 / 101; both differences are 25 / 101.
        assertThat(found.psi())
                .isCloseTo(25 / 101.0 * (Math.log(75.625 / 50.625) + Math.log(50.375 / 25.375)), within(EXACT));
        assertThat(found.expectedPsi()).isCloseTo(2 * 100 / (101.0 * 101), within(EXACT));
        // Against the mean (0.625, 0.375): (0.5 log 0.8 + 0.5 log 4/3 + 0.75 log 1.2 + 0.25 log 2/3) / 2, to base 2.
        assertThat(found.jensenShannon()).isCloseTo(0.04879494069539854, within(EXACT));
        // Chi-square 2 * 0.25^2 * 50 * (1 / 0.625 + 1 / 0.375) / 2 = 13.33 with one degree of freedom.
        double spread = 2 / 9.0;
        assertThat(found.deviations())
                .isCloseTo((Math.cbrt(40 / 3.0) - (1 - spread)) / Math.sqrt(spread), within(EXACT));
    }

    @Test
    void of_disjointValues_isFiniteAndHasTheLargestJensenShannon() {
        Divergence found = Divergence.of(new long[] {0, 100}, new long[] {100, 0});

        // p = 0.5 / 101 and 100.5 / 101, q the reverse.
        assertThat(found.psi()).isCloseTo(2 * 100 / 101.0 * Math.log(201), within(EXACT));
        assertThat(found.jensenShannon()).isEqualTo(1);
        assertThat(found.level()).isEqualTo(Level.LARGE);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 7, 199_523})
    void of_equalCounts_isZeroExactly(long total) {
        long[] counts = {0, total, total / 3, 1, 0, 5 * total};

        Divergence found = Divergence.of(counts, counts.clone());

        assertThat(found.psi()).isEqualTo(0.0);
        assertThat(found.jensenShannon()).isEqualTo(0.0);
        assertThat(found.level()).isEqualTo(Level.STABLE);
    }

    @Test
    void of_binsWithoutValues_haveNoPart() {
        Divergence found = Divergence.of(new long[] {0, 50, 0, 50, 0}, new long[] {0, 75, 0, 25, 0});

        assertThat(found).isEqualTo(Divergence.of(new long[] {50, 50}, new long[] {75, 25}));
    }

    @Test
    void of_exchangedDistributions_isTheSame() {
        long[] a = {3, 900, 50, 0, 47};
        long[] c = {0, 300, 60, 11, 29};

        Divergence one = Divergence.of(a, c);
        Divergence other = Divergence.of(c, a);

        assertThat(one.psi()).isCloseTo(other.psi(), within(EXACT));
        assertThat(one.jensenShannon()).isCloseTo(other.jensenShannon(), within(EXACT));
    }

    @Test
    void of_oneValueOnly_isNoReasonToWarn() {
        Divergence found = Divergence.of(new long[] {0, 500, 500}, new long[] {1, 0, 0});

        assertThat(found.psi()).isFinite();
        assertThat(found.level()).isEqualTo(Level.STABLE);
    }

    @ParameterizedTest
    @ValueSource(ints = {30, 50, 500, 5000})
    void of_anotherSampleOfTheDistribution_isStableAndNearTheExpectedPsi(int size) {
        double[] shares = new double[53];
        Arrays.setAll(shares, i -> 1.0 / (i + 1));
        SplittableRandom random = new SplittableRandom(size);
        double psi = 0;
        double expected = 0;
        for (int repetition = 0; repetition < 200; repetition++) {
            Divergence found = Divergence.of(sample(shares, 100_000, random), sample(shares, size, random));
            assertThat(found.level()).isEqualTo(Level.STABLE);
            psi += found.psi() / 200;
            expected += found.expectedPsi() / 200;
        }
        assertThat(psi).isBetween(0.6 * expected, 1.4 * expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {50, 500, 5000})
    void of_numbersBeyondTheTrainingRange_isLarge(int size) {
        long[] training = new long[22];
        Arrays.fill(training, 1, 21, 1000);
        long[] now = new long[22];
        now[21] = size;

        assertThat(Divergence.of(training, now).level()).isEqualTo(Level.LARGE);
    }

    @Test
    void level_limits_areAboveWhatIsExpected() {
        assertThat(new Divergence(0.375, 0.125, 0, 4).level()).isEqualTo(Level.LARGE);
        assertThat(new Divergence(0.37, 0.125, 0, 4).level()).isEqualTo(Level.MODERATE);
        assertThat(new Divergence(0.19, 0.1, 0, 4).level()).isEqualTo(Level.STABLE);
        assertThat(new Divergence(9, 0.1, 0, 3.9).level()).isEqualTo(Level.STABLE);
    }

    private static long[] sample(double[] shares, int size, SplittableRandom random) {
        double total = Arrays.stream(shares).sum();
        long[] counts = new long[shares.length];
        for (int i = 0; i < size; i++) {
            double at = random.nextDouble() * total;
            int bin = 0;
            while (bin < shares.length - 1 && at >= shares[bin]) {
                at -= shares[bin++];
            }
            counts[bin]++;
        }
        return counts;
    }
}
