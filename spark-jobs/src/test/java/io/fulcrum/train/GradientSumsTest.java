package io.fulcrum.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.commons.lang3.SerializationUtils;
import org.junit.jupiter.api.Test;

/** Sums of gradients that take no room before something is added, and are the first ones themselves after that. */
class GradientSumsTest {
    private static GradientSums sums() {
        return GradientSums.of(new double[][] {{1, 2, 3}, {4, 5, 6}});
    }

    @Test
    void zeros_haveTheValuesOfZeros_alsoAfterTheyTravelled() {
        for (GradientSums zeros :
                new GradientSums[] {new GradientSums(2, 3), SerializationUtils.clone(new GradientSums(2, 3))}) {
            assertThat(zeros.length()).isEqualTo(3);
            assertThat(zeros.bytes()).isZero();
            assertThat(zeros.products(zeros)).isDeepEqualTo(new double[2][2]);
            assertThat(zeros.products(sums())).isDeepEqualTo(new double[2][2]);
            assertThat(sums().products(zeros)).isDeepEqualTo(new double[2][2]);
            assertThat(zeros.squared(1)).isZero();
            assertThat(zeros.isFinite(1)).isTrue();
            assertThat(zeros.coordinates()).isDeepEqualTo(new double[2][3]);
            assertThat(zeros.sums()).isDeepEqualTo(new double[2][3]);
        }
    }

    @Test
    void merge_withZerosOnEitherSide_isTheOther() {
        GradientSums left = new GradientSums(2, 3);
        left.merge(sums());
        GradientSums right = sums();
        right.merge(new GradientSums(2, 3));
        assertThat(left.sums()).isDeepEqualTo(sums().sums());
        assertThat(right.sums()).isDeepEqualTo(sums().sums());
    }

    @Test
    void merge_leavesTheOtherAsItIs() {
        GradientSums other = sums();
        GradientSums target = new GradientSums(2, 3);
        target.merge(other);
        target.merge(other);
        assertThat(target.sums()).isDeepEqualTo(new double[][] {{2, 4, 6}, {8, 10, 12}});
        assertThat(other.sums()).isDeepEqualTo(sums().sums());
    }

    @Test
    void take_ofTheFirst_isTheFirstItself_andAddsTheNext() {
        GradientSums first = sums();
        GradientSums target = new GradientSums(2, 3);
        target.take(first);
        assertThat(target.sums()).isSameAs(first.sums());
        target.take(sums());
        assertThat(target.sums()).isDeepEqualTo(new double[][] {{2, 4, 6}, {8, 10, 12}});
    }
}
