package io.fulcrum.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.balance.ProbeOptions;
import io.fulcrum.model.graph.ParameterLayout;
import io.fulcrum.model.graph.ParameterLayout.Head;
import io.fulcrum.model.graph.ParameterLayout.Shared;
import io.fulcrum.model.graph.ParameterLayout.Slice;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GradientReductionTest {
    private static final ParameterLayout LAYOUT = new ParameterLayout(List.of(
            new Slice("bottom0_W", 0, 4, new Shared()),
            new Slice("bottom0_b", 4, 2, new Shared()),
            new Slice("gate_W", 6, 5, new Head(0)),
            new Slice("bottom1_W", 11, 2, new Shared()),
            new Slice("bottom1_b", 13, 1, new Shared()),
            new Slice("head_W", 14, 1, new Head(1))));

    private static GradientReduction reduction(ProbeOptions.Of of, int sketch, long seed) {
        return GradientReduction.of(LAYOUT, new ProbeOptions(of, 0, sketch), seed);
    }

    @Test
    void of_defaults_returnsTheGradientsThemselves() {
        double[][] gradients = new double[2][9];
        GradientReduction all = reduction(ProbeOptions.Of.SHARED, 0, 1);
        assertThat(all.of(gradients)).isSameAs(gradients);
        assertThat(all.length()).isEqualTo(9);
    }

    @Test
    void of_lastLayer_keepsItsWeightsAndBiases() {
        GradientReduction last = reduction(ProbeOptions.Of.LAST_LAYER, 0, 1);
        assertThat(last.of(new double[][] {{1, 2, 3, 4, 5, 6, 7, 8, 9}})).isDeepEqualTo(new double[][] {{7, 8, 9}});
        assertThat(last.length()).isEqualTo(3);
    }

    /** Layers that are not neighbours: with a sketch it is the same as without, then sketched. */
    @Test
    void of_lastLayersApart_keepsThemAllAndSketchesTheirPlaces() {
        List<Slice> slices = LAYOUT.slices();
        ParameterLayout apart = new ParameterLayout(slices, List.of(slices.get(1), slices.get(3)));
        double[][] gradients = {{1, 2, 3, 4, 5, 6, 7, 8, 9}};
        GradientReduction last = GradientReduction.of(apart, new ProbeOptions(ProbeOptions.Of.LAST_LAYER, 0, 0), 1);
        double[][] kept = last.of(gradients);
        assertThat(kept).isDeepEqualTo(new double[][] {{5, 6, 7, 8}});
        assertThat(GradientReduction.of(apart, new ProbeOptions(ProbeOptions.Of.LAST_LAYER, 0, 16), 1)
                        .of(gradients))
                .isDeepEqualTo(new GradientReduction(List.of(), 4, 16, 1).of(kept));
    }

    /** Linear to the bit for whole numbers, so that the sum of workers' sketches is the sketch of the sum. */
    @Test
    void of_sketch_isLinearAndTheSameForOneSeed() {
        GradientReduction sketch = reduction(ProbeOptions.Of.SHARED, 16, 5);
        double[][] a = {{1, 2, 3, 4, 5, 6, 7, 8, 9}};
        double[][] b = {{-4, 3, 0, 1, 1, -6, 2, 5, 8}};
        double[] sum = new double[9];
        Arrays.setAll(sum, p -> a[0][p] + b[0][p]);
        double[] parts = sketch.of(a)[0];
        Arrays.setAll(parts, p -> parts[p] + sketch.of(b)[0][p]);
        assertThat(sketch.of(new double[][] {sum})[0]).isEqualTo(parts);
        assertThat(reduction(ProbeOptions.Of.SHARED, 16, 6).of(a)).isNotEqualTo(sketch.of(a));
    }

    /** The mean over seeds is the product, the mean square error at most (‖x‖²‖y‖² + ⟨x, y⟩²) / m. */
    @Test
    void of_sketch_hasTheStatedError() {
        int size = 400;
        int buckets = 64;
        Random random = new Random(1);
        double[][] gradients = new double[2][size];
        for (int p = 0; p < size; p++) {
            gradients[0][p] = random.nextGaussian();
            gradients[1][p] = 0.6 * gradients[0][p] + 0.8 * random.nextGaussian();
        }
        double xx = dot(gradients[0], gradients[0]);
        double yy = dot(gradients[1], gradients[1]);
        double xy = dot(gradients[0], gradients[1]);
        int seeds = 2000;
        double mean = 0;
        double square = 0;
        for (int seed = 0; seed < seeds; seed++) {
            double[][] reduced = new GradientReduction(List.of(), size, buckets, 1_000_003L * seed).of(gradients);
            double error = dot(reduced[0], reduced[1]) - xy;
            mean += error / seeds;
            square += error * error / seeds;
        }
        double bound = (xx * yy + xy * xy) / buckets;
        assertThat(square / bound).isBetween(0.5, 1.1);
        assertThat(mean).isCloseTo(0, within(4 * Math.sqrt(bound / seeds)));
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int p = 0; p < a.length; p++) {
            sum += a[p] * b[p];
        }
        return sum;
    }
}
