package io.fulcrum.features.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.contract.encoder.Utf8;
import io.fulcrum.contract.encoder.VocabularyFile;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What single states promise beyond the laws. */
class StatesTest {
    @Test
    void exactSum_numbersOfAllSizes_equalsBigDecimal() {
        SplittableRandom random = new SplittableRandom(5);
        ExactSum sum = new ExactSum();
        BigDecimal expected = BigDecimal.ZERO;
        for (int i = 0; i < 3000; i++) {
            double value = (random.nextDouble() - 0.5) * Math.pow(2, random.nextInt(-1074, 1000));
            sum.add(value);
            expected = expected.add(new BigDecimal(value));
        }
        BigDecimal units = expected.multiply(new BigDecimal(BigInteger.TWO.pow(1074)));
        assertThat(sum.units()).isEqualTo(units.toBigIntegerExact());
    }

    @Test
    void exactSum_extremes_areHeld() {
        ExactSum sum = new ExactSum();
        for (double value : new double[] {
            Double.MAX_VALUE,
            Double.MIN_VALUE,
            -Double.MAX_VALUE,
            -0.0,
            Double.MAX_VALUE,
            Double.MAX_VALUE,
            -Double.MAX_VALUE,
            -Double.MAX_VALUE
        }) {
            sum.add(value);
        }
        assertThat(sum.units()).isEqualTo(BigInteger.ONE);
    }

    @Test
    void standardDeviation_smallSpreadOnLargeMean_isNotLost() {
        Moments moments = new Moments();
        // 1e9 - 1, 1e9, 1e9 + 1: mean 1e9, mean squared distance (1 + 0 + 1) / 3
        for (double value : new double[] {1e9 - 1, 1e9, 1e9 + 1}) {
            moments.add(value);
        }
        assertThat(moments.mean()).isEqualTo(1e9);
        assertThat(moments.standardDeviation()).isEqualTo(Math.sqrt(2.0 / 3));
    }

    @Test
    void quantiles_fewDistinct_areExact() {
        QuantileHistogram histogram = histogram(4, -2, 1, 3, -0.0, 0.0, 2, -2, 9, 5);
        // sorted: -2 -2 0 0 1 2 3 4 5 9
        assertThat(histogram.quantiles(List.of(0.0, 0.1, 0.2, 0.21, 0.5, 0.9, 1.0)))
                .containsExactly(-2.0, -2.0, -2.0, 0.0, 1.0, 5.0, 9.0);
    }

    @Test
    void edges_manyEqualValues_leaveNoBucketEmpty() {
        double[] values = new double[100];
        Arrays.fill(values, 90, 100, 7);
        assertThat(histogram(values).edges(10)).containsExactly(0);
        assertThat(histogram(3, 3, 3).edges(10)).isEmpty();
        assertThat(histogram(1, 2, 3, 4).edges(2)).containsExactly(2);
    }

    @Test
    void quantiles_manyDistinct_haveSmallRankError() {
        SplittableRandom random = new SplittableRandom(11);
        double[] values = random.doubles(100_000).map(u -> 1.6e9 + 1e8 * u * u).toArray();
        QuantileHistogram histogram = histogram(values);
        Arrays.sort(values);
        for (double q : new double[] {0.01, 0.25, 0.5, 0.75, 0.99}) {
            double found = histogram.quantile(q);
            double rank = Arrays.stream(values).filter(value -> value <= found).count() / 100_000.0;
            assertThat(rank).isCloseTo(q, within(0.01));
        }
    }

    @Test
    void vocabulary_ties_goInTextOrder() {
        ValueCounts counts = new ValueCounts(10);
        add(counts, "b", "c", "a", "b", "a", "z", "z", "z");
        VocabularyFile vocabulary = counts.vocabulary(1);
        assertThat(vocabulary.counts()).containsExactly(3, 2, 2, 1);
        assertThat(IntStream.range(0, 4).mapToObj(vocabulary.texts()::text)).containsExactly("z", "a", "b", "c");
        assertThat(counts.vocabulary(2).texts().size()).isEqualTo(3);
    }

    @Test
    void extended_newValues_followTheEarlierOnesAsTheyWere() {
        ValueCounts first = new ValueCounts(10);
        add(first, "b", "b", "c");
        VocabularyFile earlier = first.vocabulary(1);
        ValueCounts second = new ValueCounts(10);
        add(second, "z", "c", "c", "c", "a", "d", "d", "a", "rare");
        VocabularyFile extended = second.extended(earlier, 2);
        assertThat(IntStream.range(0, extended.texts().size()).mapToObj(extended.texts()::text))
                .containsExactly("b", "c", "a", "d");
        assertThat(extended.counts()).as("of the split that gave the id").containsExactly(2, 1, 2, 2);
        assertThat(second.found(extended.texts())).isEqualTo(new ValueCounts.Found(3, 7));
    }

    @Test
    void extended_noNewValue_isTheSameFile() {
        ValueCounts first = new ValueCounts(10);
        add(first, "b", "b", "c");
        ValueCounts second = new ValueCounts(10);
        add(second, "c", "c", "c", "once");
        VocabularyFile earlier = first.vocabulary(1);
        assertThat(second.extended(earlier, 2).digest()).isEqualTo(earlier.digest());
    }

    @Test
    void vocabulary_overflowed_isRefused() {
        ValueCounts counts = new ValueCounts(1);
        add(counts, "a", "b");
        assertThatThrownBy(() -> counts.vocabulary(1))
                .hasMessage("More than 1 distinct values were added, so none is kept. Ask overflowed() first.");
    }

    @Test
    void collisionRate_threeValuesInTwoBuckets_isOneThird() {
        HashCounts hashes = new HashCounts(4);
        List.of(4L, 8L, 9L, 9L).forEach(hashes::add); // buckets 0, 0, 1
        assertThat(hashes.distinct()).isEqualTo(3);
        assertThat(hashes.collisionRate()).isCloseTo(1 / 3.0, within(1e-15));
    }

    @Test
    void distinct_manyValues_isEstimatedWithinThreePercent() {
        HashCounts hashes = new HashCounts(1 << 20);
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 200_000; i++) {
            hashes.add(random.nextLong());
        }
        assertThat(hashes.distinct()).isCloseTo(200_000, within(6_000.0));
    }

    private static void add(ValueCounts counts, String... texts) {
        Utf8 bytes = new Utf8();
        for (String text : texts) {
            bytes.set(text);
            counts.add(bytes);
        }
    }

    private static QuantileHistogram histogram(double... values) {
        QuantileHistogram histogram = new QuantileHistogram();
        Arrays.stream(values).forEach(histogram::add);
        return histogram;
    }
}
