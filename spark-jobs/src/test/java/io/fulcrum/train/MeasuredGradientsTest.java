package io.fulcrum.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.model.graph.ParameterLayout;
import io.fulcrum.model.graph.ParameterLayout.Head;
import io.fulcrum.model.graph.ParameterLayout.Shared;
import io.fulcrum.model.graph.ParameterLayout.Slice;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Norms of mean gradients by layer. */
class MeasuredGradientsTest {
    private static final ParameterLayout LAYOUT = new ParameterLayout(List.of(
            new Slice("experts0_W", 0, 2, new Shared()),
            new Slice("logit0_W", 2, 3, new Head(0)),
            new Slice("experts0_b", 5, 1, new Shared()),
            new Slice("gate_W", 6, 2, new Shared())));

    @Test
    void norms_weightsAndBiasesOfALayer_areOne() {
        double[][] sums = {{2, 4, 4, 6, 8}, {1, 1, 1, 1, 1}, {0, 3, 4, 0, 0}};
        Map<String, double[]> norms = measured(sums, 2, 0, 0.5).norms(LAYOUT);

        assertThat(norms.keySet()).containsExactly("experts0", "gate");
        assertThat(norms.get("experts0")).containsExactly(3, Double.NaN, 10);
        assertThat(norms.get("gate")).containsExactly(5, Double.NaN, 0);
    }

    @Test
    void norms_notMeasuredOrReduced_areLeftOut() {
        assertThat(measured(new double[2][0], 0, 0).norms(LAYOUT)).isEmpty();
        assertThat(measured(new double[2][3], 0, 0).norms(LAYOUT)).isEmpty();
    }

    private static MeasuredGradients measured(double[][] sums, double... weights) {
        return new MeasuredGradients(GradientSums.of(sums), weights, new double[0][]);
    }
}
